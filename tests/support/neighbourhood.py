"""A part of Shanghai full of people, put straight into the database: for searches that need many of everything."""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import Database
from everywhere.places import rules as places
from everywhere.places.types import Point, Shown

CENTRE = Point(31.2304, 121.4737)
NOBODYS_MERIT = 0.59125
CATEGORIES = ("plumber", "errands", "charge_phone", "locksmith")


def point_near(chance: random.Random, spread_m: float, around: Point = CENTRE) -> Point:
    """A point of a crowd that thins out around `around`."""
    return Point(around.lat + chance.gauss(0, spread_m / 111_195), around.lon + chance.gauss(0, spread_m / 95_000))


def shown(point: Point, *, resolution: int = 8) -> Shown:
    """What others see of a point where enough people are."""
    return places.shown(point, [9 if resolution <= each else 0 for each in (8, 7, 6)])


async def people(db: Database, count: int, *, now: datetime) -> list[UUID]:
    """So many people."""
    found = [ids.new_id() for _ in range(count)]
    rows = [(person_id, f"Person {number}", "en", now) for number, person_id in enumerate(found)]
    await copy(db, "person", [dict(zip(("person_id", "name", "language", "created_at"), row, strict=True)) for row in rows])
    return found


def offer(helper_id: UUID, at: Point, *, now: datetime, seen: Shown | None = None, **changes: Any) -> dict[str, Any]:
    """A row of an open plumber's offer."""
    seen = seen or shown(at)
    return {
        "region": seen.region,
        "id": ids.placed_id(seen.region, now=now),
        "helper_id": helper_id,
        "city": "shanghai",
        "category": "plumber",
        "title": "Taps and pipes",
        "text": "",
        "answers": {},
        "picture_ids": [],
        "cell": seen.cell,
        "lat": seen.lat,
        "lon": seen.lon,
        "lat_row": seen.lat_row,
        "exact_lat": at.lat,
        "exact_lon": at.lon,
        "radius_m": 5000,
        "community_ids": [],
        "price_kind": "fixed",
        "price_minor": 8000,
        "currency": "CNY",
        "hours": [],
        "is_available": True,
        "stage": "open",
        "created_at": now,
        "updated_at": now,
        **changes,
    }


def need(asker_id: UUID, at: Point, *, now: datetime, seen: Shown | None = None, **changes: Any) -> dict[str, Any]:
    """A row of an open, instant need of a plumber."""
    seen = seen or shown(at)
    return {
        "region": seen.region,
        "id": ids.placed_id(seen.region, now=now),
        "asker_id": asker_id,
        "community_id": None,
        "city": "shanghai",
        "category": "plumber",
        "title": "A tap drips",
        "text": "",
        "answers": {},
        "picture_ids": [],
        "cell": seen.cell,
        "lat": seen.lat,
        "lon": seen.lon,
        "lat_row": seen.lat_row,
        "exact_lat": at.lat,
        "exact_lon": at.lon,
        "exact_note": "",
        "is_now": True,
        "starts_at": now,
        "ends_at": now + timedelta(hours=2),
        "minutes": 60,
        "fee_minor": 8000,
        "currency": "CNY",
        "materials": "none",
        "payment": "balance",
        "stage": "open",
        "first_bid_at": None,
        "opened_at": now,
        "expires_at": now + timedelta(hours=2),
        "created_at": now,
        "updated_at": now,
        **changes,
    }


def record(region: int, helper_id: UUID, *, now: datetime, **counts: int) -> dict[str, Any]:
    """A row of a helper's record, with what the rules make of it; without a standing among the counts, of who has none."""
    from everywhere.help.matching.ranking import rules as ranking
    from everywhere.help.matching.ranking.types import Record

    made = Record(**counts)
    return {
        "region": region,
        "helper_id": helper_id,
        **{name: getattr(made, name) for name in ("stars_sum", "stars_count", "asked", "answered", "completed")},
        "merit": ranking.merit(made),
        "standing": ranking.standing(made),
        "counted_at": now,
    }


async def fill(db: Database, *points: Point, now: datetime) -> None:
    """Let a crowd have been in the cells of these points, so that others there are shown in the smallest cells."""
    rows = []
    for cell, region in {(places.cell_at(point), places.region_at(point)) for point in points}:
        rows += [{"region": region, "cell": cell, "person_id": ids.new_id(), "seen_at": now} for _ in range(places.CROWD_MIN)]
    await copy(db, "crowd", rows)


