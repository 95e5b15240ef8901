"""`everywhere bench nearby`: looking around among a million open offers, against PostGIS, Redis and the bare framework.

Every engine's first pages are compared with brute force before anything is timed. The stores are asked by processes of
their own, one search after another; the product is asked by wrk, through all that a request passes. PostgreSQL syncs to
disk on both sides, and engines take turns within each round.
"""

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import msgspec
import numpy as np

from everywhere.app import reference_data
from everywhere.app.bench import figures, nearby_bare, nearby_city, nearby_http, nearby_load, nearby_moves, nearby_peers
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.nearby_city import City, View
from everywhere.app.bench.nearby_clients import ENGINES, Engine, Plan, Tally
from everywhere.app.bench.nearby_resp import Redis
from everywhere.app.bench.server import fresh_server, migrated
from everywhere.kernel.clock import system_clock

OFFERS = 1_000_000
GROWN = (0.1, 4.0)
CLIENTS = 8
PROCESSES = 2
"""So many servers run on two cores."""
CHECKED = 100
SEARCHED = 300
BUSY_S = 2.0
WRK_S = 4
SETTLING_S = 2
PHONES = 1_000
# One address may look from 120 cells in an hour.
CELLS = 100
GROWTH_BAR = 2.0
MOVES_BAR = 10.0
HTTP_BARS = {False: 0.40, True: 0.35}
STORE_BARS = {False: 2.5, True: 5.0}
_SORTS = {False: "by distance", True: "by rank"}
_TOLERANCE = {False: 2.0, True: 3e-4}
"""Redis keeps a place to 0.6 m and takes the earth for a little larger, which is so much of a score."""

NOTES = (
    (
        "In the stores: one client's p50 and p99, and searches a second of eight clients of two processes, as servers on two cores have them (of Redis a "
        "process each, as its client waits). All have the same offers, clustered over "
        "30 km, 200 categories by Zipf, and give the first 20 within 3 km with what a card shows. Ours is what a server's process does: "
        "who search at the same time in one process ask PostgreSQL together what was changed, and the rest is on its shelves; by SQL alone is our search for what "
        "shelves cannot filter. Each view was searched once before. All clients run on the loop of the server."
    ),
    (
        "By HTTP: one process of ours with relay and worker, asked by 32 connections of wrk without a token, for viewpoints and categories "
        "by chance: a thousand phones in a hundred cells. Ours remembers no answer: each is searched for and put together anew. The "
        "bare framework looks the bytes of the same answers up in a dictionary."
    ),
    (
        "Moves: helpers' positions through the API's batch from 400 callers, against the same verb with a commit for each over eight "
        "connections, on the database of a million offers."
    ),
    "Growth: the search by distance by SQL alone, each view searched once before; the same city, ten times thinner and four times denser.",
    "Stores are filled without waiting for the disk; everything is on it, and synced from then on, before anything is measured.",
)


class WrongAnswer(Exception):
    """An engine answered something else than brute force; nothing of it was timed."""


@dataclass
class Times:
    """What was measured, a list of one value a round under each name."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, value: float) -> None:
        """Keep one round's value."""
        self.values.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> float:
        """The median of the rounds."""
        return figures.median(self.values[name])


async def measure(rounds: int, *, offers: int = OFFERS) -> Result:
    """Load, compare, then measure `rounds` times. Raises NotInstalled and WrongAnswer."""
    nearby_peers.must_be_here()
    times = Times()
    say = _Progress(rounds)
    say(f"making a city of {offers:,} offers")
    city = await asyncio.to_thread(nearby_city.city, offers)
    async with _stores(city, say) as addresses:
        async with _clients(CLIENTS) as clients:
            say("comparing every engine with brute force")
            await _compare(city, addresses, clients[0])
            for number in range(rounds):
                say("searching in the stores", number)
                await _search_stores(city, addresses, clients, times, number)
        say("starting servers and warming them up")
        async with _http(city, addresses["ours"]) as asked:
            for number in range(rounds):
                say("asking by HTTP", number)
                await _ask(asked, times, number)
        say("moving helpers")
        for name, rates in zip(("moves", "moves alone"), await nearby_moves.moves(addresses["ours"], rounds), strict=True):
            times.values[name] = rates
    del city
    for share in GROWN:
        say(f"filling {int(offers * share):,} offers for growth")
        await _grow(int(offers * share), f"grown {share}", rounds, times)
    return Result("nearby", system_clock(), figures.machine(), rounds, _figures(times, offers), list(NOTES))


