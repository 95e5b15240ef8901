"""A shop owner without a program: the trades they were paid, one by one, and giving back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from everywhere.pay.trades.rules import ZONE
from support.shops import has, key, shop_owner, takings, yuan
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

TRADES = "/api/me/pay/merchant/trades"


@pytest.fixture
async def buyer(world: World) -> Phone:
    made = await sign_in(world, "+8613812345678")
    await made("POST", "/api/wallet/top-ups", {"amount": yuan(50_000)}, expect=201)
    return made


@pytest.fixture
async def seller(world: World) -> Phone:
    return await shop_owner(world)


async def bought(world: World, seller: Phone, buyer: Phone, minor: int, label: str = "Counter") -> str:
    """Pays at a counter of this name; the number of the trade."""
    world.clock.advance(seconds=1)
    shop = await seller("POST", "/api/me/pay/shop-codes", {"label": label}, expect=201)
    return (await buyer("POST", f"/api/me/pay/codes/{shop['code']}/pay", {"amount": yuan(minor)}, expect=200))["trade_no"]


async def listed(seller: Phone, **params: Any) -> list[int]:
    return [each["amount"]["minor"] for each in (await seller("GET", TRADES, params=params, expect=200))["items"]]


async def test_an_owner_finds_trades_by_day_state_and_words(world: World, seller: Phone, buyer: Phone):
    await bought(world, seller, buyer, 100, "Green tea")
    yesterday = world.clock().astimezone(ZONE).date()
    world.clock.advance(hours=24)
    for minor in (200, 300):
        last = await bought(world, seller, buyer, minor, "Black 100%_tea")
    await seller("POST", f"{TRADES}/{last}/refund", {"amount": yuan(50)}, expect=201)
    today = yesterday + timedelta(days=1)

    assert await listed(seller) == [300, 200, 100]
    assert await listed(seller, since=today) == [300, 200]
    assert await listed(seller, until=yesterday) == [100]
    assert await listed(seller, which="paid") == [200, 100]
    assert await listed(seller, which="refunded") == [300]
    assert await listed(seller, which="held") == []
    assert await listed(seller, words="BLACK") == [300, 200]
    assert await listed(seller, words="%") == [300, 200]
    assert await listed(seller, words=last) == [300]
    assert await listed(seller, words="coffee") == []
    first = await seller("GET", TRADES, params={"limit": 2}, expect=200)
    second = await seller("GET", TRADES, params={"limit": 2, "cursor": first["next"]}, expect=200)
    assert ([each["amount"]["minor"] for each in second["items"]], second["next"]) == ([100], None)


async def test_an_owner_gives_back_in_parts_and_then_the_rest_once_for_each_key(world: World, seller: Phone, buyer: Phone):
    trade_no = await bought(world, seller, buyer, 10_000)
    path = f"{TRADES}/{trade_no}/refund"
    said = {"amount": yuan(2_500), "reason": "the cup was chipped"}

    part = await seller("POST", path, said, headers=key("r1"), expect=201)
    again = await seller("POST", path, said, headers=key("r1"), expect=201)
    shown = await seller("GET", f"{TRADES}/{trade_no}", expect=200)
    whole = await seller("POST", path, {"amount": yuan(7_500)}, headers=key("r2"), expect=201)

    assert (again, shown) == (part, part)
    assert (part["trade"]["left"], part["payer"]) == (yuan(7_500), "138****5678")
    assert [(each["amount"], each["reason"]) for each in part["refunds"]] == [(yuan(2_500), "the cup was chipped")]
    assert (whole["trade"]["stage"], whole["trade"]["left"], len(whole["refunds"])) == ("closed", yuan(0), 2)
    assert (await has(buyer), await takings(seller)) == (50_000, 0)
    await world.settle()
    receipt = await buyer("GET", "/api/me/pay/receipts", expect=200)
    assert receipt["items"][0]["refunded"] == yuan(10_000)


async def test_what_cannot_be_given_back_is_refused_and_changes_nothing(world: World, seller: Phone, buyer: Phone):
    trade_no = await bought(world, seller, buyer, 10_000)
    other = await sign_in(world, "other@example.org")
    await other("PUT", "/api/me/pay/merchant", {"name": "Coffee"}, expect=200)
    path = f"{TRADES}/{trade_no}/refund"
    await seller("POST", "/api/me/pay/merchant/draws", {"amount": yuan(9_000)}, expect=201)
    refusals = [
        (other, path, {"amount": yuan(1)}, 404, "trade_unknown"),
        (buyer, path, {"amount": yuan(1)}, 404, "trade_unknown"),
        (seller, path, {"amount": yuan(10_001)}, 422, "refund_too_much"),
        (seller, path, {"amount": yuan(1_001)}, 422, "seller_short_of_funds"),
        (seller, path, {"amount": yuan(0)}, 400, "malformed"),
        (seller, f"{TRADES}/{'9' * 28}/refund", {"amount": yuan(1)}, 404, "trade_unknown"),
    ]
    for who, where, body, status, code in refusals:
        refused = await who("POST", where, body)
        assert (refused.status_code, refused.json()["code"]) == (status, code), (body, refused.text)

    assert (await has(buyer), await takings(seller)) == (40_000, 1_000)
    assert await world.db.pool.fetchval("SELECT count(*) FROM trade_refund") == 0
    assert (await other("GET", f"{TRADES}/{trade_no}")).json()["code"] == "trade_unknown"
    assert (await buyer("GET", TRADES)).json()["code"] == "not_a_merchant"
    unpaid = await world.db.pool.fetchval(
        "SELECT count(*) FROM trade WHERE seller_id = $1 AND paid_at IS NULL", UUID(other.person_id)
    )
    assert (unpaid, await listed(other)) == (0, [])


async def test_a_wrong_filter_is_malformed(seller: Phone):
    for params in ({"which": "lost"}, {"since": "yesterday"}, {"words": "x" * 65}, {"cursor": "x"}, {"limit": 0}):
        assert (await seller("GET", TRADES, params=params)).json()["code"] == "malformed", params
    assert await listed(seller, since="0001-01-01", until="9999-12-31") == []
