"""Searches against brute force over the same rows, the plan they run by, and how many queries they take."""

import json
import random
import statistics
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from everywhere.help.matching.browse import actions, store
from everywhere.help.matching.browse.types import NeedsWanted, OffersWanted
from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Record
from everywhere.kernel.database import ReadTx
from everywhere.places import rules as places
from everywhere.places.types import Point
from support import neighbourhood as hood

WANTED = OffersWanted(point=hood.CENTRE, radius_m=3000, category="plumber", community_id=None, after=None, limit=21)
NEEDS_WANTED = NeedsWanted(point=hood.CENTRE, radius_m=3000, category="plumber", community_id=None, after=None, limit=21)
COUNTS = ("stars_sum", "stars_count", "asked", "answered", "completed", "standing")


def rank(row, wanted, median=None):
    distance_m = places.distance_m(wanted.point, Point(row["lat"], row["lon"]))
    if wanted.sort == "distance":
        return distance_m
    record = Record(**{name: row["record"][name] for name in COUNTS}) if row["record"] else Record()
    price = ranking.for_one_job(row["price_kind"], row["price_minor"], 60)
    return -ranking.score(record, price_minor=price, median_minor=median, distance_m=distance_m)


def is_wanted(row, wanted):
    near = places.distance_m(wanted.point, Point(row["lat"], row["lon"])) <= wanted.radius_m
    kind = wanted.category in (None, row["category"])
    standing = row["record"]["standing"] if row["record"] else ranking.standing(Record())
    good = wanted.standing_min is None or standing >= wanted.standing_min
    return row["stage"] == "open" and near and kind and good and (row["is_available"] or not wanted.open_now)


def brute(rows, wanted, median=None):
    return sorted((rank(row, wanted, median), row["id"]) for row in rows if is_wanted(row, wanted))


def same(found, expected):
    """Whether two rankings agree, but for the order of what differs by less than rounding."""
    assert [round(place, 6) for place, _ in found] == [round(place, 6) for place, _ in expected]
    assert {item for place, item in found if place < found[-1][0] - 1e-6} == {
        item for place, item in expected if place < expected[-1][0] - 1e-6
    }


@pytest.mark.parametrize("sort", ["distance", "best"])
async def test_the_first_page_equals_brute_force_from_anywhere(db, clock, sort):
    rows = await hood.crowd(db, offers=3000, now=clock())
    chance = random.Random(3)
    async with db.read() as tx:
        for _ in range(40):
            wanted = replace(
                WANTED,
                sort=sort,
                point=hood.point_near(chance, 4000),
                radius_m=chance.choice((300, 1200, 3000, 20_000)),
                category=chance.choice((*hood.CATEGORIES, None)),
                open_now=chance.random() < 0.3,
                standing_min=chance.choice((None, None, 600, 700)),
                limit=chance.choice((2, 21, 101)),
            )
            found = [(seen.offer.rank, seen.offer.id) for seen in await actions.offers(tx, None, wanted, now=clock())]
            expected = brute(rows, wanted)[: wanted.limit]
            assert len(found) == len(expected)
            if found:
                same(found, expected)


@pytest.mark.parametrize("sort", ["distance", "best"])
def test_a_small_circle_is_searched_by_its_cells_wherever_it_is(sort):
    small, wide = (replace(WANTED, sort=sort, radius_m=radius_m) for radius_m in (3000, 9000))
    assert store.statement_for(small) is store.OFFERS_BY_CELL[sort]
    assert store.statement_for(replace(small, open_now=True)) is store.OFFERS_BY_CELL_FILTERED[sort]
    assert store.statement_for(wide) is store.OFFERS_BY_ROW[sort]


