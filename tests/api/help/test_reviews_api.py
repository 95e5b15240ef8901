import asyncio
from uuid import UUID, uuid4

import pytest

from everywhere.app import wiring
from everywhere.help.masking.actions import MASK
from everywhere.people.types import PersonErased
from support.deals import agreed, delivered, stepped, with_money
from support.world import Phone, World, sign_in

KIND = {"stars": 5, "answers": {"on_time": True}, "text": "Quick and kind"}
CLEAR = {"stars": 4, "answers": {"clear": True}, "text": "Said clearly what was needed"}


@pytest.fixture
async def mei(world: World) -> Phone:
    """Who asks."""
    return await with_money(await sign_in(world, "mei@example.org"))


@pytest.fixture
async def li(world: World) -> Phone:
    """Who helps."""
    return await sign_in(world, "+8613800138000")


async def completed(mei: Phone, li: Phone) -> str:
    deal = await delivered(mei, li)
    await stepped(mei, deal, "complete")
    return deal["id"]


async def review(phone: Phone, deal_id: str, body: dict, **options) -> dict:
    return await phone("POST", f"/api/deals/{deal_id}/review", body, expect=201, **options)


async def about(world: World, phone: Phone, **params: object) -> list[dict]:
    response = await world.client.get(f"/api/people/{phone.person_id}/reviews", params=params)
    assert response.status_code == 200, response.text
    return response.json()["items"]


async def face(world: World, phone: Phone) -> dict:
    return (await world.client.get(f"/api/people/{phone.person_id}")).json()


async def counted(world: World) -> int:
    return await world.db.pool.fetchval("SELECT count(*) FROM review")


