"""What is left of bids and deals when one of the two is erased."""

from datetime import timedelta

from everywhere.help.bids import actions as bids
from everywhere.help.deals import actions as deals
from everywhere.kernel import outbox
from everywhere.people.types import PersonErased
from support.market import balance_minor, placed_bid, posted_need, welcomed
from support.world import World


async def test_open_bids_end_and_money_goes_back_when_somebody_is_gone(world: World):
    db, now = world.db, world.clock()
    asker, helper = await welcomed(db, "asker", now=now, minor=5000), await welcomed(db, "helper", now=now)
    need = await posted_need(db, asker, now=now, starts_in=timedelta(hours=20))
    bid = await placed_bid(db, helper, need.id, now=now)
    deal = await db.transact(lambda tx: bids.accept(tx, asker, bid.id, version=1, now=now))
    await db.transact(lambda tx: deals.fund(tx, asker, deal.id, now=now))
    open_need = await posted_need(db, asker, now=now, starts_in=timedelta(hours=20))
    open_bid = await placed_bid(db, helper, open_need.id, now=now)
    async with db.write() as tx:
        await outbox.emit(tx, PersonErased(helper.person_id))
    await world.settle()

    async with db.read() as tx:
        ended = await deals.get(tx, deal.id)
        assert (ended.stage, ended.cancel_reason, await balance_minor(tx, asker)) == ("cancelled", "person_left", 5000)
        assert (await bids.get(tx, open_bid.id)).stage == "withdrawn"
    assert await db.pool.fetchval("SELECT stage FROM need WHERE id = $1", need.id) == "open"
    assert await db.pool.fetchval("SELECT count(*) FROM outbox_dead") == 0