class _Progress:
    """Says on standard error what is being done, and how long after the beginning."""

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds
        self._began = time.monotonic()

    def __call__(self, doing: str, number: int | None = None) -> None:
        which = "" if number is None else f", round {number + 1} of {self._rounds}"
        click.echo(f"{time.monotonic() - self._began:4.0f} s  {doing}{which}", err=True)


@contextlib.asynccontextmanager
async def _stores(city: City, say: _Progress) -> AsyncIterator[dict[Engine, str]]:
    async with fresh_server() as ours, nearby_peers.postgis() as postgis, nearby_peers.redis() as redis:
        say("filling our store, PostGIS and Redis")
        await asyncio.gather(_fill(ours, city), _fill_postgis(postgis, city))
        client = Redis(redis)
        await asyncio.to_thread(nearby_load.into_redis, client, city)
        client.close()
        yield {"ours": ours, "sql": ours, "postgis": postgis, "redis": redis}


async def _fill(url: str, city: City) -> None:
    async with migrated(url, pool_max=2) as db:
        await reference_data.load(db)
    async with nearby_load.in_haste(url):
        await nearby_load.into_ours(url, city)


async def _fill_postgis(url: str, city: City) -> None:
    async with nearby_load.in_haste(url):
        await nearby_load.into_postgis(url, city)


@contextlib.asynccontextmanager
async def _clients(count: int) -> AsyncIterator[list[asyncio.subprocess.Process]]:
    words = [sys.executable, "-m", "everywhere.app.bench.nearby_clients"]
    pipe = asyncio.subprocess.PIPE
    processes: list[asyncio.subprocess.Process] = []
    try:
        for _ in range(count):
            processes.append(await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, limit=1 << 26))  # noqa: PERF401 - those that were started must be ended
        yield processes
    finally:
        for process in processes:
            process.terminate()
            await process.wait()


async def follow(client: asyncio.subprocess.Process, plan: Plan) -> Tally:
    """Let a client follow a plan. Raises RuntimeError when it ends instead."""
    if client.stdin is None or client.stdout is None:
        raise RuntimeError("the client has no pipes")
    client.stdin.write(msgspec.json.encode(plan) + b"\n")
    said = await client.stdout.readline()
    if not said:
        raise RuntimeError(f"the client of {plan.engine} ended")
    return msgspec.json.decode(said, type=Tally)


async def _compare(city: City, addresses: dict[Engine, str], client: asyncio.subprocess.Process) -> None:
    views = [view for view in nearby_city.views(city, CHECKED, seed=1) if city.is_clear(view, margin_m=_TOLERANCE[False])]
    for best, words in _SORTS.items():
        expected = [city.answer(view, best=best) for view in views]
        for engine in ENGINES:
            tally = await follow(client, Plan(engine, addresses[engine], best, views, None))
            wrong = [
                view for view, right, found in zip(views, expected, tally.ranks, strict=True) if not same(found, right, best=best)
            ]
            if wrong:
                raise WrongAnswer(f"{engine} {words}: {len(wrong)} of {len(views)}, first at {wrong[0]}")


def same(found: Sequence[float], expected: nearby_city.Floats, *, best: bool) -> bool:
    """Whether a page has the ranks that brute force found; which of equals come first is nobody's business."""
    return len(found) == len(expected) and bool(np.all(np.abs(np.sort(found) - expected) <= _TOLERANCE[best]))


async def _search_stores(
    city: City, addresses: dict[Engine, str], clients: Sequence[asyncio.subprocess.Process], times: Times, number: int
) -> None:
    views = nearby_city.views(city, SEARCHED, seed=100 + number)
    for best, words in _SORTS.items():
        for engine in ENGINES:
            name = f"{engine} {words}"
            once = Plan(engine, addresses[engine], best, views, None)
            # Each process of ours has shelves of its own to fill; the peers keep in their servers what one client asked for.
            await asyncio.gather(*(follow(client, once) for client in (clients[:PROCESSES] if engine == "ours" else clients[:1])))
            alone = await follow(clients[0], once)
            times.note(f"{name} p50", float(np.percentile(alone.micros, 50)))
            times.note(f"{name} p99", float(np.percentile(alone.micros, 99)))
            processes = CLIENTS if engine == "redis" else PROCESSES  # whose client keeps its process waiting
            busy = Plan(engine, addresses[engine], best, views, BUSY_S, CLIENTS // processes)
            tallies = await asyncio.gather(*(follow(client, busy) for client in clients[:processes]))
            times.note(name, sum(len(tally.micros) / tally.took_s for tally in tallies))


@dataclass(frozen=True)
class _Asked:
    """Two servers, and what to ask them."""

    folder: Path
    ours: int
    bare: dict[bool, int]
    paths: dict[bool, list[str]]


@contextlib.asynccontextmanager
async def _http(city: City, url: str) -> AsyncIterator[_Asked]:
    views: list[View] = nearby_city.views(city, PHONES, seed=3, cells_max=CELLS)
    settings = {"database_url": url, "requests_per_minute_unsigned": "1000000000", "demo": "1", "demo_data": "0"}
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="everywhere-bench-")))
        ours, _ = await stack.enter_async_context(nearby_http.served(["everywhere.app.cli", "serve"], folder, **settings))
        bare, paths = {}, {}
        for best in _SORTS:
            paths[best] = nearby_http.paths(views, best=best)
            file = folder / f"answers-{best}"
            nearby_http.remember(file, await nearby_http.answers(ours, paths[best]))
            server = nearby_http.served([nearby_bare.__name__], folder, bench_answers=str(file))
            bare[best], _ = await stack.enter_async_context(server)
        yield _Asked(folder, ours, bare, paths)


