import asyncio
from uuid import UUID, uuid4

import pytest

from everywhere.kernel import paging
from everywhere.kernel.settings import Settings
from everywhere.pay.wallet import rules
from everywhere.people import actions as people
from support.deals import agreed, stepped, with_money
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.usefixtures("shards")


def yuan(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "CNY"}


def key(value: str) -> dict[str, str]:
    return {"Idempotency-Key": value}


async def spendable(phone: Phone) -> int:
    wallet = await phone("GET", "/api/wallet", expect=200)
    return wallet["balances"][0]["available"]["minor"]


async def transfers_count(world: World) -> int:
    return await world.db.pool.fetchval(
        "SELECT count(*) - (SELECT count(*) FROM ledger_crossing WHERE way = 'in') FROM ledger_transfer"  # a second leg is no second transfer
    )


@pytest.fixture
async def ann(world: World) -> Phone:
    return await sign_in(world, "ann@example.org")


@pytest.fixture
async def bo(world: World) -> Phone:
    return await sign_in(world, "+8613800000002")


async def test_a_new_wallet_is_empty_in_the_currency_of_the_city(ann: Phone):
    assert await ann("GET", "/api/wallet", expect=200) == {"balances": [{"currency": "CNY", "available": yuan(0), "held": yuan(0)}]}
    assert await ann("GET", "/api/wallet/transfers", expect=200) == {"items": [], "next": None}


async def test_money_comes_in_goes_to_somebody_and_both_read_it_in_their_statements(ann: Phone, bo: Phone):
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(10_000)}, expect=201)
    paid = await ann("POST", "/api/wallet/payments", {"to": bo.person_id, "amount": yuan(2_500), "note": " tea "}, expect=201)

    assert (paid["direction"], paid["amount"], paid["note"]) == ("out", yuan(-2_500), "tea")
    assert (await spendable(ann), await spendable(bo)) == (7_500, 2_500)
    mine = (await ann("GET", "/api/wallet/transfers", expect=200))["items"]
    theirs = (await bo("GET", "/api/wallet/transfers", expect=200))["items"]
    assert [(line["purpose"], line["amount"]["minor"], line["balance_after"]["minor"]) for line in mine] == [
        ("payment", -2_500, 7_500),
        ("top_up", 10_000, 10_000),
    ]
    assert mine[0]["counterparty"]["person"]["id"] == bo.person_id
    assert mine[1]["counterparty"] == {"kind": "operator", "person": None}
    assert [(line["direction"], line["note"], line["counterparty"]["person"]["id"]) for line in theirs] == [
        ("in", "tea", ann.person_id)
    ]


async def test_a_statement_shows_what_came_in_what_went_out_or_what_deals_held(world: World, ann: Phone, bo: Phone):
    await with_money(ann, 20_000)
    deal = await agreed(ann, bo, fee=5000, category="charge_phone")
    await stepped(ann, deal, "fund")
    await ann("POST", "/api/wallet/payments", {"to": bo.person_id, "amount": yuan(700)}, expect=201)
    await ann("POST", f"/api/deals/{deal['id']}/cancel", {"reason": "changed_mind"}, expect=200)

    async def shown(which: str, **params: object) -> list[tuple[str, int]]:
        answer = await ann("GET", "/api/wallet/transfers", params={"which": which, **params}, expect=200)
        assert all(line["balance_after"] is None for line in answer["items"])
        return [(line["purpose"], line["amount"]["minor"]) for line in answer["items"]]

    assert await shown("in") == [("refund", 5000), ("top_up", 20_000)]
    assert await shown("out") == [("payment", -700), ("hold", -5000)]
    assert await shown("held") == [("refund", 5000), ("hold", -5000)]
    first = await ann("GET", "/api/wallet/transfers", params={"which": "held", "limit": 1}, expect=200)
    assert await shown("held", cursor=first["next"]) == [("hold", -5000)]
    assert (await ann("GET", "/api/wallet/transfers", params={"which": "mine"})).status_code == 400


async def test_the_statement_comes_in_pages_whose_balances_go_on(ann: Phone, bo: Phone):
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(1_000)}, expect=201)
    for minor in range(1, 8):
        await ann("POST", "/api/wallet/payments", {"to": bo.person_id, "amount": yuan(minor)}, expect=201)

    whole = (await ann("GET", "/api/wallet/transfers", expect=200))["items"]
    paged, cursor = [], None
    while True:
        page = await ann("GET", "/api/wallet/transfers", params={"limit": 3, **({"cursor": cursor} if cursor else {})}, expect=200)
        paged += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
        await bo("POST", "/api/wallet/payments", {"to": ann.person_id, "amount": yuan(1)}, expect=201)  # pages stay as they were

    assert paged == whole
    assert [line["balance_after"]["minor"] for line in whole] == [972, 979, 985, 990, 994, 997, 999, 1_000]