async def test_sql_and_rules_give_the_same_score_with_a_median(db, clock):
    rows = await hood.crowd(db, offers=800, now=clock())
    wanted = replace(WANTED, sort="best", limit=101)
    async with db.read() as tx:
        found = await store.offers(
            tx, wanted, radius_m=3000, categories=["plumber"], hidden=[], median_minor=9000.0, typical_minutes=60, now=clock()
        )
    expected = brute(rows, wanted, 9000)[:101]
    assert len(found) > 50
    assert [offer.rank for offer in found] == pytest.approx([place for place, _ in expected], abs=1e-9)


@pytest.mark.parametrize("sort", ["distance", "best"])
async def test_pages_give_everything_once_and_in_order(db, clock, sort):
    rows = await hood.crowd(db, offers=1200, now=clock())
    wanted = replace(WANTED, sort=sort, limit=17)
    found, after = [], None
    async with db.read() as tx:
        while True:
            page = await actions.offers(tx, None, replace(wanted, after=after), now=clock())
            found += [(seen.offer.rank, seen.offer.id) for seen in page]
            if len(page) < 17:
                break
            after = found[-1]
    assert len({item for _, item in found}) == len(found)
    assert [item for _, item in sorted(found)] == [item for _, item in found]
    assert {item for _, item in found} == {item for _, item in brute(rows, wanted)}


async def test_needs_equal_brute_force(db, clock):
    await hood.crowd(db, offers=10, needs=2500, now=clock())
    rows = [dict(row) for row in await db.pool.fetch("SELECT * FROM need")]
    chance = random.Random(5)
    async with db.read() as tx:
        for _ in range(25):
            low = chance.choice((None, 5000))
            wanted = replace(
                NEEDS_WANTED, point=hood.point_near(chance, 3000), radius_m=chance.choice((500, 3000, 9000)), fee_min=low
            )
            found = [(seen.need.rank, seen.need.id) for seen in await actions.needs(tx, None, wanted, now=clock())]
            expected = sorted(
                (places.distance_m(wanted.point, Point(row["lat"], row["lon"])), row["id"])
                for row in rows
                if row["stage"] == "open"
                and row["category"] == "plumber"
                and row["expires_at"] > clock()
                and (low is None or (row["fee_minor"] or 0) >= low)
            )
            expected = [pair for pair in expected if pair[0] <= wanted.radius_m][:21]
            assert len(found) == len(expected)
            if found:
                same(found, expected)


async def test_hours_in_the_citys_time_decide_who_is_open(db, clock):
    now = clock().replace(hour=2, minute=30)  # 10:30 in Shanghai
    helper, other = await hood.people(db, 2, now=now)
    today = [{"day": (now + timedelta(hours=8)).isoweekday(), "from": "09:00", "to": "18:00"}]
    evening = [{"day": (now + timedelta(hours=8)).isoweekday(), "from": "18:00", "to": "22:00"}]
    offers = [hood.offer(helper, hood.CENTRE, now=now, hours=today), hood.offer(other, hood.CENTRE, now=now, hours=evening)]
    await hood.copy(db, "offer", offers)
    async with db.read() as tx:
        everybody = await actions.offers(tx, None, WANTED, now=now)
        ready = await actions.offers(tx, None, replace(WANTED, open_now=True), now=now)
    assert len(everybody) == 2
    assert [(seen.offer.helper_id, seen.offer.is_open_now) for seen in ready] == [(helper, True)]


