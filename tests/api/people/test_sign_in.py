import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from support import postbox
from support.world import World, running, sign_in

pytestmark = pytest.mark.once

HERE = {"phone": "+8613800000001"}


@pytest.fixture
async def strict(database_url: str) -> AsyncIterator[World]:
    """The product as it runs for real: codes by chance, sent by a service, at the real rates."""
    postbox.LETTERS.clear()
    urls = "postbox://box/{phone}, postbox://box/{email}"
    async with running(database_url, demo=False, notify_urls=urls) as made:
        yield made


async def post(world: World, path: str, body: Any, **headers: str) -> Any:
    world.client.cookies.clear()
    return await world.client.post(path, json=body, headers={"Accept-Language": "en", **headers})


async def fresh_code(world: World, **who: str) -> str:
    response = await post(world, "/api/sign-in/code", who)
    assert response.status_code == 202, response.text
    return postbox.LETTERS[-1].code


async def counts(world: World) -> tuple[int, ...]:
    return tuple(await world.db.pool.fetchrow("SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM session)"))


async def test_a_code_turns_into_a_token_that_opens_me(world: World):
    phone = await sign_in(world, "+8613800000001")

    me = await phone("GET", "/api/me", expect=200)

    assert (me["id"], me["phone"], me["email"], me["version"]) == (phone.person_id, "+8613800000001", None, 1)


async def test_the_same_person_comes_back_however_the_number_is_written(world: World):
    first = await sign_in(world, "+8613800000001")
    again = await post(world, "/api/sign-in", {"phone": "138 0000 0001", "code": "000000"})

    assert again.json()["person"]["id"] == first.person_id
    assert again.json()["token"] != first.token


async def test_a_newcomer_is_named_in_the_language_they_read(world: World):
    here = await post(world, "/api/sign-in", {"email": "new@example.org", "code": "000000"}, **{"Accept-Language": "zh-CN"})

    person = here.json()["person"]
    assert person["language"] == "zh-CN"
    assert person["name"].startswith("邻居 ")


async def test_the_code_is_sent_and_only_its_hash_is_kept(strict: World):
    code = await fresh_code(strict, phone="13800000001")

    kept = await strict.db.pool.fetchrow("SELECT * FROM sign_in_code")
    events = await strict.db.pool.fetchval("SELECT count(*) FROM outbox") + await strict.db.pool.fetchval(
        "SELECT count(*) FROM pgqueuer"
    )
    assert postbox.LETTERS[-1].url == "postbox://box/+8613800000001"
    assert kept["handle"] == "phone:+8613800000001"
    assert code not in repr(dict(kept))
    assert events == 0
    assert (await post(strict, "/api/sign-in", {**HERE, "code": code})).status_code == 200


async def test_known_and_unknown_people_get_the_same_answer(strict: World):
    code = await fresh_code(strict, email="known@example.org")
    await post(strict, "/api/sign-in", {"email": "known@example.org", "code": code})

    known = await post(strict, "/api/sign-in/code", {"email": "known@example.org"})
    unknown = await post(strict, "/api/sign-in/code", {"email": "unknown@example.org"})

    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())


async def test_a_code_works_once(strict: World):
    code = await fresh_code(strict, **HERE)
    await post(strict, "/api/sign-in", {**HERE, "code": code})
    before = await counts(strict)

    again = await post(strict, "/api/sign-in", {**HERE, "code": code})

    assert (again.status_code, again.json()["code"], again.json()["path"]) == (401, "code_wrong", "code")
    assert await counts(strict) == before


