"""The city put into three stores: our schema, PostGIS, Redis. Each gets what it is best at; all get the same offers."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import numpy as np
from numpy.typing import NDArray

from everywhere.app.bench.nearby_city import CATEGORIES, OFFERS_EACH, City
from everywhere.app.bench.nearby_resp import Redis
from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Record
from everywhere.kernel import ids
from everywhere.places import rules as places
from everywhere.places.types import Point

_AT = datetime(2026, 1, 5, tzinfo=UTC)
_NOBODY = ranking.merit(Record())
_PIPELINE = 5_000
_COPY_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_END = b"\xff\xff"

# What is filled in need not survive a power cut, what is measured afterwards does.
_HASTE = ("fsync = off", "full_page_writes = off", "max_wal_size = '16GB'")
_SESSION = "SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SET synchronous_commit = off"

# An id is its region's head and the offer's number, scattered over the 52 bits that a placed id leaves to chance.
_STAGED = """
CREATE UNLOGGED TABLE staged_offer (n bigint, cell_no bigint, category bigint, price_kind bigint, price_minor bigint,
                                    record_no bigint, is_open bigint);
CREATE UNLOGGED TABLE staged_cell (cell_no bigint PRIMARY KEY, cell bigint, region bigint, id_head text, lat float8, lon float8,
                                   lat_row int);
CREATE UNLOGGED TABLE staged_record (record_no bigint PRIMARY KEY, stars_sum int, stars_count int, asked int, answered int,
                                     completed int, merit float8, standing int);
