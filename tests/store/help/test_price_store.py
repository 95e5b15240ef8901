"""The fair-price band as the database reckons it: lately, near by, else in the city."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from everywhere.help.deals import store as deals
from everywhere.help.deals.types import DealId, Stage
from everywhere.help.prices import actions as prices
from everywhere.help.prices.types import PriceBand
from everywhere.kernel import ids
from everywhere.kernel.database import Database
from everywhere.places import rules as places
from everywhere.places.types import Point
from support.deals import a_deal
from support.market import yuan
from support.world import World

HERE = Point(31.2304, 121.4737)
FEES = [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000]


@pytest.fixture
def now(world: World) -> datetime:
    return world.clock()


async def paid(
    db: Database,
    fees: list[int],
    *,
    now: datetime,
    at: Point = HERE,
    category: str = "carry",
    stage: Stage = "completed",
    days: int = 1,
) -> None:
    """Deals of these fees that ended so many days ago."""
    region = places.region_at(at)
    async with db.write() as tx:
        for fee in fees:
            deal = a_deal(
                id=DealId(ids.placed_id(region, now=now)), region=region, need_id=uuid4(), bid_id=uuid4(), lat=at.lat, lon=at.lon,
                fee_minor=fee, category=category, stage=stage, payment="cash", ended_at=now - timedelta(days=days),
            )  # fmt: skip
            await deals.insert(tx, deal)
            await deals.save(tx, deal)


async def band(db: Database, now: datetime) -> PriceBand | None:
    async with db.read() as tx:
        return await prices.price_band(tx, HERE, "carry", now=now)


async def test_eight_deals_near_by_make_a_band(world: World, now: datetime):
    await paid(world.db, FEES[:7], now=now)
    assert await band(world.db, now) is None
    await paid(world.db, FEES[7:], now=now)

    assert await band(world.db, now) == PriceBand(yuan(2750), yuan(4500), yuan(6250), 8, "nearby")


async def test_far_deals_of_the_city_speak_where_too_few_are_near(world: World, now: datetime):
    await paid(world.db, FEES, now=now, at=Point(31.2304, 121.5127))  # 3.7 km east
    await paid(world.db, [9000], now=now)

    found = await band(world.db, now)
    assert found is not None
    assert (found.of, found.count, found.median) == ("city", 9, yuan(5000))


async def test_old_unfinished_and_other_deals_say_nothing(world: World, now: datetime):
    await paid(world.db, FEES, now=now, days=181)
    await paid(world.db, FEES, now=now, stage="cancelled")
    await paid(world.db, FEES, now=now, category="tutor")

    assert await band(world.db, now) is None
