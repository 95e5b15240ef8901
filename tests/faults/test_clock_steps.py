"""A machine whose clock is put forward or back by an hour goes on serving whoever is signed in."""

import pytest

from support.world import World, sign_in

pytestmark = pytest.mark.once

AMOUNT = {"amount": {"minor": 500, "currency": "CNY"}}


@pytest.mark.parametrize("hours", [1, -1])
async def test_who_signed_in_before_stays_in_and_a_key_keeps_its_answer(world: World, hours: int):
    ann = await sign_in(world, "ann@example.org")
    key = {"Idempotency-Key": "once"}
    first = await ann("POST", "/api/wallet/top-ups", AMOUNT, headers=key, expect=201)

    for step in (hours, -hours):
        world.clock.advance(hours=step)
        await world.settle()

        assert await ann("POST", "/api/wallet/top-ups", AMOUNT, headers=key, expect=201) == first
        wallet = await ann("GET", "/api/wallet", expect=200)
        assert wallet["balances"][0]["available"]["minor"] == 500


@pytest.mark.parametrize("hours", [1, -1])
async def test_who_signs_in_while_the_clock_is_wrong_stays_in_when_it_is_right(world: World, hours: int):
    world.clock.advance(hours=hours)
    ann = await sign_in(world, "ann@example.org")
    world.clock.advance(hours=-hours)

    assert (await ann("GET", "/api/me", expect=200))["id"] == ann.person_id
    again = await sign_in(world, "ann@example.org")
    assert again.person_id == ann.person_id