async def copy(db: Database, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put rows into a table, all of the same columns."""
    rows = list(rows)
    if rows:
        columns = list(rows[0])
        async with db.pool.acquire() as connection:
            await connection.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f'${n}' for n in range(1, len(columns) + 1))})",  # noqa: S608 - the names are this file's own
                [[row[column] for column in columns] for row in rows],
            )


async def completed_deals(db: Database, fees: list[int], *, now: datetime, at: Point = CENTRE) -> None:
    """Deals on plumbing that were completed near by lately."""
    asker, helper = await people(db, 2, now=now)
    now -= timedelta(days=3)
    for fee in fees:
        row = need(asker, at, now=now)
        deal = {
            name: row[name]
            for name in ("region", "city", "category", "title", "starts_at", "ends_at", "minutes", "cell", "lat", "lon")
        }
        deal |= {
            name: row[name] for name in ("exact_lat", "exact_lon", "exact_note", "currency", "materials", "payment", "updated_at")
        }
        deal |= {"id": row["id"], "bid_id": row["id"], "bid_version": 1, "asker_id": asker, "helper_id": helper, "fee_minor": fee}
        deal |= {"scope": "", "cancellation_policy": "fair", "stage": "completed", "agreed_at": now, "ended_at": now}
        await copy(db, "deal", [deal])


async def crowd(
    db: Database, *, offers: int, needs: int = 0, spread_m: float = 2500, seed: int = 7, now: datetime
) -> list[dict[str, Any]]:
    """Helpers with records, offers and needs around the centre; returns the offers' rows with their helpers' records beside."""
    chance = random.Random(seed)
    persons = await people(db, max(1, offers // 2), now=now)
    rows = [_some_offer(chance, persons, spread_m, now) for _ in range(offers)]
    records = {(row["region"], row["helper_id"]): _some_record(chance, row, now) for row in rows if chance.random() < 0.8}
    await copy(db, "helper_record", records.values())
    for row in rows:
        found = records.get((row["region"], row["helper_id"]))
        row["merit"] = found["merit"] if found else NOBODYS_MERIT
    await copy(db, "offer", rows)
    await copy(db, "need", [_some_need(chance, persons, spread_m, now) for _ in range(needs)])
    await db.pool.execute("ANALYZE offer, need, helper_record")
    return [row | {"record": records.get((row["region"], row["helper_id"]))} for row in rows]


def _some_offer(chance: random.Random, persons: list[UUID], spread_m: float, now: datetime) -> dict[str, Any]:
    at = point_near(chance, spread_m)
    kind = chance.choice(("fixed", "fixed", "hourly", "talk"))
    return offer(
        chance.choice(persons),
        at,
        now=now,
        seen=shown(at, resolution=chance.choice((8, 8, 8, 7, 6))),
        category=chance.choice(CATEGORIES),
        price_kind=kind,
        price_minor=None if kind == "talk" else chance.randrange(2000, 30_000),
        is_available=chance.random() < 0.6,
        stage=chance.choice(("open", "open", "open", "paused")),
        radius_m=chance.choice((500, 1500, 3000, 10_000)),
    )


def _some_record(chance: random.Random, row: dict[str, Any], now: datetime) -> dict[str, Any]:
    count, asked = chance.randrange(30), chance.randrange(40)
    return record(
        row["region"],
        row["helper_id"],
        now=now,
        stars_count=count,
        stars_sum=sum(chance.choice((3, 4, 5, 5)) for _ in range(count)),
        asked=asked,
        answered=chance.randint(0, asked),
        completed=chance.randrange(12),
        standing=350 + row["helper_id"].int % 601,
    )


def _some_need(chance: random.Random, persons: list[UUID], spread_m: float, now: datetime) -> dict[str, Any]:
    fee = chance.choice((None, chance.randrange(2000, 30_000)))
    return need(
        chance.choice(persons),
        point_near(chance, spread_m),
        now=now,
        category=chance.choice(CATEGORIES),
        fee_minor=fee,
        stage=chance.choice(("open", "open", "withdrawn")),
        expires_at=now + timedelta(minutes=chance.choice((-5, 30, 120))),
    )
