"""Money in and out by HTTP, with Stripe's protocol on the other side, and the desk where cash changes hands."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from everywhere.kernel.settings import Settings
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.providers.actions import CustodyNotSaid, offered
from everywhere.pay.providers.outside.types import bank_of, clearing_of, costs_of
from everywhere.pay.providers.transits.rules import ZONE
from everywhere.people import actions as people
from everywhere.people.sign_in import actions as sign_ins
from support.deals import delivered, stepped
from support.stripe import KEY, SECRET, StripeDouble
from support.world import Phone, World, running, sign_in

pytestmark = pytest.mark.once


WORD = {"password": "246802"}


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
    async with running(database_url, custody="provider", cash_desk=True, **keys) as made:
        yield made


async def operator(world: World) -> Phone:
    phone = await sign_in(world, "desk@example.org")
    await world.db.transact(lambda tx: people.give_role(tx, sign_ins.handle_of(email="desk@example.org"), "operator"))
    return phone


async def spendable(phone: Phone) -> int:
    return (await phone("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"]


async def charged(world: World, phone: Phone, double: StripeDouble, minor: int = 10_000) -> dict[str, Any]:
    """Pays on Stripe's page; Stripe calls."""
    body = {"provider": "stripe", "kind": "charge", "amount": yuan(minor)}
    begun = await phone("POST", "/api/wallet/transits", body, expect=201)
    session = double.made[begun["next_url"].rsplit("/", 1)[1]]
    double.pay(session)
    headers, event = double.event("checkout.session.completed", session)
    answer = await world.client.post("/api/pay/providers/stripe/events", content=event, headers=headers)
    assert answer.status_code == 200, answer.text
    await world.settle()
    return await phone("GET", f"/api/wallet/transits/{begun['id']}", expect=200)


async def paid_out_at_stripe(phone: Phone, double: StripeDouble, **said: object) -> None:
    await phone("PUT", "/api/me/pay/password", WORD, expect=204)
    first = await phone("PUT", "/api/wallet/providers/stripe", {**said, **WORD}, expect=200)
    assert (first["is_ready"], first["next_url"]) == (False, f"{double.url}/setup/{first['account']}")
    double.made[first["account"]]["capabilities"]["transfers"] = "active"
    again = await phone("PUT", "/api/wallet/providers/stripe", said, expect=200)
    assert (again["is_ready"], again["account"]) == (True, first["account"])


async def test_money_comes_in_by_stripe_when_it_calls_and_a_call_twice_brings_it_once(world: World, double: StripeDouble):
    ann = await sign_in(world, "ann@example.org")

    done = await charged(world, ann, double)
    headers, event = double.event("checkout.session.completed", double.of_kind("cs")[0])
    await world.client.post("/api/pay/providers/stripe/events", content=event, headers=headers)
    await world.settle()

    assert (done["stage"], done["next_url"]) == ("done", "")
    assert await spendable(ann) == 10_000
    (line,) = (await ann("GET", "/api/wallet/transfers", expect=200))["items"]
    assert (line["purpose"], line["amount"], line["counterparty"]["kind"]) == ("top_up", yuan(10_000), "operator")


async def test_a_call_that_stripe_did_not_sign_is_refused_and_one_about_others_is_passed_over(world: World, double: StripeDouble):
    session = {"id": "cs_1", "metadata": {}}
    forged, body = double.event("checkout.session.completed", session, secret="whsec_other")
    refused = await world.client.post("/api/pay/providers/stripe/events", content=body, headers=forged)
    unsigned = await world.client.post("/api/pay/providers/stripe/events", content=b"{}")
    headers, body = double.event("checkout.session.completed", session)
    taken = await world.client.post("/api/pay/providers/stripe/events", content=body, headers=headers)
    nobody = await world.client.post("/api/pay/providers/paypal/events", content=b"")

    assert [each.status_code for each in (refused, unsigned, taken, nobody)] == [400, 400, 200, 404]
    assert double.calls == []


async def test_without_a_call_the_provider_is_asked_by_itself(world: World, double: StripeDouble):
    ann = await sign_in(world, "ann@example.org")
    begun = await ann("POST", "/api/wallet/transits", {"provider": "stripe", "kind": "charge", "amount": yuan(500)}, expect=201)
    double.pay(double.of_kind("cs")[0])

    await world.pass_time(minutes=2)

    assert (await ann("GET", f"/api/wallet/transits/{begun['id']}", expect=200))["stage"] == "done"
    assert await spendable(ann) == 500