async def _ask(asked: _Asked, times: Times, number: int) -> None:
    for best, words in _SORTS.items():
        for name, port in (("bare", asked.bare[best]), ("http", asked.ours)):
            if number == 0:  # what a process learns in its first seconds is not what it does all day
                await nearby_http.load(port, asked.paths[best], asked.folder, seconds=SETTLING_S, seed=-1)
            load = await nearby_http.load(port, asked.paths[best], asked.folder, seconds=WRK_S, seed=number)
            times.note(f"{name} {words}", load.answers_per_s)
            times.note(f"unanswered {name}", load.unanswered_share)


async def _grow(size: int, name: str, rounds: int, times: Times) -> None:
    city = await asyncio.to_thread(nearby_city.city, size)
    async with fresh_server() as url, _clients(1) as clients:
        await _fill(url, city)
        for number in range(-1, rounds):
            plan = Plan("sql", url, best=False, views=nearby_city.views(city, SEARCHED, seed=200 + number), seconds=None)
            await follow(clients[0], plan)  # making the disk of cells around a new viewpoint takes as long in any city
            tally = await follow(clients[0], plan)
            if number >= 0:  # the first is for the caches
                times.note(name, float(np.percentile(tally.micros, 50)))


def _figures(times: Times, offers: int) -> list[Figure]:
    found = [figure for best, words in _SORTS.items() for figure in _searches(times, words, best=best)]
    moves, alone = times["moves"], times["moves alone"]
    found.append(Figure("positions/s through the batch ÷ a commit each", moves / alone, "×", alone, "/s", MOVES_BAR))
    lost = max(times.values["unanswered http"])
    found.append(Figure("requests by HTTP that were not answered, of the worst round", lost, "", bar=0, bar_is="at most"))
    small, large = (times[f"grown {share}"] for share in GROWN)
    sizes = " to ".join(f"{int(offers * share):,}" for share in GROWN)
    found.append(Figure(f"growth of the p50 from {sizes} offers", large / small, "×", small, "µs", GROWTH_BAR, "at most"))
    return found


def _searches(times: Times, words: str, *, best: bool) -> Iterator[Figure]:
    share = times[f"http {words}"] / times[f"bare {words}"]
    yield Figure(f"HTTP {words} ÷ bare framework", share, "×", times[f"bare {words}"], "/s", HTTP_BARS[best])
    yield Figure(f"HTTP {words}", times[f"http {words}"], "/s")
    ours, sql, postgis = (times[f"{engine} {words}"] for engine in ("ours", "sql", "postgis"))
    yield Figure(f"searches/s {words} ÷ PostGIS", ours / postgis, "×", postgis, "PostGIS /s", STORE_BARS[best])
    yield Figure(f"searches/s {words}", ours, "/s", times[f"redis {words}"], "Redis /s")
    yield Figure(f"searches/s {words}, SQL alone ÷ PostGIS", sql / postgis, "×", postgis, "PostGIS /s")
    for part in ("p50", "p99"):
        value = times[f"ours {words} {part}"]
        for peer, title in (("postgis", "PostGIS"), ("redis", "Redis")):
            theirs = times[f"{peer} {words} {part}"]
            yield Figure(f"search {words} {part}, {title} beside", value, "µs", theirs, title, theirs, "at most")
        yield Figure(
            f"search {words} {part}, SQL alone", times[f"sql {words} {part}"], "µs", times[f"postgis {words} {part}"], "PostGIS"
        )
