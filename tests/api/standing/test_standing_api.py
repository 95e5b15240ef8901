"""Standing by HTTP: off until agreed, made of deals, explained, shown as chosen, and gone when it is taken back."""

import io
import json
import zipfile

import pytest

from support.deals import agreed, delivered, offer_draft, stepped, with_money
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

AGREE = {"is_scored": True, "shown": "score"}


@pytest.fixture
async def mei(world: World) -> Phone:
    """Who asks."""
    return await with_money(await sign_in(world, "mei@example.org"))


@pytest.fixture
async def li(world: World) -> Phone:
    """Who helps."""
    return await sign_in(world, "+8613800138000")


async def agree(world: World, phone: Phone, **changes) -> dict:
    answer = await phone("PUT", "/api/me/standing/sharing", {**AGREE, **changes}, expect=200)
    await world.settle()
    return answer


async def standing(phone: Phone) -> dict:
    return await phone("GET", "/api/me/standing", expect=200)


async def completed(world: World, mei: Phone, li: Phone) -> str:
    deal = await delivered(mei, li, category="charge_phone")
    await stepped(mei, deal, "complete")
    await world.settle()
    return deal["id"]


async def face(world: World, phone: Phone) -> dict:
    return (await world.client.get(f"/api/people/{phone.person_id}")).json()["standing"]


async def test_nobody_is_scored_before_they_agree(world: World, mei: Phone, li: Phone):
    await completed(world, mei, li)

    assert (await li("GET", "/api/me/standing")).json()["code"] == "not_scored"
    assert (await li("POST", "/api/me/standing/what-if", {})).json()["code"] == "not_scored"
    assert await world.db.pool.fetchval("SELECT count(*) FROM standing_fact") == 0
    assert await face(world, li) is None


async def test_a_completed_deal_raises_a_score_and_leads_to_its_receipt(world: World, mei: Phone, li: Phone):
    await agree(world, li)
    before = await standing(li)
    deal_id = await completed(world, mei, li)
    after = await standing(li)

    assert after["score"] > before["score"] == 627
    assert [reason["code"] for reason in before["reasons"]] == ["verified"]
    kept = next(line for line in after["lines"] if line["kind"] == "kept")
    assert kept["receipt"] == {"kind": "deal", "id": deal_id}
    assert kept["category"] == "charge_phone"
    assert {reason["code"] for reason in after["reasons"]} == {"kept", "verified"}
    assert all(set(reason["text"]) == {"zh-CN", "en"} for reason in after["reasons"])
    sums = sum(part["at_first"] for part in after["dimensions"]) + sum(line["points"] for line in after["lines"])
    assert 350 + sums == pytest.approx(after["score"], abs=0.6)
    assert await world.db.pool.fetchval("SELECT count(*) FROM standing_fact WHERE person_id = $1", mei.person_id) == 0


async def test_who_agrees_late_brings_their_past_along(world: World, mei: Phone, li: Phone):
    deal_id = await completed(world, mei, li)
    for phone, body in ((mei, {"stars": 5}), (li, {"stars": 4})):
        await phone("POST", f"/api/deals/{deal_id}/review", body, expect=201)
    await world.settle()
    await agree(world, li)

    assert sorted(line["kind"] for line in (await standing(li))["lines"]) == ["kept", "review", "verified_phone"]


async def test_calling_off_at_short_notice_lowers_a_score(world: World, mei: Phone, li: Phone):
    await agree(world, li)
    deal = await agreed(mei, li, category="charge_phone")
    world.clock.advance(minutes=6)
    await li("POST", f"/api/deals/{deal['id']}/cancel", {"reason": "cannot_make_it"}, expect=200)
    await world.settle()
    after = await standing(li)

    assert after["score"] < 627
    assert [(reason["code"], reason["points"] < 0) for reason in after["reasons"]] == [("verified", False), ("called_off", True)]


async def test_others_see_what_was_chosen_and_no_more(world: World, li: Phone):
    seen = {}
    for shown in ("nothing", "band", "score"):
        await agree(world, li, shown=shown)
        seen[shown] = await face(world, li)

    assert seen == {"nothing": None, "band": {"score": None, "band": "good"}, "score": {"score": 627, "band": "good"}}
    await li("PUT", "/api/me/consents/standing_shown", {"given": False}, expect=200)
    assert await face(world, li) is None


async def test_who_takes_it_back_is_forgotten_at_once(world: World, mei: Phone, li: Phone):
    await agree(world, li)
    await completed(world, mei, li)
    taken = await agree(world, li, is_scored=False)

    assert (taken["is_scored"], taken["shown"]) == (False, "nothing")
    assert await face(world, li) is None
    for table in ("standing_fact", "standing_score"):
        assert await world.db.pool.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608 - two names above


async def test_what_if_changes_nothing(world: World, li: Phone):
    await agree(world, li)
    wish = {"add": [{"kind": "kept", "count": 5}, {"kind": "review", "count": 5, "value": 1}], "wait_days": 30}
    told = await li("POST", "/api/me/standing/what-if", wish, expect=200)

    assert told["after"]["score"] > told["before"]["score"] + 40
    assert (await standing(li))["score"] == told["before"]["score"]


async def test_lists_are_filtered_by_standing(world: World, mei: Phone, li: Phone):
    await agree(world, li)
    await li("POST", "/api/offers", offer_draft(category="charge_phone"), expect=201)
    await world.settle()

    async def listed(standing_min: int) -> int:
        params = {"near": "31.2304,121.4737", "standing_min": standing_min}
        return len((await mei("GET", "/api/offers", expect=200, params=params))["items"])

    assert (await listed(627), await listed(628)) == (1, 0)
    await completed(world, mei, li)
    assert await listed(628) == 1
    await agree(world, li, is_scored=False)
    assert await listed(627) == 0


async def test_a_standing_is_exported_with_its_facts(world: World, li: Phone):
    await agree(world, li)
    answer = await li("GET", "/api/me/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        found = json.loads(archive.read("standing.json"))

    assert found["standing"]["score"] == 627
    assert [fact["kind"] for fact in found["facts"]] == ["verified_phone"]


async def test_an_erased_person_has_no_standing(world: World, li: Phone):
    await agree(world, li)
    await li("POST", "/api/me/erase", {}, expect=200)
    await world.settle()

    for table in ("standing_fact", "standing_score", "standing_choice"):
        assert await world.db.pool.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608 - three names above