async def test_a_provider_that_is_away_is_asked_again_until_it_answers(world: World, double: StripeDouble):
    ann = await sign_in(world, "ann@example.org")
    double.drop = "before"
    begun = await ann("POST", "/api/wallet/transits", {"provider": "stripe", "kind": "charge", "amount": yuan(500)}, expect=201)
    assert (begun["stage"], begun["next_url"]) == ("intended", "")

    await world.pass_time(minutes=2)

    shown = await ann("GET", f"/api/wallet/transits/{begun['id']}", expect=200)
    assert (shown["stage"], shown["next_url"]) == ("waiting", double.of_kind("cs")[0]["url"])


async def test_money_goes_out_and_back_to_the_card(world: World, double: StripeDouble):
    ann = await sign_in(world, "ann@example.org")
    body = {"provider": "stripe", "kind": "payout", "amount": yuan(3_000), **WORD}
    came = await charged(world, ann, double)
    nowhere = await ann("POST", "/api/wallet/transits", body)
    await paid_out_at_stripe(ann, double)
    world.clock.advance(seconds=1)

    out = await ann("POST", "/api/wallet/transits", body, headers={"Idempotency-Key": "k"}, expect=201)
    again = await ann("POST", "/api/wallet/transits", body, headers={"Idempotency-Key": "k"}, expect=201)
    world.clock.advance(seconds=1)
    back = await ann("POST", f"/api/wallet/transits/{came['id']}/refund", {"amount": yuan(7_000)}, expect=201)
    more = await ann("POST", f"/api/wallet/transits/{came['id']}/refund", {"amount": yuan(3_001)})

    assert (nowhere.status_code, nowhere.json()["code"]) == (409, "no_outside_account")
    assert (out["stage"], again, back["stage"]) == ("done", out, "done")
    assert (more.status_code, more.json()["code"]) == (422, "nothing_to_undo")
    assert await spendable(ann) == 0
    assert (len(double.of_kind("tr")), len(double.of_kind("re")), double.balance_minor) == (1, 1, 0)
    listed = (await ann("GET", "/api/wallet/transits", params={"limit": 2}, expect=200))["items"]
    assert [each["kind"] for each in listed] == ["refund", "payout"]
    bo = await sign_in(world, "bo@example.org")
    assert (await bo("GET", f"/api/wallet/transits/{came['id']}")).status_code == 404


async def test_money_goes_out_by_its_owners_word_alone_and_so_is_said_where_to(world: World, double: StripeDouble):
    ann = await sign_in(world, "ann@example.org")
    await charged(world, ann, double)
    out = {"provider": "stripe", "kind": "payout", "amount": yuan(1)}
    wordless = await ann("PUT", "/api/wallet/providers/stripe", {})
    assert (wordless.status_code, wordless.json()["code"], double.of_kind("acct")) == (403, "payment_password_needed", [])
    await paid_out_at_stripe(ann, double)

    refused = [
        (await ann("PUT", "/api/wallet/providers/stripe", {"identity": "acct_of_a_thief"})).json()["code"],
        (await ann("PUT", "/api/wallet/providers/stripe", {"sends_released": True})).json()["code"],
        (await ann("PUT", "/api/wallet/providers/stripe", {"sends_released": True, "password": "135791"})).json()["code"],
        (await ann("POST", "/api/wallet/transits", out)).json()["code"],
        (await ann("POST", "/api/wallet/transits", {**out, "password": "135791"})).json()["code"],
    ]

    needed, wrong = "payment_password_needed", "payment_password_wrong"
    assert refused == [needed, needed, wrong, needed, wrong]
    assert (await spendable(ann), double.of_kind("tr")) == (10_000, [])
    (account,) = [each["account"] for each in (await ann("GET", "/api/wallet/providers", expect=200))["items"] if each["account"]]
    assert account["sends_released"] is False
    await ann("PUT", "/api/wallet/providers/stripe", {}, expect=200)  # to ask again whether it is ready needs no word
    made = await ann("POST", "/api/wallet/transits", {**out, **WORD}, headers={"Idempotency-Key": "k"}, expect=201)
    again = await ann("POST", "/api/wallet/transits", out, headers={"Idempotency-Key": "k"}, expect=201)
    assert (again, await spendable(ann), len(double.of_kind("tr"))) == (made, 9_999, 1)


