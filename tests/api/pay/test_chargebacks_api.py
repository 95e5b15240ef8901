"""A payer's bank takes a charge back: what is there of it leaves the balance, the rest is the operator's loss, and both come back."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from everywhere.pay.ledger import actions as ledger
from everywhere.pay.providers.outside.types import clearing_of, costs_of
from everywhere.pay.providers.transits.rules import ZONE
from everywhere.people import actions as people
from everywhere.people.sign_in import actions as sign_ins
from support.stripe import KEY, SECRET, StripeDouble
from support.world import Phone, World, running, sign_in

pytestmark = pytest.mark.once


def yuan(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "CNY"}


@pytest.fixture
async def double() -> AsyncIterator[StripeDouble]:
    made = StripeDouble()
    server = await made.serve()
    yield made
    await server.close()


@pytest.fixture
async def world(database_url: str, double: StripeDouble) -> AsyncIterator[World]:
    keys = {"stripe_key": KEY, "stripe_webhook_secret": SECRET, "stripe_url": double.url}
    async with running(database_url, custody="provider", **keys) as made:
        yield made


@pytest.fixture
async def ann(world: World, double: StripeDouble) -> Phone:
    """Somebody who put ¥100.00 in."""
    made = await sign_in(world, "ann@example.org")
    await made("POST", "/api/wallet/transits", {"provider": "stripe", "kind": "charge", "amount": yuan(10_000)}, expect=201)
    double.pay(double.of_kind("cs")[0])
    await world.pass_time(minutes=2)
    assert await spendable(made) == 10_000
    return made


async def spendable(phone: Phone) -> int:
    return (await phone("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"]


async def called(world: World, double: StripeDouble, dispute: dict[str, Any], kind: str = "created", **how: Any) -> int:
    headers, body = double.event(f"charge.dispute.{kind}", dispute, **how)
    answer = await world.client.post("/api/pay/providers/stripe/events", content=body, headers=headers)
    await world.settle()
    return answer.status_code


async def stands(world: World) -> dict[str, int]:
    """What the operator has at Stripe outside closed books, and what it has cost; the ledger is well."""
    beside = UUID(int=0)
    async with world.db.read() as tx:
        assert await ledger.faults(tx) == []
        accounts = {"clearing": clearing_of("stripe", "CNY", beside=beside), "costs": costs_of("stripe", "CNY", beside=beside)}
        return {name: -(await ledger.balance(tx, each)).minor for name, each in accounts.items()}


async def kinds(phone: Phone) -> list[str]:
    return [each["kind"] for each in (await phone("GET", "/api/wallet/transits", expect=200))["items"]]


async def test_what_a_bank_takes_back_leaves_the_balance_once_and_comes_back_when_it_gives_up(
    world: World, double: StripeDouble, ann: Phone
):
    dispute = double.dispute(double.of_kind("ch")[0])

    assert [await called(world, double, dispute, kind) for kind in ("created", "funds_withdrawn", "updated")] == [200] * 3
    assert (await spendable(ann), await kinds(ann), await stands(world)) == (
        0,
        ["chargeback", "charge"],
        {"clearing": 0, "costs": 0},
    )
    (newest, *_) = (await ann("GET", "/api/inbox", expect=200))["items"]
    assert (newest["kind"], newest["facts"]["amount"]["minor"]) == ("charge_disputed", 10_000)

    double.give_up(dispute)
    for _ in range(2):
        await called(world, double, dispute, "closed")
    assert (await spendable(ann), await stands(world)) == (10_000, {"clearing": 10_000, "costs": 0})
    assert await kinds(ann) == ["chargeback_return", "chargeback", "charge"]
    lines = (await ann("GET", "/api/wallet/transfers", expect=200))["items"]
    assert [(each["purpose"], each["amount"]["minor"]) for each in lines] == [
        ("chargeback_return", 10_000),
        ("chargeback", -10_000),
        ("top_up", 10_000),
    ]


async def test_what_was_spent_meanwhile_is_the_operators_loss(world: World, double: StripeDouble, ann: Phone):
    bo = await sign_in(world, "bo@example.org")
    await ann("POST", "/api/wallet/payments", {"to": bo.person_id, "amount": yuan(7_500)}, expect=201)
    dispute = double.dispute(double.of_kind("ch")[0])

    await called(world, double, dispute)
    assert (await spendable(ann), await spendable(bo), await stands(world)) == (0, 7_500, {"clearing": 0, "costs": 7_500})
    refused = await ann("POST", f"/api/wallet/transits/{await charge_of(ann)}/refund", {"amount": yuan(1)})
    assert refused.json()["code"] == "nothing_to_undo"

    double.give_up(dispute)
    await called(world, double, dispute, "closed")
    assert (await spendable(ann), await stands(world)) == (2_500, {"clearing": 10_000, "costs": 0})


async def charge_of(phone: Phone) -> str:
    items = (await phone("GET", "/api/wallet/transits", expect=200))["items"]
    return next(each["id"] for each in items if each["kind"] == "charge")


async def test_nobodys_word_but_stripes_answer_takes_money(world: World, double: StripeDouble, ann: Phone):
    dispute = double.dispute(double.of_kind("ch")[0])
    forged = await called(world, double, dispute, secret="whsec_other")
    inquiry = double.dispute({**double.of_kind("ch")[0]})
    inquiry["balance_transactions"] = []
    stranger = double.dispute({"id": "ch_x", "amount": 10_000, "metadata": {}})
    unknown = {**dispute, "id": "dp_unknown"}

    assert forged == 400
    assert [await called(world, double, each) for each in (inquiry, stranger, unknown)] == [200] * 3
    assert (await spendable(ann), await kinds(ann)) == (10_000, ["charge"])


async def test_stripe_is_asked_again_when_it_does_not_tell(world: World, double: StripeDouble, ann: Phone):
    dispute = double.dispute(double.of_kind("ch")[0])
    hidden = double.made.pop(dispute["id"])
    await called(world, double, dispute)
    assert await spendable(ann) == 10_000
    double.made[dispute["id"]] = hidden

    await world.pass_time(minutes=1)

    assert await spendable(ann) == 0


async def test_the_books_agree_with_a_report_that_has_the_dispute(world: World, double: StripeDouble, ann: Phone):
    desk = await sign_in(world, "desk@example.org")
    await world.db.transact(lambda tx: people.give_role(tx, sign_ins.handle_of(email="desk@example.org"), "operator"))
    dispute = double.dispute(double.of_kind("ch")[0])
    books = f"/api/pay/books/stripe/{world.clock().astimezone(ZONE).date()}"
    await desk("PUT", f"{books}/report", content=double.report().encode(), expect=200)
    (extra,) = (await desk("GET", f"{books}/breaks", expect=200))["items"]
    assert (extra["kind"], extra["ref"], extra["reported_minor"]) == ("extra", dispute["id"], -10_000)

    await called(world, double, dispute)

    assert (await desk("GET", f"{books}/breaks", expect=200))["items"] == []
    world.clock.advance(hours=24)
    await desk("POST", f"{books}/close", expect=200)
    assert (await stands(world))["clearing"] == 0
