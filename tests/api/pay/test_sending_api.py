"""Paying another person: the payer's word, the limits, and that what is refused changes nothing."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from support.passkeys import registered, shown_for
from support.world import Phone, World, running, sign_in

PASSWORD = "246802"
ORIGIN = "http://localhost:8000"
PAY = "/api/wallet/payments"
HOUR = timedelta(hours=1)


def yuan(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "CNY"}


def key(value: str) -> dict[str, str]:
    return {"Idempotency-Key": value}


async def has(phone: Phone) -> int:
    return (await phone("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"]


async def code_of(phone: Phone, body: dict[str, Any], **options: Any) -> str:
    answer = await phone("POST", PAY, body, **options)
    return "paid" if answer.status_code == 201 else answer.json()["code"]


async def known_well(world: World, phone: Phone) -> None:
    """By both handles and a passkey, as far as limits go."""
    await world.db.pool.execute(
        "INSERT INTO spending (person_id, tier) VALUES ($1, 3) ON CONFLICT (person_id) DO UPDATE SET tier = 3", phone.person_id
    )


@pytest.fixture
async def world(database_url: str):
    async with running(database_url, public_url=ORIGIN) as made:
        yield made


@pytest.fixture
async def ann(world: World) -> Phone:
    made = await sign_in(world, "ann@example.org")
    await made("POST", "/api/wallet/top-ups", {"amount": yuan(4_000_000)}, expect=201)
    return made


@pytest.fixture
async def bo(world: World) -> Phone:
    return await sign_in(world, "+8613800000002")


async def spent(world: World) -> list[tuple[int, int]]:
    return [tuple(row) for row in await world.db.pool.fetch("SELECT ever_minor, hour_count FROM spending ORDER BY 1")]


async def test_a_larger_payment_to_a_person_asks_for_the_password_and_changes_nothing_without_it(
    world: World, ann: Phone, bo: Phone
):
    large = {"to": bo.person_id, "amount": yuan(20_001)}
    told = [await code_of(ann, large), await code_of(ann, {**large, "password": PASSWORD})]
    await ann("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    told += [await code_of(ann, large), await code_of(ann, {**large, "password": "135791"})]

    assert told == ["payment_password_needed", "payment_password_not_set", "payment_password_needed", "payment_password_wrong"]
    assert (await has(ann), await has(bo), await spent(world)) == (4_000_000, 0, [(0, 0)])
    assert await code_of(ann, {"to": bo.person_id, "amount": yuan(20_000)}) == "paid"  # a small one asks for nothing
    assert await code_of(ann, {**large, "password": PASSWORD}, headers=key("k")) == "paid"
    assert await code_of(ann, large, headers=key("k")) == "paid"  # asked again: it moves nothing, so no word is needed
    assert (await has(ann), await has(bo), await spent(world)) == (3_959_999, 40_001, [(40_001, 2)])


async def test_a_passkey_confirms_this_amount_to_this_person_once(world: World, ann: Phone, bo: Phone):
    device = await registered(ann, ORIGIN)
    cy = await sign_in(world, "cy@example.org")
    large = {"to": bo.person_id, "amount": yuan(30_000)}

    async def shown(body: dict[str, Any]) -> dict[str, Any]:
        asked = await ann("POST", f"{PAY}/passkey", body, expect=200)
        return {"passkey": shown_for(device, asked, ORIGIN)}

    for_cy, for_less = await shown({**large, "to": cy.person_id}), await shown({**large, "amount": yuan(20_001)})
    refused = [await code_of(ann, {**large, **word}) for word in (for_cy, for_less)]
    word = await shown(large)

    assert refused == ["passkey_refused"] * 2
    assert [await code_of(ann, {**large, **word}) for _ in range(2)] == ["paid", "passkey_refused"]
    assert (await has(ann), await has(bo), await has(cy)) == (3_970_000, 30_000, 0)


async def test_who_is_known_by_one_handle_pays_a_thousand_ever_and_more_once_they_are_known_better(
    world: World, ann: Phone, bo: Phone
):
    await ann("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    body = {"to": bo.person_id, "password": PASSWORD}
    assert await code_of(ann, {**body, "amount": yuan(100_000)}) == "paid"
    refused = await ann("POST", PAY, {**body, "amount": yuan(1)})
    assert (refused.status_code, refused.json()["code"]) == (422, "pay_limit_reached")
    assert "¥1,000.00" in refused.json()["title"]
    assert refused.json()["remedy"]

    await world.client.post("/api/sign-in/code", json={"phone": "+8613800000009"})
    await ann("POST", "/api/me/handles", {"phone": "+8613800000009", "code": "000000"})
    world.clock.advance(hours=24)

    assert await code_of(ann, {**body, "amount": yuan(1)}) == "paid"
    assert await has(bo) == 100_001


async def test_a_new_account_a_payee_paid_too_often_and_a_large_first_payment_are_refused_by_codes_of_their_own(
    world: World, ann: Phone, bo: Phone
):
    await known_well(world, ann)
    await ann("PUT", "/api/me/pay/password", {"password": PASSWORD}, expect=204)
    await known_well(world, ann)  # setting the password looked at how well she is known
    body = {"to": bo.person_id, "password": PASSWORD}
    first_day = await code_of(ann, {**body, "amount": yuan(100_001)})
    world.clock.advance(hours=24)
    first_payment = await code_of(ann, {**body, "amount": yuan(500_001)})
    assert (first_day, first_payment, await has(bo), await spent(world)) == ("payer_too_new", "payee_too_new", 0, [(0, 0)])

    assert await code_of(ann, {**body, "amount": yuan(500_000)}) == "paid"
    assert await code_of(ann, {**body, "amount": yuan(1_500_000)}) == "paid"  # paid before, so no first payment
    assert await code_of(ann, {**body, "amount": yuan(1)}) == "payee_paid_too_often"
    assert await has(bo) == 2_000_000
    world.clock.advance(hours=24, minutes=1)
    assert await code_of(ann, {**body, "amount": yuan(1)}) == "paid"


async def test_somebody_pays_thirty_times_an_hour(world: World, ann: Phone, bo: Phone):
    told = [await code_of(ann, {"to": bo.person_id, "amount": yuan(1)}) for _ in range(30)]
    cy = await sign_in(world, "cy@example.org")

    assert set(told) == {"paid"}
    assert await code_of(ann, {"to": cy.person_id, "amount": yuan(1)}) == "pays_too_often"
    assert (await has(ann), await has(cy)) == (3_999_970, 0)


@pytest.mark.once
async def test_new_accounts_pay_a_hundred_times_an_hour_from_one_address_and_older_ones_as_often_as_they_like(
    world: World, ann: Phone, bo: Phone
):
    at_home = httpx.ASGITransport(world.app, raise_app_exceptions=False, client=("203.0.113.7", 50_000))
    async with httpx.AsyncClient(transport=at_home, base_url=ORIGIN) as client:
        phone = Phone(client, ann.token, ann.person_id)
        await world.db.pool.execute(
            "INSERT INTO rate (key, window_ends_at, used) VALUES ('new_payers:203.0.113.7', $1, 99)", world.clock() + HOUR
        )
        body = {"to": bo.person_id, "amount": yuan(1)}
        assert [await code_of(phone, body) for _ in range(2)] == ["paid", "too_many_pay_from_here"]
        assert await has(bo) == 1
        assert await code_of(ann, body) == "paid"  # from elsewhere
        await world.db.pool.execute("UPDATE person SET created_at = created_at - interval '1 day'")
        assert await code_of(phone, body) == "paid"