async def test_both_reviews_are_revealed_at_the_moment_when_the_second_comes_in(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    await world.settle()
    await review(mei, deal_id, KIND)
    assert await about(world, li) == []
    second = await review(li, deal_id, CLEAR)
    await world.settle()

    assert second["revealed_at"] is not None
    [of_li], [of_mei] = await about(world, li), await about(world, mei)
    assert (of_li["stars"], of_li["text"], of_li["answers"], of_li["about_role"]) == (
        5,
        "Quick and kind",
        {"on_time": True},
        "helper",
    )
    assert (of_li["by"]["id"], of_mei["by"]["id"]) == (mei.person_id, li.person_id)
    assert of_li["revealed_at"] == of_mei["revealed_at"]
    for phone in (mei, li):
        kinds = [item["kind"] for item in (await phone("GET", "/api/inbox", expect=200))["items"]]
        assert (kinds.count("reviews_revealed"), kinds.count("review_due")) == (1, 1)


async def test_a_review_that_is_not_revealed_shows_nowhere_but_to_its_writer(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    await world.settle()
    quiet = await face(world, li)
    await review(mei, deal_id, {**KIND, "stars": 1})
    await world.settle()

    assert (await mei("GET", f"/api/deals/{deal_id}/reviews", expect=200))["mine"]["stars"] == 1
    theirs = await li("GET", f"/api/deals/{deal_id}/reviews", expect=200)
    assert (theirs["mine"], theirs["theirs"], theirs["can_review"]) == (None, None, True)
    assert await face(world, li) == quiet
    assert (quiet["as_helper"]["stars"], quiet["as_helper"]["reviews"]) == (None, 0)
    assert "Quick" not in (await li("GET", "/api/inbox", expect=200)).__str__()
    assert (
        await world.db.pool.fetchval(
            "SELECT coalesce(sum(stars_count), 0) FROM helper_record WHERE helper_id = $1", UUID(li.person_id)
        )
        == 0
    )


async def test_after_seven_days_what_is_in_is_revealed_and_nothing_can_be_added(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    await world.settle()
    await review(mei, deal_id, KIND)
    await world.pass_time(days=6, hours=23)
    assert await about(world, li) == []
    await world.pass_time(hours=1)

    assert [each["stars"] for each in await about(world, li)] == [5]
    late = await li("POST", f"/api/deals/{deal_id}/review", CLEAR)
    assert (late.status_code, late.json()["code"]) == (409, "review_window_over")
    mine = await li("GET", f"/api/deals/{deal_id}/reviews", expect=200)
    assert (mine["theirs"]["stars"], mine["can_review"]) == (5, False)
    assert await counted(world) == 1


async def test_two_reviews_at_the_same_moment_are_revealed_exactly_once(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    await world.settle()

    await asyncio.gather(review(mei, deal_id, KIND), review(li, deal_id, CLEAR))

    events = await world.db.pool.fetchval("SELECT count(*) FROM outbox WHERE kind = 'reviews_revealed'")
    revealed = await world.db.pool.fetch("SELECT DISTINCT revealed_at FROM review")
    assert (events, len(revealed)) == (1, 1)
    assert revealed[0]["revealed_at"] is not None


async def test_of_ten_reviews_at_once_by_one_person_one_is_kept(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)

    answers = await asyncio.gather(*(mei("POST", f"/api/deals/{deal_id}/review", {**KIND, "stars": 1 + n % 5}) for n in range(10)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"already_reviewed"}
    assert await counted(world) == 1


async def test_the_same_key_reviews_once(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    first, second = [await review(mei, deal_id, KIND, headers={"Idempotency-Key": "k"}) for _ in range(2)]

    assert first == second
    assert await counted(world) == 1


async def test_the_person_reviewed_answers_once(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    written = await review(mei, deal_id, {**KIND, "stars": 2})
    path = f"/api/reviews/{written['id']}/reply"
    assert (await li("POST", path, {"text": "Too early"})).status_code == 404
    await review(li, deal_id, CLEAR)

    answered = await li("POST", path, {"text": "The lift was broken; call 138 0013 8000"}, expect=200)
    again = await li("POST", path, {"text": "And another thing"})
    await world.settle()

    assert answered["reply"] == f"The lift was broken; call {MASK}"
    assert (again.status_code, again.json()["code"]) == (409, "already_replied")
    assert (await about(world, li))[0]["reply"] == answered["reply"]
    assert (await mei("POST", path, {"text": "I reviewed, I do not reply"})).status_code == 404
    assert (await world.client.post(path, json={"text": "x"})).status_code == 401
    assert "review_replied" in [item["kind"] for item in (await mei("GET", "/api/inbox", expect=200))["items"]]


async def test_a_review_ends_after_24_months(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    written = await review(mei, deal_id, KIND)
    await review(li, deal_id, CLEAR)
    world.clock.advance(days=729)
    assert len(await about(world, li)) == 1
    world.clock.advance(days=1)

    assert await about(world, li) == []
    assert (await face(world, li))["as_helper"]["reviews"] == 0
    li_again = await sign_in(world, "+8613800138000")
    assert (await li_again("POST", f"/api/reviews/{written['id']}/reply", {"text": "Late"})).status_code == 404


async def test_only_a_deal_that_was_begun_and_is_over_can_be_reviewed(world: World, mei: Phone, li: Phone):
    async def refused(deal: dict) -> str:
        response = await mei("POST", f"/api/deals/{deal['id']}/review", KIND)
        assert response.status_code == 409
        return response.json()["code"]

    deal = await agreed(mei, li)
    assert await refused(deal) == "deal_not_reviewable"
    await stepped(mei, deal, "fund")
    assert await refused(deal) == "deal_not_reviewable"
    await stepped(mei, deal, "cancel", {"reason": "changed_mind"})
    assert await refused(deal) == "deal_not_reviewable"

    begun = await delivered(mei, li)
    assert await refused(begun) == "deal_not_reviewable"
    assert await counted(world) == 0


async def test_a_deal_that_was_called_off_after_the_start_can_be_reviewed(world: World, mei: Phone, li: Phone):
    deal = await agreed(mei, li)
    await stepped(mei, deal, "fund")
    await stepped(li, deal, "start")
    await stepped(li, deal, "cancel", {"reason": "changed_mind"})
    await world.settle()

    await review(mei, deal["id"], {**KIND, "stars": 1})

    assert "review_due" in [item["kind"] for item in (await mei("GET", "/api/inbox", expect=200))["items"]]


async def test_contact_data_in_a_review_is_taken_out(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)

    written = await review(mei, deal_id, {**KIND, "text": "Ask me at mei@example.org"})

    assert written["text"] == f"Ask me at {MASK}"


async def test_the_public_face_says_what_was_done_and_nothing_of_where_or_how_to_reach(world: World, mei: Phone, li: Phone):
    await li("PATCH", "/api/me", {"name": "Li Hua", "bio": "I fix taps"}, expect=200)
    deal_id = await completed(mei, li)
    await review(mei, deal_id, KIND)
    await review(li, deal_id, CLEAR)

    seen = await face(world, li)

    assert {key: seen[key] for key in ("name", "bio", "phone_verified", "email_verified")} == {
        "name": "Li Hua",
        "bio": "I fix taps",
        "phone_verified": True,
        "email_verified": False,
    }
    assert seen["as_helper"] == {"completed": 1, "stars": 5.0, "reviews": 1}
    assert seen["as_asker"] == {"completed": 0, "stars": None, "reviews": 0}
    assert (await face(world, mei))["as_asker"] == {"completed": 1, "stars": 4.0, "reviews": 1}
    assert set(seen) == {
        "id", "name", "picture", "bio", "member_since", "phone_verified", "email_verified", "as_asker", "as_helper", "answer_rate", "standing",
    }  # fmt: skip
    assert "138" not in str({key: value for key, value in seen.items() if key not in ("id", "member_since")})


async def test_reviews_come_by_role_and_in_pages(world: World, mei: Phone, li: Phone):
    for stars in (3, 4, 5):
        deal_id = await completed(mei, li)
        await review(mei, deal_id, {**KIND, "stars": stars})
        await review(li, deal_id, CLEAR)
        world.clock.advance(minutes=1)

    first = (await world.client.get(f"/api/people/{li.person_id}/reviews?limit=2&role=helper")).json()
    second = (await world.client.get(f"/api/people/{li.person_id}/reviews?limit=2&role=helper&cursor={first['next']}")).json()
    assert [item["stars"] for item in first["items"] + second["items"]] == [5, 4, 3]
    assert second["next"] is None
    assert await about(world, li, role="asker") == []


async def test_whoever_is_blocked_or_gone_is_not_there(world: World, mei: Phone, li: Phone):
    eve = await sign_in(world, "eve@example.org")
    await li("PUT", f"/api/me/blocks/{eve.person_id}", expect=204)
    for path in (f"/api/people/{li.person_id}", f"/api/people/{li.person_id}/reviews"):
        assert (await eve("GET", path)).status_code == 404
        assert (await mei("GET", path)).status_code == 200
    for an_id in (uuid4(), "x", "%00"):
        assert (await mei("GET", f"/api/people/{an_id}")).status_code == 404

    await eve("POST", "/api/me/erase", {})
    async with world.db.write() as tx:
        await tx.connection.execute("UPDATE person SET erased_at = now() WHERE person_id = $1", UUID(eve.person_id))
    assert (await mei("GET", f"/api/people/{eve.person_id}")).status_code == 404


async def test_the_words_of_an_erased_person_go_and_their_stars_stay(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    await review(mei, deal_id, KIND)
    await review(li, deal_id, CLEAR)
    async with world.db.write() as tx:
        for hear in wiring.HEARERS[PersonErased]:
            await hear(tx, PersonErased(UUID(mei.person_id)), world.clock())

    [left] = await about(world, li)
    assert (left["stars"], left["text"], left["answers"]) == (5, "", {"on_time": True})


NO_REVIEWS: list[tuple[object, int, str]] = [
    ({}, 400, "malformed"),
    ({"stars": 0}, 400, "malformed"),
    ({"stars": 6}, 400, "malformed"),
    ({"stars": 4.5}, 400, "malformed"),
    ({"stars": 10**30}, 400, "malformed"),
    ({"stars": 5, "answers": {"on_time": "yes"}}, 400, "malformed"),
    ({"stars": 5, "answers": {"Not A Code": True}}, 400, "malformed"),
    ({"stars": 5, "answers": {f"q{n}": True for n in range(21)}}, 400, "malformed"),
    ({"stars": 5, "answers": {"looks": True}}, 422, "unknown_question"),
    ({"stars": 5, "answers": {"clear": True}}, 422, "unknown_question"),
    ({"stars": 5, "text": "x" * 2001}, 400, "malformed"),
    ({"stars": 5, "text": "a\0b"}, 400, "malformed"),
    ({"stars": 5, "about_id": str(uuid4())}, 400, "malformed"),
    ([5], 400, "malformed"),
]


async def test_what_is_no_review_is_refused_and_nothing_is_kept(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    for body, status, code in NO_REVIEWS:
        response = await mei("POST", f"/api/deals/{deal_id}/review", body)
        assert (response.status_code, response.json()["code"]) == (status, code), body
    assert await counted(world) == 0


async def test_strangers_find_no_deal_to_review_or_read(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    eve = await sign_in(world, "eve@example.org")
    for an_id in (deal_id, uuid4(), UUID(int=0)):
        assert (await eve("POST", f"/api/deals/{an_id}/review", KIND)).status_code == 404
        assert (await eve("GET", f"/api/deals/{an_id}/reviews")).status_code == 404
    assert (await eve("POST", f"/api/reviews/{uuid4()}/reply", {"text": "x"})).status_code == 404
    for body in ({"text": ""}, {"text": "  "}, {"text": "\0"}, {}, {"text": "x" * 2001}):
        assert (await eve("POST", f"/api/reviews/{uuid4()}/reply", body)).status_code == 400, body
    assert (await world.client.post(f"/api/deals/{deal_id}/review", json=KIND)).status_code == 401
    assert (await world.client.get(f"/api/deals/{deal_id}/reviews")).status_code == 401
    for query in ("limit=0", "role=both", "cursor=x", "cursor=WzFd"):
        assert (await world.client.get(f"/api/people/{li.person_id}/reviews?{query}")).status_code == 400, query
    assert await counted(world) == 0


async def test_a_review_is_found_with_its_deal_by_those_whose_it_is(world: World, mei: Phone, li: Phone):
    deal_id = await completed(mei, li)
    await world.settle()
    written = await review(mei, deal_id, KIND)
    path = f"/api/reviews/{written['id']}"
    assert (await mei("GET", path, expect=200))["deal_id"] == deal_id
    assert (await li("GET", path)).status_code == 404
    await review(li, deal_id, CLEAR)

    assert (await li("GET", path, expect=200))["review"]["text"] == KIND["text"]
    assert (await (await sign_in(world, "wang@example.org"))("GET", path)).status_code == 404