class Explaining(ReadTx):
    """Explains each query in the place of running it, and keeps the plans' nodes."""

    def __init__(self, connection):
        super().__init__(self)
        self._real = connection
        self.plans = []

    async def fetch(self, sql, *values):
        name = f"explained_{len(self.plans)}"
        types = [parameter.name for parameter in (await self._real.prepare(sql)).get_parameters()]
        await self._real.execute(f"PREPARE {name} AS {sql}")
        literals = [literal(value, kind) for value, kind in zip(values, types, strict=True)]
        plan = json.loads(await self._real.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE {name}({', '.join(literals)})"))
        self.plans.append(list(nodes(plan[0]["Plan"])))
        return []


def literal(value, kind):
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return "'{" + ",".join(str(each) for each in value) + "}'::" + kind
    return f"'{value}'::{kind}"


def nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


async def plans(db, clock, mode, *, radius_m):
    """The plans of both lists of offers, bare and filtered, and of the list of needs."""
    async with db.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL plan_cache_mode = {mode}")
        tx = Explaining(connection)
        common = {"radius_m": radius_m, "categories": ["plumber"], "hidden": [], "now": clock()}
        for sort in ("distance", "best"):
            for standing_min in (None, 845):
                wanted = replace(WANTED, sort=sort, standing_min=standing_min, radius_m=radius_m)
                await store.offers(tx, wanted, **common, median_minor=None, typical_minutes=60)
        await store.needs(tx, NEEDS_WANTED, **common)
    return tx.plans


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize(
    ("radius_m", "index", "columns"),
    [(1500, "offer_shelf", ("category", "cell")), (9000, "offer_near", ("category", "lat_row", "lon"))],
)
async def test_searches_enter_an_index_and_read_no_whole_table(db, clock, mode, radius_m, index, columns):
    await hood.crowd(db, offers=6000, needs=6000, spread_m=4 * radius_m, now=clock())  # most of it lies outside the circle
    found = await plans(db, clock, mode, radius_m=radius_m)
    needed = (
        columns if mode == "force_generic_plan" else columns[:1]
    )  # of so few rows PostgreSQL 15 may rather filter than enter each
    for plan in found[:-1]:
        entry = next(node for node in plan if node.get("Index Name") == index)
        assert [column for column in needed if f"({column} " not in entry["Index Cond"]] == [], entry["Index Cond"][:200]
    entry = next(node for node in found[-1] if node.get("Index Name") == "need_near")
    assert [column for column in ("category", "lat_row", "lon")[: len(needed)] if f"({column} " not in entry["Index Cond"]] == []
    assert {node["Relation Name"] for plan in found for node in plan if node["Node Type"] == "Seq Scan"} <= {"city"}


class Counting(ReadTx):
    """Counts the queries that go to the real connection."""

    def __init__(self, connection):
        super().__init__(self)
        self._real = connection
        self.count = 0

    def __getattr__(self, name):
        self.count += 1
        return getattr(self._real, name)


async def test_the_number_of_queries_does_not_grow_with_the_answer(db, clock):
    await hood.crowd(db, offers=2000, needs=1000, now=clock())
    counts = set()
    for limit in (2, 11, 101):
        for radius_m in (300, 3000, 20_000):
            async with db.pool.acquire() as connection:
                tx = Counting(connection)
                await actions.offers(tx, None, replace(WANTED, sort="best", limit=limit, radius_m=radius_m), now=clock())
                counts.add(tx.count)
    # The category, the price band (city, near by, whole city), and one search or two.
    assert max(counts) <= 6
    assert statistics.mean(counts) > 1


async def test_what_was_learned_about_density_changes_no_answer(db, clock):
    rows = await hood.crowd(db, offers=1500, now=clock())
    async with db.read() as tx:
        for guess_m in (1.0, 100.0, 900.0, 50_000.0):
            actions._REACH.learn("offers:best", "plumber", hood.CENTRE, guess_m)
            wanted = replace(WANTED, sort="best")
            found = [(seen.offer.rank, seen.offer.id) for seen in await actions.offers(tx, None, wanted, now=clock())]
            same(found, brute(rows, wanted)[:21])


async def test_offers_of_another_community_are_left_out(db, clock):
    helper = (await hood.people(db, 1, now=clock()))[0]
    here, there = uuid4(), uuid4()
    made = [hood.offer(helper, hood.CENTRE, now=clock(), community_ids=each) for each in ([], [here], [there])]
    await hood.copy(db, "offer", made)
    async with db.read() as tx:
        found = await actions.offers(tx, None, replace(WANTED, community_id=here), now=clock())
    assert {seen.offer.id for seen in found} == {UUID(str(row["id"])) for row in made[:2]}
