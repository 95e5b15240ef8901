"""Two hundred at once: one deal."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from everywhere.help.bids import actions as bids
from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Deal
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database
from everywhere.kernel.errors import Refusal
from everywhere.pay.escrow import actions as escrow
from support.market import balance_minor, placed_bid, posted_need, welcomed
from support.world import World, running

RACERS = 200
AT_ONCE = 50


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A world with as many connections as racers that run at once."""
    async with running(database_url, database_pool_max=AT_ONCE) as made:
        yield made


@pytest.fixture
def now() -> datetime:
    return system_clock()


async def outcomes(db: Database, racing: list[Any]) -> Counter[str]:
    """What came of each: the id of a deal, or a refusal's code. So many run at once as the pool has connections for."""
    lanes = asyncio.Semaphore(AT_ONCE)

    async def run(work: Any) -> str:
        async with lanes:
            try:
                deal: Deal = await db.transact(work)
            except Refusal as refusal:
                return refusal.code
            return str(deal.id)

    return Counter(await asyncio.gather(*(run(work) for work in racing)))


async def test_two_hundred_racers_accept_one_bid_and_there_is_one_deal(world: World, now: datetime):
    db = world.db
    asker, helper = await welcomed(db, "asker", now=now), await welcomed(db, "helper", now=now)
    need = await posted_need(db, asker, now=now)
    bid = await placed_bid(db, helper, need.id, now=now)

    found = await outcomes(db, [lambda tx: bids.accept(tx, asker, bid.id, version=1, now=now)] * RACERS)

    assert list(found.values()) == [RACERS]
    assert await db.pool.fetchval("SELECT array_agg(id::text) FROM deal") == list(found)
    assert await db.pool.fetchval("SELECT count(*) FROM deal_event") == 1


async def test_two_hundred_bids_on_one_need_are_accepted_at_once_and_there_is_one_deal(world: World, now: datetime):
    db = world.db
    asker = await welcomed(db, "asker", now=now)
    need = await posted_need(db, asker, now=now)
    helpers = [await welcomed(db, f"helper{number}", now=now) for number in range(RACERS)]
    placed = [await placed_bid(db, helper, need.id, now=now) for helper in helpers]

    found = await outcomes(db, [lambda tx, bid=bid: bids.accept(tx, asker, bid.id, version=1, now=now) for bid in placed])

    assert found.pop("need_not_open") == RACERS - 1
    assert list(found.values()) == [1]
    stages = await db.pool.fetch("SELECT stage, count(*) FROM bid GROUP BY stage ORDER BY stage")
    assert [tuple(row) for row in stages] == [("accepted", 1), ("lost", RACERS - 1)]
    assert await db.pool.fetchval("SELECT count(*) FROM deal") == 1


async def test_one_deal_is_funded_completed_and_called_off_at_once_and_the_money_goes_one_way(world: World, now: datetime):
    db = world.db
    asker, helper = await welcomed(db, "asker", now=now, minor=5000), await welcomed(db, "helper", now=now)
    need = await posted_need(db, asker, now=now)
    bid = await placed_bid(db, helper, need.id, now=now)
    deal = await db.transact(lambda tx: bids.accept(tx, asker, bid.id, version=1, now=now))

    funded = await outcomes(db, [lambda tx: deals.fund(tx, asker, deal.id, now=now)] * 20)
    assert list(funded.values()) == [20]
    later = [lambda tx: deals.start(tx, helper, deal.id, now=now), lambda tx: deals.cancel(tx, asker, deal.id, "weather", now=now)]
    await outcomes(db, later * 10)
    await outcomes(db, [lambda tx: deals.deliver(tx, helper, deal.id, note="", picture_ids=[], now=now)] * 5)
    await outcomes(db, [lambda tx: deals.complete(tx, asker, deal.id, now=now)] * 20)

    async with db.read() as tx:
        ended = await deals.get(tx, deal.id)
        held = await escrow.outstanding(tx, deal.id, "CNY", payer_id=deal.asker_id)
        left = [await balance_minor(tx, each) for each in (asker, helper)]
    assert ended.stage in ("completed", "cancelled")
    assert (held.minor, sum(left), left) == (0, 5000, [ended.refunded_minor, ended.released_minor])
