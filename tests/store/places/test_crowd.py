from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from everywhere.kernel.database import Database
from everywhere.kernel.errors import TooManyRequests
from everywhere.places import actions as places
from everywhere.places import rules
from everywhere.places.types import OutsideCities, Point, Shown
from support.clock import TestClock

HERE = Point(31.2304, 121.4737)


async def come(db: Database, point: Point, now: datetime, person_id=None) -> Shown:
    async with db.write() as tx:
        return await places.blur(tx, person_id or uuid4(), point, now=now)


def resolution(shown: Shown) -> int:
    return next(size for size in (8, 7, 6) if rules.cell_at(HERE, size) == shown.cell)


async def test_a_cell_is_shown_once_five_people_were_in_it(db: Database, clock: TestClock):
    shown = [resolution(await come(db, HERE, clock())) for _ in range(6)]

    assert shown == [6, 6, 6, 6, 8, 8]


async def test_one_person_who_comes_often_is_no_crowd(db: Database, clock: TestClock):
    me = uuid4()

    assert {resolution(await come(db, HERE, clock(), me)) for _ in range(8)} == {6}


async def test_people_of_the_neighbouring_cells_make_a_larger_cell_enough(db: Database, clock: TestClock):
    import h3.api.basic_int as h3

    for cell in sorted(h3.cell_to_children(rules.cell_at(HERE, 7), 8))[:5]:
        await come(db, Point(*h3.cell_to_latlng(cell)), clock())

    assert resolution(await come(db, HERE, clock())) == 7


async def test_a_crowd_is_forgotten_after_thirty_days(db: Database, clock: TestClock):
    for _ in range(5):
        await come(db, HERE, clock())
    clock.advance(days=31)

    assert resolution(await come(db, HERE, clock())) == 6
    async with db.write() as tx:
        assert await places.forget_old(tx, now=clock()) == 5
    assert await db.pool.fetchval("SELECT count(*) FROM crowd") == 1


async def test_whoever_is_seen_again_counts_from_then(db: Database, clock: TestClock):
    crowd = [uuid4() for _ in range(5)]
    for day in range(3):
        for person_id in crowd:
            await come(db, HERE, clock(), person_id)
        clock.advance(days=20 if day < 2 else 0)

    assert resolution(await come(db, HERE, clock())) == 8
    assert await db.pool.fetchval("SELECT count(*) FROM crowd") == 6


async def test_people_of_a_crowd_see_the_same_cell(db: Database, clock: TestClock):
    for _ in range(5):
        await come(db, HERE, clock())

    corners = [Point(HERE.lat + dy, HERE.lon + dx) for dy in (-0.0005, 0.0005) for dx in (-0.0005, 0.0005)]
    same_cell = [point for point in corners if rules.cell_at(point) == rules.cell_at(HERE)]
    assert len({await come(db, point, clock()) for point in [HERE, *same_cell]}) == 1


async def test_an_erased_person_leaves_no_trace(db: Database, clock: TestClock):
    me = uuid4()
    await come(db, HERE, clock(), me)
    async with db.write() as tx:
        await places.forget_person(tx, me)

    assert await db.pool.fetchval("SELECT count(*) FROM crowd") == 0


async def test_one_may_walk_through_a_city_and_not_scan_it(db: Database, clock: TestClock):
    steps = [Point(31.0 + 0.02 * row, 121.2 + 0.02 * column) for row in range(11) for column in range(12)]
    for step in steps[: places.LOOK_CELLS_MAX]:
        await places.look_from(db, "person:1", step, clock())

    with pytest.raises(TooManyRequests):
        await places.look_from(db, "person:1", steps[places.LOOK_CELLS_MAX], clock())
    await places.look_from(db, "person:1", steps[3], clock())
    await places.look_from(db, "person:2", steps[places.LOOK_CELLS_MAX], clock())
    clock.advance(minutes=61)
    await places.look_from(db, "person:1", steps[places.LOOK_CELLS_MAX], clock())


async def test_looking_from_one_place_all_day_is_free(db: Database, clock: TestClock):
    for _ in range(places.LOOK_CELLS_MAX * 2):
        await places.look_from(db, "person:1", HERE, clock())

    assert await db.pool.fetchval("SELECT count(*) FROM viewpoint") == 1


async def test_a_city_is_where_its_box_is_and_open(db: Database):
    async with db.read() as tx:
        assert (await places.city_at(tx, HERE)).code == "shanghai"
        for elsewhere in (Point(35.68, 139.69), Point(0, 0), Point(90, 0), Point(-90, 180), Point(31.2, -180)):
            with pytest.raises(OutsideCities):
                await places.city_at(tx, elsewhere)


async def test_the_smaller_of_two_communities_is_the_one_that_one_is_in(db: Database):
    async with db.write() as tx:
        bund = await places.community_at(tx, Point(31.2360, 121.4880))
        assert bund is not None
        await tx.connection.execute(
            """INSERT INTO community (id, city, name_zh, name_en, area, west, south, east, north, membership_rule)
               SELECT gen_random_uuid(), city, '里弄', 'Lane', $1, 121.4875, 31.2355, 121.4885, 31.2365, '{"kind": "open"}'
                 FROM community WHERE id = $2""",
            {
                "type": "Polygon",
                "coordinates": [
                    [[121.4875, 31.2355], [121.4885, 31.2355], [121.4885, 31.2365], [121.4875, 31.2365], [121.4875, 31.2355]]
                ],
            },
            bund.id,
        )
        lane = await places.community_at(tx, Point(31.2360, 121.4880))
        assert lane is not None
        assert (bund.name_en, lane.name_en) == ("The Bund (Waitan)", "Lane")
        assert await places.community_at(tx, Point(31.0, 121.0)) is None


async def test_presence_is_written_once_an_hour(db: Database, clock: TestClock):
    me = uuid4()
    for _ in range(7):
        async with db.write() as tx:
            await places.note_presence(tx, me, HERE, now=clock())
        clock.advance(minutes=10)

    seen_at = await db.pool.fetchval("SELECT seen_at FROM crowd")
    assert clock() - seen_at == timedelta(minutes=70)
    clock.advance(minutes=1)
    async with db.write() as tx:
        await places.note_presence(tx, me, HERE, now=clock())
    assert await db.pool.fetchval("SELECT seen_at FROM crowd") == clock()
