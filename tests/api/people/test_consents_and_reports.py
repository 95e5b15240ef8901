import pytest

from everywhere.people.consents import actions as consents
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

SUBJECT = "01940000-0000-7000-8000-000000000000"


@pytest.fixture
async def li(world: World) -> Phone:
    return await sign_in(world, "li@example.org")


async def test_nothing_is_agreed_to_before_one_says_so(world: World, li: Phone):
    listed = (await li("GET", "/api/me/consents", expect=200))["items"]

    assert {consent["purpose"] for consent in listed} == {"live_location", "standing", "standing_shown", "statistics", "news"}
    assert not any(consent["given"] for consent in listed)


async def test_a_consent_is_given_and_taken_back_and_both_are_remembered(world: World, li: Phone):
    await li("PUT", "/api/me/consents/news", {"given": True, "wording_version": 3}, expect=200)
    world.clock.advance(minutes=1)
    await li("PUT", "/api/me/consents/news", {"given": True, "wording_version": 3}, expect=200)
    async with world.db.read() as tx:
        assert await consents.is_given(tx, li.person_id, "news")
    world.clock.advance(days=1)

    stands = await li("PUT", "/api/me/consents/news", {"given": False, "wording_version": 3}, expect=200)

    assert (stands["given"], stands["wording_version"]) == (False, 3)
    assert [spoken["given"] for spoken in stands["history"]] == [False, True]
    assert await li("GET", "/api/me/consents/news", expect=200) == stands
    async with world.db.read() as tx:
        assert not await consents.is_given(tx, li.person_id, "news")


async def test_a_consent_that_makes_no_sense_is_refused(world: World, li: Phone):
    for purpose, body in [
        ("everything", {"given": True}), ("news", {}), ("news", {"given": "yes"}), ("news", {"given": True, "wording_version": 0}),
        ("news", {"given": True, "wording_version": 2**40}), ("news", {"given": True, "by": "me"}), ("news", []), ("%00", {"given": True}),
    ]:  # fmt: skip
        answer = await li("PUT", f"/api/me/consents/{purpose}", body)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), (purpose, body)
    assert await world.db.pool.fetchval("SELECT count(*) FROM consent") == 0


async def test_a_report_is_kept_and_says_nothing_about_its_subject(world: World, li: Phone):
    body = {"subject_kind": "offer", "subject_id": SUBJECT, "reason": "fraud", "text": " <b>'; DROP TABLE report</b> "}

    made = await li("POST", "/api/reports", body, expect=201)

    kept = await world.db.pool.fetchrow("SELECT id::text, person_id::text, reason, text FROM report")
    assert tuple(kept) == (made["id"], li.person_id, "fraud", "<b>'; DROP TABLE report</b>")


async def test_a_report_that_is_repeated_with_its_key_is_made_once(world: World, li: Phone):
    body = {"subject_kind": "person", "subject_id": SUBJECT, "reason": "spam"}
    headers = {"Idempotency-Key": "once"}

    first = await li("POST", "/api/reports", body, headers=headers)
    again = await li("POST", "/api/reports", body, headers=headers)
    other = await li("POST", "/api/reports", {**body, "reason": "danger"}, headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert await world.db.pool.fetchval("SELECT count(*) FROM report") == 1


async def test_nobody_floods_the_operators(world: World, li: Phone):
    body = {"subject_kind": "person", "subject_id": SUBJECT, "reason": "spam"}

    answers = [await li("POST", "/api/reports", body) for _ in range(31)]

    assert [answer.status_code for answer in answers] == [201] * 30 + [429]
    assert await world.db.pool.fetchval("SELECT count(*) FROM report") == 30


async def test_a_report_that_makes_no_sense_is_refused(world: World, li: Phone):
    whole = {"subject_kind": "person", "subject_id": SUBJECT, "reason": "spam"}
    for wrong in (
        {"subject_kind": "planet"},
        {"subject_id": "7"},
        {"reason": "boredom"},
        {"text": "x" * 2001},
        {"text": "\x00"},
        {"x": 1},
    ):
        answer = await li("POST", "/api/reports", {**whole, **wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), wrong
    assert (await world.client.post("/api/reports", json=whole)).status_code == 401
    assert await world.db.pool.fetchval("SELECT count(*) FROM report") == 0
