"""Clients of `everywhere bench nearby`: processes in which one client or several look around in one of the stores, each of them one search after another.

All run on the loop that the server runs on. Clients of our store who share a process share its shelves and its looks, as people who ask one server do;
with a peer each has a connection of its own.

Plans come as lines of JSON on standard input, tallies go to standard output: `python -m everywhere.app.bench.nearby_clients`.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

import asyncpg
import msgspec
import uvloop

from everywhere.app.bench.nearby_city import PAGE, RADIUS_M, View
from everywhere.app.bench.nearby_resp import Redis
from everywhere.help.matching.browse import actions as browse
from everywhere.help.matching.browse.types import OffersWanted
from everywhere.help.matching.cards import http as cards
from everywhere.help.matching.ranking import rules as ranking
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database, ReadTx, connect, prepare_connection
from everywhere.places.types import Point

Engine = Literal["ours", "sql", "postgis", "redis"]
"""`ours` is what a server's process does; `sql` is our search by SQL alone, for whatever shelves cannot filter."""
ENGINES: tuple[Engine, ...] = ("ours", "sql", "postgis", "redis")
Search = Callable[[View], Awaitable[list[float]]]
"""Looks around once; the ranks of the first page: metres, or scores turned round."""
CLIENTS_MAX = 4
"""Of one process."""


class Plan(msgspec.Struct):
    """What to search where: each view once, or again and again for so many seconds by so many clients at once."""

    engine: Engine
    address: str
    best: bool
    views: list[View]
    seconds: float | None
    clients: int = 1


class Tally(msgspec.Struct):
    """How long each search took, and the ranks that were found where each view was searched once."""

    micros: list[float]
    took_s: float
    ranks: list[list[float]]


_CARD = "id, helper_id, category, title, price_kind, price_minor, radius_m, is_available, created_at, stars_sum, stars_count, asked, answered, completed"
_POSTGIS_BY_DISTANCE = f"""
    SELECT {_CARD}, ST_Y(at::geometry) AS lat, ST_X(at::geometry) AS lon,
           ST_Distance(at, ST_SetSRID(ST_MakePoint($3, $2), 4326)::geography, false) AS rank
      FROM provider
     WHERE is_open AND category = $1 AND ST_DWithin(at, ST_SetSRID(ST_MakePoint($3, $2), 4326)::geography, $4, false)
     ORDER BY at <-> ST_SetSRID(ST_MakePoint($3, $2), 4326)::geography
     LIMIT {PAGE}"""  # noqa: S608 - constants of this file
_POSTGIS_BEST = f"""
    SELECT {_CARD}, ST_Y(at::geometry) AS lat, ST_X(at::geometry) AS lon,
           -(merit + {ranking.PRICE_WEIGHT * ranking.PRICE_NEUTRAL}
             - {ranking.COST_PER_M} * ST_Distance(at, ST_SetSRID(ST_MakePoint($3, $2), 4326)::geography, false)) AS rank
      FROM provider
     WHERE is_open AND category = $1 AND ST_DWithin(at, ST_SetSRID(ST_MakePoint($3, $2), 4326)::geography, $4, false)
     ORDER BY rank
     LIMIT {PAGE}"""  # noqa: S608 - constants of this file
_REDIS_CARD = ("title", "price", "helper", "radius", "at", "lat", "lon")


async def searches(engine: Engine, address: str, *, best: bool) -> list[Search]:
    """The search of an engine for each client of a process."""
    if engine == "ours":
        return [_ours(await connect(address, pool_max=2), best=best)] * CLIENTS_MAX
    return [await _of_a_peer(engine, address, best=best) for _ in range(CLIENTS_MAX)]


async def _of_a_peer(engine: Engine, address: str, *, best: bool) -> Search:
    if engine == "redis":
        return _redis(Redis(address), best=best)
    connection = await asyncpg.connect(address)
    await prepare_connection(connection)
    return _postgis(connection, best=best) if engine == "postgis" else _sql(connection, best=best)