async def test_an_operator_takes_a_payout_back_and_nobody_else_can(world: World, double: StripeDouble):
    ann, desk = await sign_in(world, "ann@example.org"), await operator(world)
    await charged(world, ann, double)
    await paid_out_at_stripe(ann, double)
    out = await ann(
        "POST", "/api/wallet/transits", {"provider": "stripe", "kind": "payout", "amount": yuan(4_000), **WORD}, expect=201
    )
    path = f"/api/pay/transits/{ann.person_id}/{out['id']}/reversal"

    assert (await ann("POST", path, {"amount": yuan(4_000)})).status_code == 403
    assert (await desk("POST", path, {"amount": yuan(4_000)}, expect=201))["stage"] == "done"
    assert await spendable(ann) == 10_000


async def test_what_a_deal_releases_goes_out_at_once_to_who_wants_that(world: World, double: StripeDouble):
    asker, helper = await sign_in(world, "ann@example.org"), await sign_in(world, "bo@example.org")
    await charged(world, asker, double, 20_000)
    await paid_out_at_stripe(helper, double, sends_released=True)
    deal = await delivered(asker, helper, fee=5_000, category="charge_phone")
    await world.settle()
    assert double.of_kind("tr") == []

    await stepped(asker, deal, "complete")
    await world.settle()

    (sent,) = double.of_kind("tr")
    assert sent["transfer_group"] == deal["id"].replace("-", "")
    assert await spendable(helper) == 0
    (transit,) = (await helper("GET", "/api/wallet/transits", expect=200))["items"]
    assert (transit["deal_id"], transit["amount"]["minor"], transit["stage"]) == (deal["id"], sent["amount"], "done")


async def test_cash_is_there_when_an_operator_says_so(world: World):
    ann, desk = await sign_in(world, "ann@example.org"), await operator(world)
    begun = await ann("POST", "/api/wallet/transits", {"provider": "cash", "kind": "charge", "amount": yuan(900)}, expect=201)
    path = f"/api/pay/transits/{ann.person_id}/{begun['id']}/cash"
    assert (begun["stage"], await spendable(ann)) == ("waiting", 0)
    assert [each["transit"]["id"] for each in (await desk("GET", "/api/pay/transits", expect=200))["items"]] == [begun["id"]]

    assert (await ann("POST", path, {"is_done": True})).status_code == 403
    done = await desk("POST", path, {"is_done": True}, expect=200)
    assert await desk("POST", path, {"is_done": True}, expect=200) == done
    otherwise = await desk("POST", path, {"is_done": False})

    assert (done["stage"], await spendable(ann)) == ("done", 900)
    assert (otherwise.status_code, otherwise.json()["code"]) == (409, "transit_is_over")


async def test_who_is_offered_and_what_cannot_be(world: World):
    ann = await sign_in(world, "ann@example.org")
    shown = (await ann("GET", "/api/wallet/providers", expect=200))["items"]
    refusals = [
        ({"provider": "alipay", "kind": "charge", "amount": yuan(1)}, 404, "provider_not_offered"),
        ({"provider": "stripe", "kind": "refund", "amount": yuan(1)}, 400, "malformed"),
        ({"provider": "cash", "kind": "charge", "amount": yuan(5_000_001)}, 422, "amount_out_of_bounds"),
    ]
    for body, status, code in refusals:
        response = await ann("POST", "/api/wallet/transits", body)
        assert (response.status_code, response.json()["code"]) == (status, code), body

    assert [each["name"] for each in shown] == ["stripe", "cash"]
    assert (await ann("GET", "/api/wallet/transits", expect=200))["items"] == []