CREATE FUNCTION offer_id(head text, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
RETURN (head || lpad(to_hex(n * 982451653), 13, '0'))::uuid;
CREATE FUNCTION helper_id(n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
RETURN ('019b8a000000700080000' || lpad(to_hex(n / {each}), 11, '0'))::uuid;
"""

_OURS = """
DROP INDEX offer_near, offer_helper, offer_shelf;
INSERT INTO category SELECT 'kind_' || n, 1000 + n, '种类', 'Kind ' || n, icon, form, risk, cancellation_policy, price_unit, 60,
       0, 0, 0, 0, true, review_questions
  FROM category, generate_series(0, {categories} - 1) n WHERE code = 'plumber';
INSERT INTO offer (region, id, helper_id, city, category, title, text, answers, picture_ids, cell, lat, lon, lat_row, exact_lat, exact_lon,
                   radius_m, community_ids, price_kind, price_minor, currency, hours, is_available, stage, created_at, updated_at, merit)
SELECT c.region, offer_id(c.id_head, o.n), helper_id(o.n), 'shanghai', 'kind_' || o.category, 'Help of kind ' || o.category, '', '{{}}',
       '{{}}', c.cell, c.lat, c.lon, c.lat_row, c.lat, c.lon, 5000, '{{}}', (ARRAY['fixed', 'hourly', 'talk'])[o.price_kind + 1],
       CASE WHEN o.price_kind < 2 THEN o.price_minor END, 'CNY', '[]', o.n % 2 = 0, CASE o.is_open WHEN 1 THEN 'open' ELSE 'paused' END,
       $at, $at, coalesce(r.merit, {merit})
  FROM staged_offer o JOIN staged_cell c USING (cell_no) LEFT JOIN staged_record r USING (record_no) ORDER BY c.region, o.n;
CREATE INDEX offer_near ON offer (category, lat_row, lon) WHERE stage = 'open';
CREATE INDEX offer_shelf ON offer (category, cell, id) INCLUDE (region, helper_id, merit, price_kind, price_minor) WHERE stage = 'open';
CREATE INDEX offer_helper ON offer (region, helper_id, id);
INSERT INTO person (person_id, name, created_at)
SELECT helper_id(n), 'Helper ' || n / {each}, $at FROM generate_series(0, (SELECT max(n) FROM staged_offer), {each}) AS n;
INSERT INTO person_region
SELECT DISTINCT helper_id(o.n), c.region FROM staged_offer o JOIN staged_cell c USING (cell_no);
INSERT INTO helper_record
SELECT DISTINCT ON (c.region, helper_id(o.n)) c.region, helper_id(o.n), r.stars_sum, r.stars_count, r.asked, r.answered, r.completed,
       r.merit, r.standing, $at
  FROM staged_offer o JOIN staged_cell c USING (cell_no) JOIN staged_record r USING (record_no);
"""

_POSTGIS = """
CREATE TABLE provider (id uuid PRIMARY KEY, helper_id uuid, category int, title text, price_kind int, price_minor bigint,
                       radius_m int, is_available boolean, is_open boolean, stars_sum int, stars_count int, asked int, answered int,
                       completed int, merit float8, created_at timestamptz, at geography(Point, 4326));
INSERT INTO provider
SELECT offer_id(c.id_head, o.n), helper_id(o.n), o.category, 'Help of kind ' || o.category, o.price_kind, o.price_minor, 5000, o.n % 2 = 0,
       o.is_open = 1, r.stars_sum, r.stars_count, r.asked, r.answered, r.completed, coalesce(r.merit, {merit}), $at,
       ST_SetSRID(ST_MakePoint(c.lon, c.lat), 4326)::geography
  FROM staged_offer o JOIN staged_cell c USING (cell_no) LEFT JOIN staged_record r USING (record_no);
CREATE INDEX provider_near ON provider USING gist (category, at) WHERE is_open;
"""


async def into_ours(url: str, city: City) -> None:
    """Fill a migrated database of ours, indexes last."""
    await _load(url, city, _OURS.format(categories=CATEGORIES, each=OFFERS_EACH, merit=_NOBODY))


async def into_postgis(url: str, city: City) -> None:
    """Make the extension and the peer's table, as its users would: one GiST index on category and geography."""
    await _load(url, city, "CREATE EXTENSION postgis; CREATE EXTENSION btree_gist;" + _POSTGIS.format(merit=_NOBODY))


@contextlib.asynccontextmanager
async def in_haste(url: str) -> AsyncIterator[None]:
    """A server of the benchmark's own that does not wait for its disk until the block ends, and then has written everything."""
    connection = await asyncpg.connect(url)
    try:
        for setting in _HASTE:
            await connection.execute(f"ALTER SYSTEM SET {setting}")
        await connection.execute("SELECT pg_reload_conf()")
        yield
        await connection.execute("ALTER SYSTEM RESET ALL")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.execute("CHECKPOINT", timeout=120)
    finally:
        await connection.close()


def into_redis(redis: Redis, city: City) -> None:
    """A geo set for each category, the price and merit of its offers in a hash, and a hash of words for each offer."""
    lats, lons = city.cell_lats[city.cell_of].tolist(), city.cell_lons[city.cell_of].tolist()
    merits, prices, kinds = city.merits.tolist(), city.price_minor.tolist(), city.category_of.tolist()
    open_offers = np.flatnonzero(city.is_open).tolist()
    for start in range(0, len(open_offers), _PIPELINE):
        commands: list[list[Any]] = []
        for n in open_offers[start : start + _PIPELINE]:
            commands.append(["GEOADD", f"near:{kinds[n]}", lons[n], lats[n], n])
            commands.append(["HSET", f"merit:{kinds[n]}", n, merits[n]])
            words = ["title", f"Help of kind {kinds[n]}", "price", prices[n], "helper", n // OFFERS_EACH, "radius", 5000, "at", _AT]
            commands.append(["HSET", f"offer:{n}", *words, "lat", lats[n], "lon", lons[n]])
        redis.pipeline(commands)


async def _load(url: str, city: City, script: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_SESSION)
        await connection.execute(_STAGED.format(each=OFFERS_EACH))
        offers = [
            np.arange(city.size),
            city.cell_of,
            city.category_of,
            city.price_kind,
            city.price_minor,
            city.record_of,
            city.is_open,
        ]
        await connection.copy_to_table("staged_offer", source=_Chunks(_copied(offers)), format="binary")
        await connection.copy_records_to_table("staged_cell", records=_cells(city))
        await connection.copy_records_to_table("staged_record", records=_records(city))
        for statement in script.replace("$at", f"timestamptz '{_AT.isoformat()}'").split(";"):
            if statement.strip():
                await connection.execute(statement, timeout=300)
        await connection.execute("DROP TABLE staged_offer, staged_record", timeout=60)
        for table in await connection.fetch(
            "SELECT relname FROM pg_class WHERE relname IN ('offer', 'person', 'person_region', 'helper_record', 'provider')"
        ):
            await connection.execute(f"VACUUM (ANALYZE) {table['relname']}", timeout=300)
    finally:
        await connection.close()


class _Chunks:
    """Bytes in pieces, as asyncpg's COPY takes them."""

    def __init__(self, whole: bytes, size: int = 1 << 20) -> None:
        self._whole = memoryview(whole)
        self._size = size
        self._at = 0

    def read(self, _size: int = -1) -> bytes:
        """The next piece; empty at the end."""
        piece = self._whole[self._at : self._at + self._size].tobytes()
        self._at += self._size
        return piece


def _copied(columns: list[NDArray[Any]]) -> bytes:
    """Columns of bigint in PostgreSQL's binary COPY format: a count, then a length before each value."""
    layout = [
        ("count", ">i2"),
        *((f"{part}{n}", kind) for n in range(len(columns)) for part, kind in (("length", ">i4"), ("value", ">i8"))),
    ]
    rows = np.zeros(len(columns[0]), dtype=layout)
    rows["count"] = len(columns)
    for number, column in enumerate(columns):
        rows[f"length{number}"] = 8
        rows[f"value{number}"] = column
    return _COPY_HEAD + rows.tobytes() + _COPY_END


def _cells(city: City) -> list[tuple[Any, ...]]:
    found = []
    for number, (cell, lat, lon) in enumerate(zip(city.cell_ids, city.cell_lats.tolist(), city.cell_lons.tolist(), strict=True)):
        region = places.region_at(Point(lat, lon))
        found.append((number, cell, region, ids.placed_id(region, now=_AT).hex[:19], lat, lon, places.lat_row(lat)))
    return found


def _records(city: City) -> list[tuple[Any, ...]]:
    return [
        (n, r.stars_sum, r.stars_count, r.asked, r.answered, r.completed, ranking.merit(r), ranking.standing(r))
        for n, r in enumerate(city.records)
    ]
