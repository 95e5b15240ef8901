"""A shop that opened today takes no more than a new shop may, in larger payments."""

import pytest

from everywhere.kernel.database import Database
from everywhere.pay.guard.types import ShopTooNew
from support.clock import TestClock
from support.trades import a_shop

KNOWN_WELL = "INSERT INTO spending (person_id, tier) VALUES ($1, 3)"


async def test_larger_payments_to_a_shop_of_today_end_at_ten_thousand(db: Database, clock: TestClock):
    shop = await a_shop(db, clock, is_guarded=True)
    buyers = [await shop.buyer(1_000_000) for _ in range(3)]
    for each in buyers:
        await db.pool.execute(KNOWN_WELL, each)
    first = await shop.paid(buyers[0], 500_000)
    await shop.paid(buyers[1], 490_000)
    await shop.paid(buyers[2], 20_000)
    trade = await shop.begun(shop.order(20_001))

    with pytest.raises(ShopTooNew):
        await shop.pay(trade, buyers[2])

    assert (await shop.has(buyers[2]), await shop.takings(), (await shop.now_is(trade)).stage) == (980_000, 1_010_000, "waiting")
    await shop.paid(buyers[2], 20_000)  # a small one passes
    await shop.refund(first, 100_000, "r1")
    assert (await shop.pay(trade, buyers[2])).stage == "paid"  # what it gave back it has not taken
    old = await shop.begun(shop.order(400_000))
    clock.advance(hours=24)
    assert (await shop.pay(old, buyers[1])).stage == "paid"