async def test_a_day_of_the_books_is_compared_explained_and_closed_for_good(world: World, double: StripeDouble):
    ann, desk = await sign_in(world, "ann@example.org"), await operator(world)
    await charged(world, ann, double)
    await charged(world, ann, double, 2_000)
    await paid_out_at_stripe(ann, double)
    await ann("POST", "/api/wallet/transits", {"provider": "stripe", "kind": "payout", "amount": yuan(3_000), **WORD}, expect=201)
    day = world.clock().astimezone(ZONE).date().isoformat()
    books = f"/api/pay/books/stripe/{day}"
    report = double.report()
    lost = double.of_kind("tr")[0]["id"]
    spoilt = "\n".join(row for row in report.splitlines() if lost not in row).replace("20.00,0.58", "21.00,0.59")
    spoilt += (
        "\ntxn_9,2026-11-22 08:00:00,cny,5.00,0.10,4.90,charge,ch_stranger\ntxn_8,2026-11-22 08:00:00,cny,-1.00,0,-1.00,payout,po_1"
    )

    early = await desk("POST", f"{books}/close")
    taken = await desk("PUT", f"{books}/report", content=spoilt.encode(), expect=200)
    found = (await desk("GET", f"{books}/breaks", expect=200))["items"]
    assert (early.status_code, early.json()["code"]) == (409, "day_not_imported")
    assert taken == {"lines_count": 3, "passed_over_count": 1}
    assert sorted((each["kind"], each["expected_minor"], each["reported_minor"]) for each in found if each["kind"] != "extra") == [
        ("amount", 2_000, 2_100),
        ("fee", 58, 59),
        ("missing", -3_000, None),
    ]
    assert [each["ref"] for each in found if each["kind"] == "extra"] == ["ch_stranger"]
    world.clock.advance(hours=24)
    unexplained = await desk("POST", f"{books}/close")
    assert (unexplained.status_code, unexplained.json()["code"]) == (409, "breaks_unexplained")

    await desk("PUT", f"{books}/report", content=report.encode(), expect=200)  # Stripe's second report was whole
    assert (await desk("GET", f"{books}/breaks", expect=200))["items"] == []
    closed = await desk("POST", f"{books}/close", expect=200)
    again = await desk("PUT", f"{books}/report", content=report.encode())
    listed = (await desk("GET", "/api/pay/books/stripe", expect=200))["items"]

    assert len(closed["seal"]) == 64
    assert (again.status_code, again.json()["code"]) == (409, "day_closed")
    assert [each["seal"] for each in listed] == [closed["seal"]]
    assert (await ann("GET", "/api/pay/books/stripe")).status_code == 403
    assert await stands(world) == {"clearing": 0, "bank": 12_000 - 348 - 3_000, "costs": 348}


async def test_a_break_that_stays_is_explained_and_its_money_waits_on_the_clearing_account(world: World, double: StripeDouble):
    ann, desk = await sign_in(world, "ann@example.org"), await operator(world)
    await charged(world, ann, double)
    books = f"/api/pay/books/stripe/{world.clock().astimezone(ZONE).date()}"
    head = double.report().splitlines()[0]
    await desk("PUT", f"{books}/report", content=head.encode(), expect=200)
    world.clock.advance(hours=24)
    (missing,) = (await desk("GET", f"{books}/breaks", expect=200))["items"]

    said = {"kind": "missing", "ref": missing["ref"], "note": "asked Stripe"}
    unknown = await desk("POST", f"{books}/breaks", {**said, "ref": "ch_other"})
    explained = await desk("POST", f"{books}/breaks", said, expect=200)
    closed = await desk("POST", f"{books}/close")
    unreadable = await desk("PUT", f"/api/pay/books/alipay/{world.clock().date()}/report", content=b"PK")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "break_unknown")
    assert [each["note"] for each in explained["items"]] == ["asked Stripe"]
    assert closed.status_code == 200
    assert (unreadable.status_code, unreadable.json()["code"]) == (422, "report_unreadable")
    assert await stands(world) == {"clearing": 10_000}


async def stands(world: World) -> dict[str, int]:
    """What the operator has at Stripe: what is not in closed books, what reports confirmed, what Stripe kept."""
    ann = UUID(int=0)
    accounts = {"clearing": clearing_of("stripe", "CNY", beside=ann), "bank": bank_of("stripe", "CNY", beside=ann)}
    accounts["costs"] = costs_of("stripe", "CNY", beside=ann)
    async with world.db.read() as tx:
        assert await ledger.faults(tx) == []
        return {
            name: -(await ledger.balance(tx, each)).minor for name, each in accounts.items() if await ledger.has_opened(tx, each)
        }


def test_real_money_needs_a_word_about_whose_it_is():
    with pytest.raises(CustodyNotSaid):
        offered(Settings(cash_desk=True))
    assert offered(Settings()) == {}
    assert list(offered(Settings(cash_desk=True, custody="licensed"))) == ["cash"]