def _ours(db: Database, *, best: bool) -> Search:
    browsing = browse.Browsing(db, cards.keep)

    async def look(view: View) -> list[float]:
        page = await browsing.kept_offers(None, _wanted(view, best=best), now=system_clock())
        if page is None:
            raise RuntimeError("this database has no shelves")
        return [rank for rank, *_ in page.offers]

    return look


def _sql(connection: Any, *, best: bool) -> Search:
    tx = ReadTx(connection)

    async def look(view: View) -> list[float]:
        scene = browse.Scene([f"kind_{view.category}"], [], None, 60)
        return [offer.rank for offer in await browse.search_offers(tx, _wanted(view, best=best), scene, now=system_clock())]

    return look


def _wanted(view: View, *, best: bool) -> OffersWanted:
    return OffersWanted(
        point=Point(view.lat, view.lon),
        radius_m=RADIUS_M,
        category=f"kind_{view.category}",
        community_id=None,
        after=None,
        limit=PAGE,
        sort="best" if best else "distance",
    )


def _postgis(connection: Any, *, best: bool) -> Search:
    sql = _POSTGIS_BEST if best else _POSTGIS_BY_DISTANCE

    async def look(view: View) -> list[float]:
        found = await connection.fetch(sql, view.category, view.lat, view.lon, float(RADIUS_M))
        return [row["rank"] for row in found]

    return look


def _redis(client: Redis, *, best: bool) -> Search:
    async def look(view: View) -> list[float]:
        words = ["GEOSEARCH", f"near:{view.category}", "FROMLONLAT", view.lon, view.lat, "BYRADIUS", RADIUS_M, "m"]
        if not best:
            (found,) = client.pipeline([[*words, "ASC", "COUNT", PAGE, "WITHDIST"]])
            kept = [(float(away), name.decode()) for name, away in found]
        else:
            (found,) = client.pipeline([[*words, "WITHDIST"]])
            kept = _best(client, view, [(float(away), name.decode()) for name, away in found])
        client.pipeline([["HMGET", f"offer:{name}", *_REDIS_CARD] for _, name in kept])
        return [rank for rank, _ in kept]

    return look


def _best(client: Redis, view: View, found: list[tuple[float, str]]) -> list[tuple[float, str]]:
    if not found:
        return []
    (merits,) = client.pipeline([["HMGET", f"merit:{view.category}", *(name for _, name in found)]])
    neutral = ranking.PRICE_WEIGHT * ranking.PRICE_NEUTRAL
    ranked = (
        (-(float(merit) + neutral - ranking.COST_PER_M * away), name) for (away, name), merit in zip(found, merits, strict=True)
    )
    return sorted(ranked)[:PAGE]


async def run(plan: Plan, looks: Sequence[Search]) -> Tally:
    """Search by the plan: each client every view once, or from another view on for the time of the plan."""
    began = time.perf_counter()
    parts = [_one(plan, look, began, number * len(plan.views) // len(looks)) for number, look in enumerate(looks)]
    tallies = await asyncio.gather(*parts)
    took_s = time.perf_counter() - began
    return Tally([each for micros, _ in tallies for each in micros], took_s, [each for _, ranks in tallies for each in ranks])


async def _one(plan: Plan, look: Search, began: float, first: int) -> tuple[list[float], list[list[float]]]:
    micros: list[float] = []
    ranks: list[list[float]] = []
    number = 0
    while number < len(plan.views) if plan.seconds is None else time.perf_counter() - began < plan.seconds:
        start = time.perf_counter()
        found = await look(plan.views[(first + number) % len(plan.views)])
        micros.append((time.perf_counter() - start) * 1e6)
        if plan.seconds is None:
            ranks.append(found)
        number += 1
    return micros, ranks


async def main() -> None:
    """Follow plans until there are no more; connections are kept from plan to plan."""
    known: dict[tuple[str, bool], list[Search]] = {}
    for line in iter(sys.stdin.buffer.readline, b""):
        plan = msgspec.json.decode(line, type=Plan)
        key = (plan.address, plan.best)
        if key not in known:
            known[key] = await searches(plan.engine, plan.address, best=plan.best)
        sys.stdout.buffer.write(msgspec.json.encode(await run(plan, known[key][: plan.clients])) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(main())
