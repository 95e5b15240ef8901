"""People's side of paying merchants: password, codes on counters, receipts, takings; and that refused requests change nothing."""

import asyncio
from uuid import uuid4

import pytest

from support.shops import has, key, shop_owner, takings, yuan
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

PASSWORD = "246802"


@pytest.fixture
async def buyer(world: World) -> Phone:
    made = await sign_in(world, "buyer@example.org")
    await made("POST", "/api/wallet/top-ups", {"amount": yuan(100_000)}, expect=201)
    return made


@pytest.fixture
async def seller(world: World) -> Phone:
    return await shop_owner(world)


async def test_a_merchant_has_a_number_that_stays_and_is_not_the_payers(seller: Phone):
    first = await seller("GET", "/api/me/pay/merchant", expect=200)
    renamed = await seller("PUT", "/api/me/pay/merchant", {"name": "Other"}, expect=200)
    payer = await seller("GET", "/api/me/pay", expect=200)

    assert (renamed["number"], renamed["name"]) == (first["number"], "Other")
    assert first["number"].startswith("2088")
    assert len(first["number"]) == 16
    assert payer["number"] not in ("", first["number"])
    assert (await seller("GET", "/api/me/pay", expect=200))["number"] == payer["number"]


async def test_who_is_no_merchant_is_told_so(buyer: Phone):
    for verb, path, body in [
        ("GET", "/api/me/pay/merchant", None),
        ("POST", "/api/me/pay/merchant/draws", {"amount": yuan(1)}),
        ("POST", "/api/me/pay/shop-codes", {"label": "x"}),
    ]:
        refused = await buyer(verb, path, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_a_merchant")

    assert await has(buyer) == 100_000


async def test_a_code_on_a_counter_takes_the_amount_that_the_payer_types(world: World, buyer: Phone, seller: Phone):
    shop = await seller("POST", "/api/me/pay/shop-codes", {"label": "Counter 1"}, expect=201)
    path = f"/api/me/pay/codes/{shop['code']}"
    looked = await buyer("POST", f"{path}/scan", expect=200)
    assert (looked["merchant"], looked["subject"], looked["amount"]) == ("Tea house", "Counter 1", None)

    paid = await buyer("POST", f"{path}/pay", {"amount": yuan(700)}, headers=key("k1"), expect=200)
    again = await buyer("POST", f"{path}/pay", {"amount": yuan(700)}, headers=key("k1"), expect=200)
    other = await buyer("POST", f"{path}/pay", {"amount": yuan(701)}, headers=key("k1"))
    await buyer("POST", f"{path}/pay", {"amount": yuan(700)}, expect=200)

    assert (again, other.status_code, other.json()["code"]) == (paid, 409, "trade_differs")
    assert (await has(buyer), await takings(seller)) == (98_600, 1_400)
    await world.settle()
    receipts = (await buyer("GET", "/api/me/pay/receipts", expect=200))["items"]
    assert [(each["merchant"], each["amount"]["minor"], each["awaits"]) for each in receipts] == [("Tea house", 700, False)] * 2
    await seller("DELETE", f"/api/me/pay/shop-codes/{shop['code']}", expect=204)
    assert (await buyer("POST", f"{path}/pay", {"amount": yuan(1)})).json()["code"] == "code_unknown"
    assert (await seller("GET", "/api/me/pay/shop-codes", expect=200))["items"] == []


async def test_payments_that_cannot_be_are_refused_and_change_nothing(world: World, buyer: Phone, seller: Phone):
    shop = await seller("POST", "/api/me/pay/shop-codes", {"label": "Counter 1"}, expect=201)
    path = f"/api/me/pay/codes/{shop['code']}/pay"
    refusals = [
        (buyer, path, {}, 404, "code_unknown"),
        (buyer, path, {"amount": yuan(0)}, 400, "malformed"),
        (buyer, path, {"amount": yuan(20_001)}, 403, "payment_password_needed"),
        (buyer, path, {"amount": yuan(20_001), "password": PASSWORD}, 409, "payment_password_not_set"),
        (buyer, path, {"amount": yuan(1), "password": "12345"}, 400, "malformed"),
        (buyer, path, {"amount": yuan(5_000_001)}, 422, "amount_out_of_bounds"),
        (buyer, "/api/me/pay/codes/nosuchcode/pay", {"amount": yuan(1)}, 404, "code_unknown"),
        (seller, path, {"amount": yuan(1)}, 422, "buyer_is_seller"),
        (await sign_in(world, "poor@example.org"), path, {"amount": yuan(1)}, 422, "insufficient_funds"),
        (buyer, f"/api/me/pay/receipts/{uuid4()}/pay", {}, 404, "not_found"),
    ]
    for who, where, body, status, code in refusals:
        refused = await who("POST", where, body)
        assert (refused.status_code, refused.json().get("code")) == (status, code), (body, refused.text)

    assert (await has(buyer), await takings(seller)) == (100_000, 0)
    assert await world.db.pool.fetchval("SELECT count(*) FROM trade WHERE stage <> 'waiting'") == 0


async def test_five_wrong_passwords_lock_it_for_three_hours_however_many_try_at_once(world: World, buyer: Phone, seller: Phone):
    await buyer("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    shop = await seller("POST", "/api/me/pay/shop-codes", {"label": "Counter 1"}, expect=201)
    path = f"/api/me/pay/codes/{shop['code']}/pay"

    async def guess(password: str) -> str:
        answer = await buyer("POST", path, {"amount": yuan(30_000), "password": password})
        return "paid" if answer.status_code == 200 else answer.json()["code"]

    told = await asyncio.gather(*(guess(f"11223{n}") for n in range(9)))
    assert sorted(told) == ["payment_password_locked"] * 5 + ["payment_password_wrong"] * 4
    assert await guess(PASSWORD) == "payment_password_locked"
    refused = await buyer("PUT", "/api/me/pay/password", {"password": "975313", "current": PASSWORD})
    assert refused.json()["code"] == "payment_password_locked"
    world.clock.advance(hours=3)
    assert (await guess("112233"), await guess(PASSWORD)) == ("payment_password_wrong", "paid")

    assert (await has(buyer), await takings(seller)) == (70_000, 30_000)


async def test_a_password_is_changed_by_who_knows_it_and_is_nowhere_to_be_read(world: World, buyer: Phone):
    await buyer("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    for body, code in [
        ({"password": "975313"}, "payment_password_needed"),
        ({"password": "975313", "current": "111112"}, "payment_password_wrong"),
        ({"password": "111111", "current": PASSWORD}, "payment_password_too_simple"),
    ]:
        assert (await buyer("PUT", "/api/me/pay/password", body)).json()["code"] == code
    await buyer("PUT", "/api/me/pay/password", {"password": "975313", "current": PASSWORD}, expect=204)

    assert (await buyer("GET", "/api/me/pay", expect=200))["has_password"] is True
    kept = await world.db.pool.fetchrow("SELECT * FROM pay_password")
    assert kept["hash"].startswith("$argon2id$")
    assert await world.db.pool.fetchval("SELECT count(*) FROM idempotency") == 0


async def test_takings_are_drawn_once_for_a_key_and_no_more_than_there_is(buyer: Phone, seller: Phone):
    shop = await seller("POST", "/api/me/pay/shop-codes", {"label": "Counter 1"}, expect=201)
    await buyer("POST", f"/api/me/pay/codes/{shop['code']}/pay", {"amount": yuan(1_000)}, expect=200)
    draw = {"amount": yuan(600)}

    for _ in range(2):
        await seller("POST", "/api/me/pay/merchant/draws", draw, headers=key("d"), expect=201)
    refused = await seller("POST", "/api/me/pay/merchant/draws", draw, headers=key("e"))

    assert (refused.status_code, refused.json()["code"]) == (422, "insufficient_funds")
    assert (await takings(seller), await has(seller)) == (400, 600)


async def test_who_still_has_takings_cannot_go(buyer: Phone, seller: Phone):
    shop = await seller("POST", "/api/me/pay/shop-codes", {"label": "Counter 1"}, expect=201)
    await buyer("POST", f"/api/me/pay/codes/{shop['code']}/pay", {"amount": yuan(1_000)}, expect=200)

    refused = await seller("POST", "/api/me/erase")

    assert refused.json()["code"] == "money_left"
    assert await takings(seller) == 1_000


async def test_receipts_come_in_pages_and_are_ones_own(world: World, buyer: Phone, seller: Phone):
    shop = await seller("POST", "/api/me/pay/shop-codes", {"label": "Counter 1"}, expect=201)
    for minor in range(1, 6):
        world.clock.advance(seconds=1)
        await buyer("POST", f"/api/me/pay/codes/{shop['code']}/pay", {"amount": yuan(minor)}, expect=200)
    await world.settle()

    first = await buyer("GET", "/api/me/pay/receipts", params={"limit": 3}, expect=200)
    second = await buyer("GET", "/api/me/pay/receipts", params={"limit": 3, "cursor": first["next"]}, expect=200)

    assert [each["amount"]["minor"] for each in [*first["items"], *second["items"]]] == [5, 4, 3, 2, 1]
    assert second["next"] is None
    assert (await seller("GET", "/api/me/pay/receipts", expect=200))["items"] == []
    stranger = await seller("GET", f"/api/me/pay/receipts/{first['items'][0]['id']}")
    assert stranger.status_code == 404
