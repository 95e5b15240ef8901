"""Bodies are read strictly, and what is wrong is named by its path."""

import pytest

from support.world import World, sign_in

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ('{"amount": {"minor": "500"}}', "amount.minor"),
        ('{"amount": {"minor": 500.5}}', "amount.minor"),
        ('{"amount": {"minor": 1e400}}', "amount.minor"),
        ('{"amount": {"minor": 99999999999999999999999}}', "amount.minor"),
        ('{"amount": {"minor": true}}', "amount.minor"),
        ('{"amount": {"minor": 500, "currency": 7}}', "amount.currency"),
        ('{"amount": {"minor": 500, "currency": "CNY\\n"}}', "amount.currency"),
        ('{"amount": null}', "amount"),
        ('{"amount": {"minor": 500}, "extra": 1}', None),
        ('{"amount": {"minor": 500', None),
        ("[]", None),
        ("null", None),
        ('"\\ud800"', None),
        ("[" * 100_000, None),
        ("\x00", None),
    ],
)
async def test_what_does_not_fit_is_400_and_moves_nothing(world: World, body: str, path: str | None):
    an = await sign_in(world, "+8613900000001")

    headers = {"Content-Type": "application/json"}
    answer = await an("POST", "/api/wallet/top-ups", content=body.encode(), headers=headers)

    assert (answer.status_code, answer.json()["code"], answer.json().get("path")) == (400, "malformed", path)
    assert await world.db.pool.fetchval("SELECT count(*) FROM ledger_transfer") == 0


async def test_a_huge_body_is_413(world: World):
    an = await sign_in(world, "+8613900000001")

    answer = await an("POST", "/api/wallet/top-ups", content=b" " * 12_000_001, headers={"Content-Type": "application/json"})

    assert answer.status_code == 413


async def test_a_body_that_fits_is_taken(world: World):
    an = await sign_in(world, "+8613900000001")

    await an("POST", "/api/wallet/top-ups", {"amount": {"minor": 500, "currency": "CNY"}}, expect=201)