async def test_of_many_who_show_one_code_at_once_one_comes_in(strict: World):
    code = await fresh_code(strict, **HERE)

    answers = await asyncio.gather(*(strict.client.post("/api/sign-in", json={**HERE, "code": code}) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]
    assert await counts(strict) == (1, 1)


async def test_two_who_sign_in_at_once_by_a_new_handle_are_one_person(world: World):
    answers = await asyncio.gather(*(world.client.post("/api/sign-in", json={**HERE, "code": "000000"}) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["person"]["id"] for answer in answers}) == 1
    assert await counts(world) == (1, 8)


async def test_a_code_ends_after_ten_minutes(strict: World):
    code = await fresh_code(strict, **HERE)
    strict.clock.advance(minutes=10)

    late = await post(strict, "/api/sign-in", {**HERE, "code": code})

    assert (late.status_code, late.json()["code"]) == (401, "code_wrong")
    assert await counts(strict) == (0, 0)


async def test_a_newer_code_takes_the_place_of_the_older(strict: World):
    old = await fresh_code(strict, **HERE)
    new = await fresh_code(strict, **HERE)

    assert old == new or (await post(strict, "/api/sign-in", {**HERE, "code": old})).status_code == 401
    assert (await post(strict, "/api/sign-in", {**HERE, "code": new})).status_code == 200


async def test_the_code_of_one_handle_opens_no_other(strict: World):
    code = await fresh_code(strict, **HERE)
    await fresh_code(strict, phone="+8613800000002")

    other = await post(strict, "/api/sign-in", {"phone": "+8613800000002", "code": code})

    assert other.status_code == 401 or postbox.LETTERS[-1].code == code


async def test_the_demo_code_opens_nothing_where_no_demo_runs(strict: World):
    sent = await fresh_code(strict, **HERE)

    answer = await post(strict, "/api/sign-in", {**HERE, "code": "000000"})

    assert sent == "000000" or answer.status_code == 401


async def test_after_five_wrong_tries_even_the_right_code_is_worth_nothing(strict: World):
    code = await fresh_code(strict, **HERE)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    tries = [await post(strict, "/api/sign-in", {**HERE, "code": wrong}) for _ in range(5)]

    right = await post(strict, "/api/sign-in", {**HERE, "code": code})

    assert {answer.status_code for answer in tries} == {401}
    assert (right.status_code, right.json()["code"]) == (401, "code_wrong")
    assert await counts(strict) == (0, 0)


async def test_guessing_one_handle_is_stopped_whatever_codes_it_asks_for(strict: World):
    statuses = [(await post(strict, "/api/sign-in", {**HERE, "code": "123456"})).status_code for _ in range(25)]
    last = await post(strict, "/api/sign-in", {**HERE, "code": "123456"})

    assert statuses[:20] == [401] * 20
    assert statuses[20:] == [429] * 5
    assert last.json()["code"] == "too_many_requests"
    assert 0 < int(last.headers["retry-after"]) <= 3600
    strict.clock.advance(hours=1)
    assert (await post(strict, "/api/sign-in", {**HERE, "code": "123456"})).status_code == 401


async def test_nobody_is_flooded_with_codes(strict: World):
    answers = [await post(strict, "/api/sign-in/code", HERE) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert len(postbox.LETTERS) == 5


async def test_one_address_cannot_ask_for_everybody(strict: World):
    answers = [await post(strict, "/api/sign-in/code", {"email": f"a{n}@example.org"}) for n in range(101)]

    assert [answer.status_code for answer in answers[-2:]] == [202, 429]


async def test_a_demos_crowd_signs_in_from_one_address(world: World):
    answers = [await post(world, "/api/sign-in", {"email": f"a{n % 10}@example.org", "code": "000000"}) for n in range(60)]

    assert {answer.status_code for answer in answers} == {200}


async def test_a_service_that_fails_is_no_fault_of_the_request(database_url: str):
    async with running(database_url, demo=False, notify_urls="postbox://broken/{phone},nonsense://{phone}") as made:
        assert (await post(made, "/api/sign-in/code", HERE)).status_code == 202


async def test_an_installation_that_cannot_send_says_so(database_url: str):
    async with running(database_url, demo=False, notify_urls="postbox://box/{email}") as made:
        answer = await post(made, "/api/sign-in/code", HERE)

        assert (answer.status_code, answer.json()["code"]) == (422, "codes_not_sent")
        assert await made.db.pool.fetchval("SELECT count(*) FROM sign_in_code") == 0


async def test_another_sites_page_cannot_sign_anybody_in(world: World):
    answer = await post(world, "/api/sign-in", {**HERE, "code": "000000"}, **{"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_missing")
    assert await counts(world) == (0, 0)


NONSENSE: list[tuple[Any, int, str]] = [
    ({}, 422, "one_handle_needed"),
    ({"phone": "+8613800000001", "email": "a@example.org"}, 422, "one_handle_needed"),
    ({"phone": "hello"}, 422, "phone_not_understood"),
    ({"email": "'; DROP TABLE person; --@example.org"}, 422, "email_not_understood"),
    ({"email": "a\x00@example.org"}, 422, "email_not_understood"),
    ({"phone": 13800000001}, 400, "malformed"),
    ({"phone": ["+8613800000001"]}, 400, "malformed"),
    ({"phone": "1" * 300}, 400, "malformed"),
    ({"phone": "+8613800000001", "admin": True}, 400, "malformed"),
    ([], 400, "malformed"),
    (None, 400, "malformed"),
]


async def test_a_request_for_a_code_that_makes_no_sense_is_refused(world: World):
    for body, status, code in NONSENSE:
        answer = await post(world, "/api/sign-in/code", body)

        assert (answer.status_code, answer.json()["code"]) == (status, code), body
    assert await world.db.pool.fetchval("SELECT count(*) FROM sign_in_code") == 0


async def test_a_code_that_is_none_is_refused(world: World):
    for code in ("", "00000", "0000000", "00000a", "０" * 6, 0, None, "000000\n", "\x00" * 6):
        answer = await post(world, "/api/sign-in", {**HERE, "code": code})

        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), code
    assert await counts(world) == (0, 0)


async def test_a_body_that_is_no_json_or_far_too_large_is_refused(world: World):
    broken = await world.client.post("/api/sign-in", content=b'{"phone": ', headers={"Content-Type": "application/json"})
    huge = await world.client.post("/api/sign-in", content=b"[" * 13_000_000, headers={"Content-Type": "application/json"})

    assert (broken.status_code, huge.status_code) == (400, 413)
