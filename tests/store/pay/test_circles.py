"""Two who pay each other's shops turn money over: small sums pass, larger ones wait for a day."""

from datetime import timedelta

import pytest

from everywhere.kernel.database import Database
from everywhere.pay.guard.types import PayingInCircles
from support.clock import TestClock
from support.trades import a_shop

PAID_BACK = """
    INSERT INTO receipt (person_id, trade_id, seller_id, trade_no, merchant_name, subject, amount_minor, currency, at)
    VALUES ($1, gen_random_uuid(), $2, '', 'Their shop', 'tea', 30000, 'CNY', $3)"""


async def test_who_was_paid_by_the_seller_within_a_day_pays_them_small_sums_only(db: Database, clock: TestClock):
    shop = await a_shop(db, clock, is_guarded=True)
    buyer, stranger = await shop.buyer(100_000), await shop.buyer(100_000)
    await db.pool.execute(PAID_BACK, shop.seller, buyer, clock() - timedelta(hours=1))
    trade = await shop.begun(shop.order(20_001))

    await shop.paid(buyer, 20_000)
    await shop.paid(stranger, 20_001)
    before = await shop.has(buyer)
    with pytest.raises(PayingInCircles):
        await shop.pay(trade, buyer)

    assert await shop.has(buyer) == before
    assert (await shop.now_is(trade)).stage == "waiting"
    clock.advance(hours=24)
    assert (await shop.pay(trade, buyer)).stage == "paid"
