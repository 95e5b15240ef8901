"""Trades on a real database: who pays, what is given back, and that money is where the trade says."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from everywhere.kernel.database import Database
from everywhere.kernel.errors import Refusal
from everywhere.pay.guard.types import BuyerIsSeller, PayLimitReached, PaysTooOften
from everywhere.pay.ledger.types import InsufficientFunds
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import jobs
from everywhere.pay.trades.intents import actions as intents
from everywhere.pay.trades.paying.types import CodeNotPayable
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.pay.trades.refunds.types import RefundDiffers, RefundNumberNeeded, RefundTooMuch
from everywhere.pay.trades.settling import actions as settling
from everywhere.pay.trades.settling.types import ReleasedAlready, SettlementDiffers, Share, ShareBeforeRelease, ShareTooMuch
from everywhere.pay.trades.types import (
    CancelTooLate,
    SellerShortOfFunds,
    TradeAtAnotherStage,
    TradeClosed,
    TradeDiffers,
    TradeFinished,
    TradeOfAnother,
    TradePaid,
    TradeUnknown,
)
from support.clock import TestClock
from support.money import sound, yuan
from support.trades import APP, Shop, a_shop

pytestmark = pytest.mark.usefixtures("shards")


@pytest.fixture
async def shop(db: Database, clock: TestClock) -> Shop:
    return await a_shop(db, clock)


async def faults(db: Database) -> list[str]:
    async with db.read() as tx:
        return await trades.faults(tx)


async def test_an_order_that_is_asked_for_again_is_the_same_trade(shop: Shop):
    draft = shop.order(1000)
    first, again = await asyncio.gather(shop.begun(draft), shop.begun(draft))

    assert first.trade_no == again.trade_no
    assert len(first.trade_no) == 28
    with pytest.raises(TradeDiffers):
        await shop.begun(replace(shop.order(1001), key=draft.key))


async def test_a_trade_is_paid_once_and_the_money_is_the_sellers(shop: Shop):
    buyer, other = await shop.buyer(1500), await shop.buyer(5000)
    trade = await shop.paid(buyer, 1000)

    assert (trade.stage, trade.buyer_id) == ("paid", buyer)
    assert (await shop.has(buyer), await shop.takings()) == (500, 1000)
    assert (await shop.pay(trade, buyer)).trade_no == trade.trade_no  # a repeat moves nothing
    with pytest.raises(TradePaid):
        await shop.pay(trade, other)
    with pytest.raises(TradePaid):
        await shop.begun(replace(shop.order(1000), key=shop.order(1000, out_trade_no=trade.out_trade_no).key))
    assert (await shop.has(buyer), await shop.has(other), await shop.takings()) == (500, 5000, 1000)
    assert await sound(shop.db)


async def test_two_hundred_payers_race_for_one_trade_and_one_pays(shop: Shop):
    buyers = [await shop.buyer(1000) for _ in range(200)]
    trade = await shop.begun(shop.order(1000))

    told = await asyncio.gather(*(shop.pay(trade, each) for each in buyers), return_exceptions=True)

    won = [each for each in told if not isinstance(each, Exception)]
    assert len(won) == 1
    assert {type(each) for each in told if isinstance(each, Exception)} == {TradePaid}
    assert sum([await shop.has(each) for each in buyers]) == 199 * 1000
    assert await shop.takings() == 1000
    assert await sound(shop.db)


async def test_two_hundred_trades_race_for_one_code_and_one_is_paid(shop: Shop):
    buyer = await shop.buyer(100_000)
    code = await shop.code_of(buyer)
    begun = [await shop.begun(shop.order(100)) for _ in range(200)]

    told = await asyncio.gather(*(shop.pay(each, buyer, code=code) for each in begun), return_exceptions=True)

    assert sum(not isinstance(each, Exception) for each in told) == 1
    assert {type(each) for each in told if isinstance(each, Exception)} == {CodeNotPayable}
    assert (await shop.has(buyer), await shop.takings()) == (99_900, 100)


async def test_many_who_pay_at_once_share_commits_and_each_stands_alone(shop: Shop):
    rich, poor = [await shop.buyer(1000) for _ in range(60)], [await shop.buyer(10) for _ in range(20)]
    begun = [await shop.begun(shop.order(1000)) for _ in range(80)]

    told = await asyncio.gather(
        *(shop.pay(trade, buyer) for trade, buyer in zip(begun, [*rich, *poor], strict=True)), return_exceptions=True
    )

    assert [type(each) for each in told[60:]] == [InsufficientFunds] * 20
    assert {each.stage for each in told[:60]} == {"paid"}
    assert shop.till.batches_count < 60
    assert await shop.takings() == 60_000
    assert await sound(shop.db)


async def test_nobody_pays_what_is_not_theirs_to_pay(shop: Shop):
    buyer, other = await shop.buyer(5000), await shop.buyer(5000)
    mine = await shop.begun(replace(shop.order(1000), buyer_id=buyer))
    closed = await shop.begun(shop.order(1000))
    await shop.db.transact(lambda tx: trades.close(tx, closed, now=shop.now))
    seller_pays = await shop.begun(shop.order(1000))

    for trade, payer, refusal in [
        (mine, other, TradeOfAnother),
        (closed, buyer, TradeClosed),
        (seller_pays, shop.seller, BuyerIsSeller),
    ]:
        with pytest.raises(refusal):
            await shop.pay(trade, payer)

    assert (await shop.has(buyer), await shop.has(other), await shop.takings()) == (5000, 5000, 0)


async def test_a_payment_code_is_good_for_a_minute_and_for_one_trade(shop: Shop, clock: TestClock):
    buyer = await shop.buyer(5000)
    code = await shop.code_of(buyer)
    first, second = await shop.begun(shop.order(100)), await shop.begun(shop.order(100))

    assert (await shop.pay(first, buyer, code=code)).stage == "paid"
    with pytest.raises(CodeNotPayable):
        await shop.pay(second, buyer, code=code)
    late = await shop.code_of(buyer)
    assert late != code  # of ten in each half minute, one that was not used
    async with shop.db.read() as tx:
        assert await shop.till.payer_of(tx, late, now=shop.now) == buyer
        clock.advance(seconds=61)
        for stale in (late, "280000000000000000", "29" + late[2:], "garbage"):
            with pytest.raises(CodeNotPayable):
                await shop.till.payer_of(tx, stale, now=shop.now)


async def test_refunds_come_in_parts_each_once_and_never_more_than_was_paid(shop: Shop):
    buyer = await shop.buyer(1000)
    trade = await shop.paid(buyer, 1000)

    assert (await shop.refund(trade, 300, "a"))[1] is True
    assert (await shop.refund(trade, 300, "a"))[1] is False
    for minor, no, refusal in [(301, "a", RefundDiffers), (300, "", RefundNumberNeeded), (701, "b", RefundTooMuch)]:
        with pytest.raises(refusal):
            await shop.refund(trade, minor, no)
    assert await shop.has(buyer) == 300
    whole, _ = await shop.refund(trade, 700, "b")

    assert (whole.stage, whole.refunded_minor) == ("closed", 1000)
    assert (await shop.has(buyer), await shop.takings()) == (1000, 0)
    with pytest.raises(TradeClosed):
        await shop.refund(trade, 1, "c")
    assert await sound(shop.db)


async def test_a_refund_that_is_repeated_at_once_moves_money_once(shop: Shop):
    buyer = await shop.buyer(1000)
    trade = await shop.paid(buyer, 1000)

    told = await asyncio.gather(*(shop.refund(trade, 400, "same") for _ in range(10)))

    assert sorted(moved for _, moved in told) == [False] * 9 + [True]
    assert await shop.has(buyer) == 400


async def test_a_seller_who_took_the_money_out_cannot_refund(shop: Shop):
    from everywhere.pay.merchants import actions as merchants

    buyer = await shop.buyer(1000)
    trade = await shop.paid(buyer, 1000)
    await shop.db.transact(lambda tx: merchants.draw(tx, shop.seller, yuan(900), transfer_id=uuid4(), now=shop.now))

    with pytest.raises(SellerShortOfFunds):
        await shop.refund(trade, 101, "a")

    assert (await shop.now_is(trade)).refunded_minor == 0
    assert (await shop.has(buyer), await shop.takings()) == (0, 100)
    assert (await shop.refund(trade, 100, "a"))[0].refunded_minor == 100


async def test_a_cancelled_trade_is_closed_or_given_back_and_only_within_a_day(shop: Shop, clock: TestClock):
    async def cancel(trade):
        return await shop.db.transact(lambda tx: refunds.cancel(tx, trade, now=shop.now))

    buyer = await shop.buyer(5000)
    unpaid, paid, old = await shop.begun(shop.order(1000)), await shop.paid(buyer, 1000), await shop.paid(buyer, 500)

    assert [(await cancel(each))[1] for each in (unpaid, unpaid, paid, paid)] == ["close", "close", "refund", "refund"]
    assert await shop.has(buyer) == 4500
    clock.advance(hours=24)
    with pytest.raises(CancelTooLate):
        await cancel(old)
    assert await shop.has(buyer) == 4500


async def test_time_closes_what_nobody_paid_and_finishes_what_is_past_refunding(shop: Shop, clock: TestClock):
    buyer = await shop.buyer(5000)
    short, long = await shop.begun(shop.order(1000, expires_in_s=60)), await shop.begun(shop.order(1000))
    paid = await shop.paid(buyer, 1000)
    clock.advance(seconds=60)

    assert (await shop.now_is(short)).stage == "closed"  # before anybody has written it
    with pytest.raises(TradeClosed):
        await shop.pay(short, buyer)
    await jobs.end_expired(shop.db, shop.now)
    stages = await shop.db.pool.fetch("SELECT trade_no, stage FROM trade")
    assert {row["trade_no"]: row["stage"] for row in stages} == {
        short.trade_no: "closed",
        long.trade_no: "waiting",
        paid.trade_no: "paid",
    }
    clock.advance(days=366)
    with pytest.raises(TradeFinished):
        await shop.refund(paid, 1000, "late")
    await jobs.end_expired(shop.db, shop.now)
    assert await shop.db.pool.fetchval("SELECT count(*) FROM trade WHERE stage = 'waiting'") == 0
    assert (await shop.now_is(paid)).stage == "finished"


async def test_what_is_held_goes_to_the_seller_when_confirmed_and_by_itself_when_its_time_comes(shop: Shop, clock: TestClock):
    buyer = await shop.buyer(5000)
    confirmed, waits = await shop.paid(buyer, 1000, settle_days=7), await shop.paid(buyer, 500, settle_days=7)
    assert (confirmed.holding, confirmed.held_minor, await shop.takings()) == ("held", 1000, 0)
    assert (await shop.refund(confirmed, 200, "r"))[0].held_minor == 800

    async def confirm(no: str, *, keeps_frozen: bool = False):
        return await shop.db.transact(
            lambda tx: settling.confirm(tx, confirmed, out_request_no=no, keeps_frozen=keeps_frozen, now=shop.now)
        )

    _, first = await confirm("c")
    _, again = await confirm("c")
    assert first == again
    with pytest.raises(SettlementDiffers):
        await confirm("c", keeps_frozen=True)
    with pytest.raises(ReleasedAlready):
        await confirm("d")
    assert (await shop.takings(), await shop.has(buyer)) == (800, 3700)
    clock.advance(days=7)
    await jobs.end_expired(shop.db, shop.now)
    assert (await shop.takings(), (await shop.now_is(waits)).holding) == (1300, "released")
    assert await faults(shop.db) == []
    assert await sound(shop.db)


async def test_shares_are_given_out_of_what_is_frozen_and_afterwards_by_the_seller(shop: Shop):
    buyer, partner = await shop.buyer(2000), await shop.buyer(0)
    trade = await shop.paid(buyer, 1000, settle_days=7)
    await shop.bind(partner)

    async def share(minor: int, no: str, *, is_last: bool = False):
        shares = [Share(partner, "person", minor)]
        return await shop.db.transact(
            lambda tx: settling.share(tx, trade, shares, out_request_no=no, is_last=is_last, now=shop.now)
        )

    with pytest.raises(ShareBeforeRelease):
        await share(100, "early")
    await shop.db.transact(lambda tx: settling.confirm(tx, trade, out_request_no="c", keeps_frozen=True, now=shop.now))
    assert await shop.takings() == 0
    await share(300, "s1")
    await share(300, "s1")
    assert await shop.has(partner) == 300
    with pytest.raises(ShareTooMuch):
        await share(701, "s2")
    await share(100, "s3", is_last=True)
    assert (await shop.has(partner), await shop.takings()) == (400, 600)
    await share(100, "s4")
    assert (await shop.has(partner), await shop.takings()) == (500, 500)
    with pytest.raises(SellerShortOfFunds):
        await shop.refund(trade, 1000, "all")
    assert (await shop.now_is(trade)).refunded_minor == 0
    assert await faults(shop.db) == []
    assert await sound(shop.db)


async def test_a_refund_of_what_is_held_and_shared_takes_the_rest_from_the_seller(shop: Shop):
    buyer, partner = await shop.buyer(2000), await shop.buyer(0)
    await shop.paid(buyer, 1000)
    trade = await shop.paid(buyer, 1000, settle_days=7)
    await shop.db.transact(lambda tx: settling.confirm(tx, trade, out_request_no="c", keeps_frozen=True, now=shop.now))
    await shop.bind(partner)
    await shop.db.transact(
        lambda tx: settling.share(tx, trade, [Share(partner, "person", 300)], out_request_no="s", is_last=False, now=shop.now)
    )

    after, _ = await shop.refund(trade, 1000)

    assert (after.stage, after.held_minor, after.holding) == ("closed", 0, "released")
    assert (await shop.has(buyer), await shop.has(partner), await shop.takings()) == (1000, 300, 700)
    assert await faults(shop.db) == []
    assert await sound(shop.db)


async def test_an_order_is_no_trade_until_somebody_scans_it_and_spoilt_when_closed_before(shop: Shop, clock: TestClock):
    buyer = await shop.buyer(5000)
    draft, spoilt = shop.order(1000), shop.order(1000)

    async def offer(order, channel="precreate"):
        return await shop.db.transact(lambda tx: intents.offer(tx, order, channel, now=shop.now))

    async def scan(code: str):
        return await shop.db.transact(lambda tx: intents.scan(tx, code, buyer, now=shop.now))

    first, again = await offer(draft), await offer(draft)
    assert first.code == again.code
    with pytest.raises(TradeDiffers):
        await offer(replace(shop.order(999), key=draft.key))
    async with shop.db.read() as tx:
        with pytest.raises(TradeUnknown):
            await trades.by_key(tx, draft.key, now=shop.now)
    await scan(first.code)
    async with shop.db.read() as tx:
        begun = await trades.by_key(tx, draft.key, now=shop.now)
    assert (await shop.pay(begun, buyer)).stage == "paid"

    bad = await offer(spoilt)
    assert await shop.db.transact(lambda tx: intents.trade_or_spoil(tx, spoilt.key, now=shop.now)) is None
    with pytest.raises(TradeClosed):
        await scan(bad.code)
    with pytest.raises(TradeClosed):
        await offer(spoilt)
    assert await shop.db.pool.fetchval("SELECT count(*) FROM trade") == 1


async def test_a_page_that_waits_for_the_password_begins_its_trade_only_then(shop: Shop):
    buyer = await shop.buyer(5000)
    order = shop.order(1000)
    intent = await shop.db.transact(lambda tx: intents.offer(tx, order, "wap", now=shop.now))

    await shop.db.transact(lambda tx: intents.scan(tx, intent.code, buyer, now=shop.now))
    assert await shop.db.pool.fetchval("SELECT count(*) FROM trade") == 0
    begun = await shop.db.transact(lambda tx: intents.begin(tx, intent.code, buyer, amount=None, order="", now=shop.now))

    assert begun.out_trade_no == order.key.out_trade_no


@pytest.mark.parametrize(
    ("minors", "refusal"), [([60_000, 50_000], PayLimitReached), ([600_000], PayLimitReached), ([100] * 31, PaysTooOften)]
)
async def test_limits_and_rules_against_fraud_refuse_and_change_nothing(
    db: Database, clock: TestClock, minors: list[int], refusal: type[Refusal]
):
    shop = await a_shop(db, clock, is_guarded=True)
    buyer = await shop.buyer(1_000_000)
    for minor in minors[:-1]:
        await shop.paid(buyer, minor)
    before = await shop.has(buyer)

    trade = await shop.begun(shop.order(minors[-1]))
    with pytest.raises(refusal):
        await shop.pay(trade, buyer)

    assert await shop.has(buyer) == before
    assert (await shop.now_is(trade)).stage == "waiting"


async def test_another_apps_trade_is_not_there(shop: Shop):
    trade = await shop.begun(shop.order(1000))

    async with shop.db.read() as tx:
        assert (await trades.find(tx, shop.seller, APP, trade_no=trade.trade_no, out_trade_no="", now=shop.now)).id == trade.id
        for seller, app in [(shop.seller, "2021000000000002"), (uuid4(), APP)]:
            for numbers in ({"trade_no": trade.trade_no, "out_trade_no": ""}, {"trade_no": "", "out_trade_no": trade.out_trade_no}):
                with pytest.raises(TradeUnknown):
                    await trades.find(tx, seller, app, **numbers, now=shop.now)


async def test_a_paid_trade_cannot_be_closed(shop: Shop):
    trade = await shop.paid(await shop.buyer(1000), 1000)

    with pytest.raises(TradeAtAnotherStage):
        await shop.db.transact(lambda tx: trades.close(tx, trade, now=shop.now))