@pytest.mark.parametrize("path", ["/api/wallet/top-ups", "/api/wallet/payments"])
async def test_a_repeated_key_answers_the_first_result_and_moves_nothing_more(world: World, ann: Phone, bo: Phone, path: str):
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(5_000)}, expect=201)
    body = {"amount": yuan(700), **({"to": bo.person_id, "note": "x"} if "payments" in path else {})}
    before = await transfers_count(world)

    first = await ann("POST", path, body, headers=key("k1"), expect=201)
    again = await ann("POST", path, body, headers=key("k1"), expect=201)
    other = await ann("POST", path, {**body, "amount": yuan(701)}, headers=key("k1"))
    theirs = await bo("POST", "/api/wallet/top-ups", {"amount": yuan(1)}, headers=key("k1"))

    assert again == first
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert theirs.status_code == 201  # keys belong to persons
    assert await transfers_count(world) == before + 2


async def test_one_key_for_a_top_up_and_a_payment_is_refused(ann: Phone, bo: Phone):
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(5_000)}, headers=key("k"), expect=201)

    response = await ann("POST", "/api/wallet/payments", {"to": bo.person_id, "amount": yuan(5_000)}, headers=key("k"))

    assert (response.status_code, response.json()["code"]) == (409, "idempotency_mismatch")
    assert await spendable(ann) == 5_000


async def test_another_note_is_another_request_and_its_words_are_not_kept(world: World, ann: Phone, bo: Phone):
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(500)}, expect=201)
    body = {"to": bo.person_id, "amount": yuan(5)}
    answers = await asyncio.gather(
        *(ann("POST", "/api/wallet/payments", {**body, "note": f"note {n}"}, headers=key("k")) for n in range(8))
    )

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
    won = next(answer.json()["note"] for answer in answers if answer.status_code == 201)
    assert [line["note"] for line in (await bo("GET", "/api/wallet/transfers", expect=200))["items"]] == [won]
    assert await world.db.pool.fetch("SELECT DISTINCT text FROM wallet_note") == [(won,)]


async def test_the_same_key_at_the_same_moment_pays_once(ann: Phone, bo: Phone):
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(500)}, expect=201)
    body = {"to": bo.person_id, "amount": yuan(100)}

    answers = await asyncio.gather(*(ann("POST", "/api/wallet/payments", body, headers=key("once"), expect=201) for _ in range(12)))

    assert all(answer == answers[0] for answer in answers)
    assert (await spendable(ann), await spendable(bo)) == (400, 100)


async def test_a_repeat_is_answered_even_after_the_payee_blocked_the_payer(ann: Phone, bo: Phone):
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(500)}, expect=201)
    body = {"to": bo.person_id, "amount": yuan(100)}
    first = await ann("POST", "/api/wallet/payments", body, headers=key("k"), expect=201)
    await bo("PUT", f"/api/me/blocks/{ann.person_id}", expect=204)

    assert await ann("POST", "/api/wallet/payments", body, headers=key("k"), expect=201) == first
    refused = await ann("POST", "/api/wallet/payments", body, headers=key("k2"))
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert await spendable(ann) == 400


