"""Gates, appeals and credentials by HTTP."""

import pytest

from everywhere.people import actions as people
from support.deals import agreed, delivered, money, need_draft, offer_draft, stepped, with_money
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

HANDLE = "email:wang@example.org"


@pytest.fixture
async def mei(world: World) -> Phone:
    """Who asks."""
    return await with_money(await sign_in(world, "mei@example.org"))


@pytest.fixture
async def li(world: World) -> Phone:
    """Who helps, and agreed to be scored."""
    phone = await sign_in(world, "+8613800138000")
    await phone("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
    await world.settle()
    return phone


@pytest.fixture
async def wang(world: World) -> Phone:
    """Who runs the installation."""
    phone = await sign_in(world, "wang@example.org")
    async with world.db.write() as tx:
        await people.give_role(tx, HANDLE, "operator")
    return phone


async def broken_promise(world: World, mei: Phone, li: Phone) -> dict:
    """Li's line about a deal that was called off at short notice."""
    deal = await agreed(mei, li, category="charge_phone")
    world.clock.advance(minutes=6)
    await li("POST", f"/api/deals/{deal['id']}/cancel", {"reason": "cannot_make_it"}, expect=200)
    await world.settle()
    standing = await li("GET", "/api/me/standing", expect=200)
    return next(line for line in standing["lines"] if line["kind"] == "called_off")


async def score(phone: Phone) -> int:
    return (await phone("GET", "/api/me/standing", expect=200))["score"]


async def test_a_gate_closes_opens_by_standing_and_lets_newcomers_do_small_jobs(world: World, mei: Phone, li: Phone, wang: Phone):
    gate = {"category": "charge_phone", "to_ask": 600, "to_offer": 650, "newcomer_fee_minor": 4000}
    assert (await mei("PUT", "/api/standing/gates", gate)).status_code == 403
    await wang("PUT", "/api/standing/gates", gate, expect=200)
    need = await mei("POST", "/api/needs", need_draft(category="charge_phone", fee=money(4000)), expect=201)

    refused = await li("POST", f"/api/needs/{need['id']}/bids", {"fee": money(4100)})
    assert (refused.status_code, refused.json()["code"]) == (403, "standing_too_low")
    assert refused.json()["facts"] == {"doing": "offer", "needed": 650, "have": 627, "newcomer_fee_minor": 4000}
    assert await world.db.pool.fetchval("SELECT count(*) FROM bid") == 0
    await li("POST", f"/api/needs/{need['id']}/bids", {"fee": money(4000)}, expect=201)
    assert (await mei("POST", "/api/needs", need_draft(category="charge_phone", fee=money(4001)))).status_code == 403
    assert (await li("POST", "/api/offers", offer_draft(category="charge_phone"))).status_code == 403
    await li("POST", "/api/offers", offer_draft(), expect=201)


async def test_nobody_bargains_past_a_newcomers_job(mei: Phone, li: Phone, wang: Phone):
    gate = {"category": "charge_phone", "to_offer": 650, "newcomer_fee_minor": 4000}
    await wang("PUT", "/api/standing/gates", gate, expect=200)
    need = await mei("POST", "/api/needs", need_draft(category="charge_phone", fee=money(4000)), expect=201)
    bid = await li("POST", f"/api/needs/{need['id']}/bids", {"fee": money(4000)}, expect=201)
    higher = await li("POST", f"/api/bids/{bid['id']}/counter", {"fee": money(9000), "version": 1})
    assert higher.json()["code"] == "standing_too_low"

    countered = await mei("POST", f"/api/bids/{bid['id']}/counter", {"fee": money(9000), "version": 1}, expect=200)
    refused = await li("POST", f"/api/bids/{bid['id']}/accept", {"version": countered["version"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "standing_too_low")


async def test_gates_explain_themselves(li: Phone, wang: Phone):
    await wang("PUT", "/api/standing/gates", {"to_ask": 600, "to_offer": 650, "newcomer_fee_minor": 4000}, expect=200)
    told = await li("GET", "/api/me/standing/gates", params={"category": "carry", "fee_minor": 3000}, expect=200)

    assert [(each["doing"], each["way"], each["needed"], each["have"]) for each in told["items"]] == [
        ("ask", "standing", 600, 627),
        ("offer", "newcomer", 650, 627),
    ]
    assert told["items"][1]["text"]["en"].endswith("its fee is at most ¥40.00 and is held until the work is done.")
    listed = await li("GET", "/api/standing/gates", expect=200)
    assert [gate["to_offer"] for gate in listed["items"]] == [650]


async def test_a_closed_gate_says_whose_it_is_and_what_to_do_next(world: World, li: Phone, wang: Phone):
    community = await world.db.pool.fetchval("SELECT id::text FROM community WHERE is_open ORDER BY id LIMIT 1")
    gate = {"community_id": community, "category": "carry", "to_offer": 650, "newcomer_fee_minor": 4000}
    await wang("PUT", "/api/standing/gates", gate, expect=200)
    asked = {"category": "carry", "community_id": community, "fee_minor": 9000, "payment": "cash"}
    told = (await li("GET", "/api/me/standing/gates", params=asked, expect=200))["items"][1]

    assert (told["way"], told["whose"], told["community"]["id"], told["needed"], told["have"]) == (
        "closed",
        "both",
        community,
        650,
        627,
    )
    assert [each["code"] for each in told["next"]] == [
        "fee_too_high",
        "fee_not_held",
        "keep_promises",
        "join_community",
        "verify_email",
    ]
    needed = next(each["count"] for each in told["next"] if each["code"] == "keep_promises")
    kept = {"category": "carry", "role": "helper", "add": [{"kind": "kept", "count": needed}]}
    assert (await li("POST", "/api/me/standing/what-if", kept, expect=200))["after"]["score"] >= 650
    one_less = {**kept, "add": [{"kind": "kept", "count": needed - 1}]}
    assert (await li("POST", "/api/me/standing/what-if", one_less, expect=200))["after"]["score"] < 650


async def test_a_gate_counts_who_is_not_scored_as_new(mei: Phone, wang: Phone):
    await wang("PUT", "/api/standing/gates", {"to_offer": 650, "newcomer_fee_minor": 4000}, expect=200)
    told = (await mei("GET", "/api/me/standing/gates", params={"category": "carry"}, expect=200))["items"][1]

    assert (told["way"], told["have"], [each["code"] for each in told["next"]]) == ("closed", None, ["fee_not_named", "be_scored"])
    assert told["text"]["zh-CN"].endswith("因此按新人对待。")


async def test_a_gate_of_one_kind_of_help_looks_at_standing_in_just_that(world: World, mei: Phone, li: Phone, wang: Phone):
    for _ in range(2):
        deal = await delivered(mei, li, category="charge_phone")
        await stepped(mei, deal, "complete")
    await world.settle()
    await wang("PUT", "/api/standing/gates", {"category": "charge_phone", "to_offer": 600}, expect=200)
    await wang("PUT", "/api/standing/gates", {"category": "plumber", "to_offer": 600}, expect=200)

    async def have(category: str) -> int:
        told = await li("GET", "/api/me/standing/gates", params={"category": category}, expect=200)
        return told["items"][1]["have"]

    assert 627 < await have("plumber") < await have("charge_phone")
    mine = await li("GET", "/api/me/standing", expect=200)
    assert [(each["category"], each["role"], each["facts"]) for each in mine["by_category"]] == [("charge_phone", "helper", 2)]
    assert mine["by_category"][0]["score"] == await have("charge_phone")
    seen = await li("GET", "/api/me/standing", params={"category": "plumber", "role": "helper"}, expect=200)
    assert seen["score"] == await have("plumber")


async def test_the_gate_of_a_need_is_told_to_who_would_answer_it(mei: Phone, li: Phone, wang: Phone):
    need = await mei("POST", "/api/needs", need_draft(category="charge_phone", payment="cash"), expect=201)
    await wang("PUT", "/api/standing/gates", {"to_offer": 650, "newcomer_fee_minor": 4000}, expect=200)
    told = await li("GET", f"/api/needs/{need['id']}/gate", params={"fee_minor": 4000}, expect=200)

    assert (told["way"], told["whose"], told["next"][0]["code"]) == ("closed", "everywhere", "fee_not_held")


async def test_an_appeal_that_is_granted_takes_the_fact_away(world: World, mei: Phone, li: Phone, wang: Phone):
    line = await broken_promise(world, mei, li)
    low = await score(li)
    draft = {"fact_id": line["fact_id"], "text": "The asker asked me to go."}
    appeal = await li("POST", "/api/me/standing/appeals", draft, expect=201)
    await world.settle()
    assert (await li("POST", "/api/me/standing/appeals", draft)).json()["code"] == "appeal_open"
    assert (await mei("GET", "/api/standing/appeals")).status_code == 403

    waiting = (await wang("GET", "/api/standing/appeals", expect=200))["items"]
    assert [each["id"] for each in waiting] == [appeal["id"]]
    path = f"/api/standing/appeals/{li.person_id}/{appeal['id']}/decision"
    assert (await mei("POST", path, {"is_granted": True, "note": "Me"})).status_code == 403
    await wang("POST", path, {"is_granted": True, "note": "The chat says so."}, expect=200)
    await world.settle()

    assert low < await score(li) == 627
    assert (await wang("POST", path, {"is_granted": False, "note": "No"})).json()["code"] == "appeal_over"
    inbox = await li("GET", "/api/inbox", expect=200)
    assert "appeal_granted" in {notice["kind"] for notice in inbox["items"]}


async def test_an_appeal_that_is_refused_changes_nothing(world: World, mei: Phone, li: Phone, wang: Phone):
    line = await broken_promise(world, mei, li)
    low = await score(li)
    appeal = await li("POST", "/api/me/standing/appeals", {"fact_id": line["fact_id"], "text": "No!"}, expect=201)
    path = f"/api/standing/appeals/{li.person_id}/{appeal['id']}/decision"
    await wang("POST", path, {"is_granted": False, "note": "The chat says otherwise."}, expect=200)
    await world.settle()

    assert await score(li) == low
    assert (await li("GET", "/api/me/standing/appeals", expect=200))["items"][0]["stage"] == "refused"


async def test_who_is_not_answered_in_time_is_believed(world: World, mei: Phone, li: Phone):
    line = await broken_promise(world, mei, li)
    appeal = await li("POST", "/api/me/standing/appeals", {"fact_id": line["fact_id"], "text": "No!"}, expect=201)
    await world.settle()
    await world.pass_time(days=7, minutes=2)

    mine = (await li("GET", "/api/me/standing/appeals", expect=200))["items"]
    assert [(each["id"], each["stage"]) for each in mine] == [(appeal["id"], "lapsed")]
    assert await score(li) == 627


async def test_a_fact_of_somebody_else_cannot_be_contested(world: World, mei: Phone, li: Phone):
    line = await broken_promise(world, mei, li)
    await mei("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)

    assert (await mei("POST", "/api/me/standing/appeals", {"fact_id": line["fact_id"], "text": "Mine"})).status_code == 404
    assert await world.db.pool.fetchval("SELECT count(*) FROM standing_appeal") == 0


async def test_a_standing_is_taken_along_and_counts_less(world: World, mei: Phone, li: Phone, wang: Phone):
    """Here both installations are one: its own did as issuer and audience."""
    await broken_promise(world, mei, li)
    here = (await li("GET", "/api/standing/issuers", expect=200))["did"]
    wish = {"audience": here, "holder_id": li.person_id}
    credential = await li("POST", "/api/me/standing/credential", wish, expect=200)
    assert credential["credentialSubject"]["standing"] == {"score": await score(li), "formula": 1, "kept": 0, "broken": 1}
    assert (await li("POST", "/api/me/standing/brought", {"credential": credential})).json()["code"] == "issuer_not_known"

    await wang("PUT", "/api/standing/issuers", {"did": here, "name": "Here"}, expect=200)
    taken = await li("POST", "/api/me/standing/brought", {"credential": credential}, expect=201)
    await world.settle()
    assert (taken["value"], taken["weight"]) == (0.0, 0.25)
    assert (await li("POST", "/api/me/standing/brought", {"credential": credential})).json()["code"] == "brought_already"
    assert "elsewhere" in {line["kind"] for line in (await li("GET", "/api/me/standing", expect=200))["lines"]}

    await mei("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
    stolen = await mei("POST", "/api/me/standing/brought", {"credential": credential})
    assert (stolen.status_code, stolen.json()["code"]) == (422, "credential_not_valid")
    await wang("DELETE", f"/api/standing/issuers/{here}", expect=204)
    assert (await wang("DELETE", f"/api/standing/issuers/{here}")).status_code == 404
