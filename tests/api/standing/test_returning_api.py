"""Who leaves broken promises behind and comes back by the same number is known again, told, and can contest it."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from everywhere.people import actions as people
from everywhere.standing.returning import jobs as returning
from support.deals import agreed, with_money
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

NUMBER = "+8613800138000"
AT_FIRST = 627


@pytest.fixture
async def mei(world: World) -> Phone:
    """Who asks."""
    return await with_money(await sign_in(world, "mei@example.org"))


@pytest.fixture
async def wang(world: World) -> Phone:
    """Who runs the installation."""
    phone = await sign_in(world, "wang@example.org")
    async with world.db.write() as tx:
        await people.give_role(tx, "email:wang@example.org", "operator")
    return phone


async def scored(world: World, handle: str = NUMBER) -> Phone:
    """Somebody who signs in and agrees to be scored."""
    phone = await sign_in(world, handle)
    await phone("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
    await world.settle()
    return phone


async def called_off(world: World, mei: Phone, li: Phone) -> None:
    deal = await agreed(mei, li, category="charge_phone")
    world.clock.advance(minutes=6)
    await li("POST", f"/api/deals/{deal['id']}/cancel", {"reason": "cannot_make_it"}, expect=200)
    await world.settle()


async def gone(world: World, phone: Phone) -> None:
    await phone("POST", "/api/me/erase", expect=200)
    await world.settle()


async def standing(phone: Phone) -> dict:
    return await phone("GET", "/api/me/standing", expect=200)


async def marks(phone: Phone) -> dict:
    return await phone("GET", "/api/me/standing/marks", expect=200)


async def count(world: World, table: str) -> int:
    return await world.db.pool.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of this file


async def test_who_comes_back_by_the_same_number_is_told_and_is_no_newcomer(world: World, mei: Phone, wang: Phone):
    li = await scored(world)
    await called_off(world, mei, li)
    assert (await marks(li))["would_be_left"]["role"] == "helper"
    await gone(world, li)
    kept = await world.db.pool.fetchrow("SELECT * FROM standing_mark")
    assert {*dict(kept)} == {"mark", "departure", "role", "weight", "at", "kept_until"}
    assert await world.db.pool.fetchval("SELECT count(*) FROM person WHERE person_id = $1", kept["departure"]) == 0
    assert await count(world, "standing_handle") == await count(world, "standing_fact") == 0

    back = await scored(world)
    whole = await standing(back)

    assert whole["score"] < AT_FIRST
    told = next(reason for reason in whole["reasons"] if reason["code"] == "returned")
    assert told["text"]["en"].startswith("Promises broken by an account that had your phone or e-mail before × 1: -")
    contested = next(line for line in whole["lines"] if line["kind"] == "returned")
    assert contested["points"] < 0
    assert "keep_more" in [step["code"] for step in whole["steps"]]
    assert [(each["is_own"], each["fact_id"]) for each in (await marks(back))["kept"]] == [(False, contested["fact_id"])]
    notices = await back("GET", "/api/inbox", expect=200)
    assert [notice["kind"] for notice in notices["items"]] == ["standing_returned"]
    gate = {"category": "charge_phone", "to_offer": 650, "newcomer_fee_minor": 9000}
    await wang("PUT", "/api/standing/gates", gate, expect=200)
    question = "/api/me/standing/gates?category=charge_phone&at=31.23,121.47&fee_minor=3000&payment=balance"
    found = await back("GET", question, expect=200)
    passage = next(each for each in found["items"] if each["doing"] == "offer")
    assert (passage["way"], passage["is_newcomer"]) == ("closed", False)


async def test_leaving_without_broken_promises_leaves_nothing(world: World, mei: Phone):
    li = await scored(world)
    assert (await marks(li))["would_be_left"] is None
    await li("PUT", "/api/me/standing/sharing", {"is_scored": False}, expect=200)
    assert await count(world, "standing_handle") == 0
    await called_off(world, mei, li)
    await gone(world, li)

    assert await count(world, "standing_mark") == 0
    assert (await standing(await scored(world)))["score"] == AT_FIRST


async def test_who_takes_their_yes_back_sees_what_is_kept_and_it_ends_after_twelve_months(world: World, mei: Phone):
    li = await scored(world)
    await called_off(world, mei, li)
    low = (await standing(li))["score"]
    await li("PUT", "/api/me/standing/sharing", {"is_scored": False}, expect=200)
    await world.settle()
    assert [each["is_own"] for each in (await marks(li))["kept"]] == [True]
    files = ZipFile(BytesIO((await li("GET", "/api/me/export")).content))
    assert len(json.loads(files.read("standing.json"))["returning"]["kept"]) == 1

    # Who comes back to the same account has their own receipts again, once.
    await li("PUT", "/api/me/standing/sharing", {"is_scored": True}, expect=200)
    await world.settle()
    assert (await standing(li))["score"] == low
    assert (await marks(li))["kept"] == []
    await li("PUT", "/api/me/standing/sharing", {"is_scored": False}, expect=200)
    await world.settle()
    world.clock.advance(days=366)
    await returning.forget_old(world.db, world.clock())
    assert await count(world, "standing_mark") == await count(world, "standing_handle") == 0


async def test_whose_number_was_somebody_elses_is_believed_and_nobody_is_known_by_it_again(world: World, mei: Phone, wang: Phone):
    li = await scored(world)
    await called_off(world, mei, li)
    await gone(world, li)
    zhou = await scored(world)
    line = next(line for line in (await standing(zhou))["lines"] if line["kind"] == "returned")
    appeal = {"fact_id": line["fact_id"], "text": "I have this number since last week."}
    made = await zhou("POST", "/api/me/standing/appeals", appeal, expect=201)
    answer = {"is_granted": True, "note": "The number was given out anew."}
    await wang("POST", f"/api/standing/appeals/{zhou.person_id}/{made['id']}/decision", answer, expect=200)
    await world.settle()

    assert (await standing(zhou))["score"] == AT_FIRST
    assert await count(world, "standing_mark") == 0


async def test_what_is_kept_of_who_is_scored_no_more_can_be_contested_too(world: World, mei: Phone, wang: Phone):
    li = await scored(world)
    await called_off(world, mei, li)
    await li("PUT", "/api/me/standing/sharing", {"is_scored": False}, expect=200)
    await world.settle()
    [kept] = (await marks(li))["kept"]
    made = await li("POST", "/api/me/standing/appeals", {"fact_id": kept["fact_id"], "text": "I was in hospital."}, expect=201)
    await wang(
        "POST", f"/api/standing/appeals/{li.person_id}/{made['id']}/decision", {"is_granted": True, "note": "Shown."}, expect=200
    )

    assert await count(world, "standing_mark") == 0


async def test_a_number_that_is_moved_to_a_new_account_leads_back_to_the_broken_promise(world: World, mei: Phone):
    li = await scored(world)
    await called_off(world, mei, li)
    await world.client.post("/api/sign-in/code", json={"email": "li@example.org"})
    await li("POST", "/api/me/handles", {"email": "li@example.org", "code": "000000"}, expect=201)
    await li("DELETE", "/api/me/handles/phone", expect=200)
    await world.settle()

    anew = await scored(world)

    assert "returned" in [line["kind"] for line in (await standing(anew))["lines"]]
    assert "returned" not in [line["kind"] for line in (await standing(li))["lines"]]


async def test_words_that_are_asked_with_no_more_cannot_be_agreed_to(world: World):
    li = await sign_in(world, NUMBER)
    refused = await li("PUT", "/api/me/standing/sharing", {"is_scored": True, "wording_version": 1})

    assert (refused.status_code, refused.json()["code"]) == (409, "wording_outdated")
    assert await count(world, "consent") == 0