async def test_payments_that_cannot_be_are_refused_with_their_reason_and_change_nothing(world: World, ann: Phone, bo: Phone):
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(500)}, expect=201)
    before = await transfers_count(world)
    to_bo = {"to": bo.person_id}
    refusals = [
        ({**to_bo, "amount": yuan(501)}, 422, "insufficient_funds"),
        ({"to": ann.person_id, "amount": yuan(1)}, 422, "paying_yourself"),
        ({"to": str(uuid4()), "amount": yuan(1)}, 404, "not_found"),
        ({**to_bo, "amount": {"minor": 1, "currency": "USD"}}, 422, "currency_not_used"),
        ({**to_bo, "amount": {"minor": 1, "currency": "ZZZ"}}, 422, "currency_not_used"),
        ({**to_bo, "amount": yuan(rules.MOVED_MAX_MINOR + 1)}, 422, "amount_out_of_bounds"),
        ({**to_bo, "amount": yuan(0)}, 400, "malformed"),
        ({**to_bo, "amount": yuan(-5)}, 400, "malformed"),
        ({**to_bo, "amount": yuan(10**30)}, 400, "malformed"),
        ({**to_bo, "amount": {"minor": 1.5}}, 400, "malformed"),
        ({**to_bo, "amount": {"minor": "one"}}, 400, "malformed"),
        ({**to_bo, "amount": {"minor": True}}, 400, "malformed"),
        ({**to_bo, "amount": {"minor": 1, "currency": "cny"}}, 400, "malformed"),
        ({**to_bo, "amount": yuan(1), "from": str(uuid4())}, 400, "malformed"),
        ({**to_bo, "amount": yuan(1), "note": "a\u0000b"}, 400, "malformed"),
        ({**to_bo, "amount": yuan(1), "note": "\u202eevil"}, 400, "malformed"),
        ({**to_bo, "amount": yuan(1), "note": "x" * 2001}, 400, "malformed"),
        ({"to": "nobody", "amount": yuan(1)}, 400, "malformed"),
        ({"amount": yuan(1)}, 400, "malformed"),
        ([], 400, "malformed"),
    ]
    for body, status, code in refusals:
        response = await ann("POST", "/api/wallet/payments", body, headers=key(str(uuid4())))
        assert (response.status_code, response.json().get("code")) == (status, code), (body, response.text)

    assert await transfers_count(world) == before
    assert (await spendable(ann), await spendable(bo)) == (500, 0)
    assert await world.db.pool.fetchval("SELECT count(*) FROM wallet_note") == 0


async def test_top_ups_that_cannot_be_are_refused(world: World, ann: Phone):
    refusals = [
        ({"amount": yuan(rules.MOVED_MAX_MINOR + 1)}, 422, "amount_out_of_bounds"),
        ({"amount": {"minor": 1, "currency": "EUR"}}, 422, "currency_not_used"),
        ({"amount": {"minor": 2**70, "currency": "CNY"}}, 400, "malformed"),
        ({}, 400, "malformed"),
        (None, 400, "malformed"),
    ]
    for body, status, code in refusals:
        response = await ann("POST", "/api/wallet/top-ups", body)
        assert (response.status_code, response.json().get("code")) == (status, code), (body, response.text)

    assert await transfers_count(world) == 0


async def test_nothing_can_be_put_in_where_it_is_no_demo(world: World, ann: Phone, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(world.app.state, "settings", Settings(demo=False))

    response = await ann("POST", "/api/wallet/top-ups", {"amount": yuan(100)})

    assert (response.status_code, response.json()["code"]) == (422, "top_up_unavailable")
    assert await transfers_count(world) == 0


async def test_a_wallet_is_only_its_owners(world: World):
    for method, path in [("GET", ""), ("GET", "/transfers"), ("POST", "/top-ups"), ("POST", "/payments")]:
        body = {"amount": yuan(1), "to": str(uuid4())} if path == "/payments" else {"amount": yuan(1)}
        response = await world.client.request(method, f"/api/wallet{path}", json=body if method == "POST" else None)
        assert (response.status_code, response.json()["code"]) == (401, "sign_in_needed")


async def test_a_cursor_that_is_none_is_malformed(ann: Phone):
    forged = ([], [1, 2, 3], [0, 0], [99999999999999999999, 0], [1, 2**64], ["a", "b"], {"seq": 1})
    for cursor in ("\0", "nonsense", "x" * 1000, *(paging.encode(*key) if isinstance(key, list) else "e30" for key in forged)):
        response = await ann("GET", "/api/wallet/transfers", params={"cursor": cursor})
        assert (response.status_code, response.json()["code"]) == (400, "malformed"), cursor


async def test_the_keys_form_is_checked(ann: Phone):
    response = await ann("POST", "/api/wallet/top-ups", {"amount": yuan(1)}, headers=key("x" * 201))

    assert (response.status_code, response.json()["code"]) == (400, "malformed")


async def test_erasure_takes_the_words_and_leaves_the_amounts(world: World, ann: Phone, bo: Phone):
    await ann("POST", "/api/wallet/top-ups", {"amount": yuan(500)}, expect=201)
    await ann("POST", "/api/wallet/payments", {"to": bo.person_id, "amount": yuan(5), "note": "my secret"}, expect=201)

    await world.db.transact(lambda tx: people.erase(tx, UUID(ann.person_id), now=world.clock()))
    await world.settle()

    lines = (await bo("GET", "/api/wallet/transfers", expect=200))["items"]
    assert [(line["amount"], line["note"]) for line in lines] == [(yuan(5), "")]
