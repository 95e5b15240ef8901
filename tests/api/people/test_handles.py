import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from support import postbox
from support.world import World, running, sign_in

pytestmark = pytest.mark.once

EMAIL = {"email": "lin@example.org"}


@pytest.fixture
async def strict(database_url: str) -> AsyncIterator[World]:
    """The product as it runs for real: codes by chance, sent by a service, at the real rates."""
    postbox.LETTERS.clear()
    urls = "postbox://box/{phone}, postbox://box/{email}"
    async with running(database_url, demo=False, notify_urls=urls) as made:
        yield made


async def sent_code(world: World, **to: str) -> str:
    world.client.cookies.clear()
    response = await world.client.post("/api/sign-in/code", json=to)
    assert response.status_code == 202, response.text
    return postbox.LETTERS[-1].code


async def signed_in(world: World, **by: str) -> dict[str, str]:
    code = await sent_code(world, **by)
    answer = await world.client.post("/api/sign-in", json={**by, "code": code})
    world.client.cookies.clear()
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def add(world: World, me: dict[str, str], code: str, **handle: str) -> Any:
    return await world.client.post("/api/me/handles", json={**handle, "code": code}, headers=me)


async def handles(world: World) -> list[tuple[str, object]]:
    return [tuple(each) for each in await world.db.pool.fetch("SELECT value, person_id FROM handle ORDER BY value")]


async def test_an_address_is_added_by_its_code_and_leads_to_the_same_person(strict: World):
    me = await signed_in(strict, phone="+8613800000001")
    added = await add(strict, me, await sent_code(strict, **EMAIL), **EMAIL)

    assert added.status_code == 201, added.text
    assert (added.json()["phone"], added.json()["email"]) == ("+8613800000001", "lin@example.org")
    by_email = await signed_in(strict, **EMAIL)
    assert (await strict.client.get("/api/me", headers=by_email)).json()["id"] == added.json()["id"]


async def test_without_its_code_nothing_is_added(strict: World):
    me = await signed_in(strict, phone="+8613800000001")
    code = await sent_code(strict, **EMAIL)
    wrong = "000000" if code != "000000" else "111111"

    refused = await add(strict, me, wrong, **EMAIL)

    assert (refused.status_code, refused.json()["code"], refused.json()["path"]) == (401, "code_wrong", "code")
    assert [value for value, _ in await handles(strict)] == ["phone:+8613800000001"]


async def test_what_another_account_has_is_refused_and_says_nothing_of_whose_it_is(strict: World):
    await signed_in(strict, **EMAIL)
    me = await signed_in(strict, phone="+8613800000001")
    before = await handles(strict)
    code = await sent_code(strict, **EMAIL)

    refused = await add(strict, me, code, **EMAIL)

    assert (refused.status_code, refused.json()["code"], refused.json()["path"]) == (409, "handle_taken", "email")
    assert set(refused.json()) == {"type", "title", "status", "code", "remedy", "path"}
    assert await handles(strict) == before
    # The code still opens the account that it was sent to.
    assert (await strict.client.post("/api/sign-in", json={**EMAIL, "code": code})).status_code == 200


async def test_one_of_each_kind(strict: World):
    me = await signed_in(strict, phone="+8613800000001")
    second = {"phone": "+8613800000002"}
    before = await handles(strict)

    refused = await add(strict, me, await sent_code(strict, **second), **second)

    assert (refused.status_code, refused.json()["code"], refused.json()["path"]) == (409, "handle_kind_known", "phone")
    assert await handles(strict) == before


async def test_adding_what_is_mine_already_is_fine(strict: World):
    me = await signed_in(strict, phone="+8613800000001")
    for _ in range(2):
        again = await add(strict, me, await sent_code(strict, **EMAIL), **EMAIL)
        assert again.status_code == 201, again.text

    assert [value for value, _ in await handles(strict)] == ["email:lin@example.org", "phone:+8613800000001"]


async def test_guessing_is_stopped_as_at_the_sign_in(strict: World):
    me = await signed_in(strict, phone="+8613800000001")
    statuses = [(await add(strict, me, "123456", **EMAIL)).status_code for _ in range(21)]

    assert statuses == [401] * 20 + [429]


async def test_of_two_who_show_it_at_once_one_has_it(world: World):
    people = [await sign_in(world, f"+861380000000{n}") for n in (1, 2)]
    world.client.cookies.clear()
    answers = await asyncio.gather(*(add(world, {"Authorization": f"Bearer {who.token}"}, "000000", **EMAIL) for who in people))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert [value for value, _ in await handles(world)].count("email:lin@example.org") == 1


async def test_nobody_adds_without_being_signed_in(world: World):
    world.client.cookies.clear()
    refused = await world.client.post("/api/me/handles", json={**EMAIL, "code": "000000"})

    assert (refused.status_code, await handles(world)) == (401, [])


async def test_a_handle_is_exchanged_by_the_code_of_the_new_one_and_the_old_one_leads_nowhere(strict: World):
    me = await signed_in(strict, phone="+8613800000001")
    code = await sent_code(strict, phone="+8613800000002")

    refused = await add(strict, me, code, phone="+8613800000002")
    said = {"phone": "+8613800000002", "code": code, "in_place": True}
    exchanged = await strict.client.post("/api/me/handles", json=said, headers=me)
    await strict.settle()

    assert (refused.status_code, refused.json()["code"]) == (409, "handle_kind_known")
    assert (exchanged.status_code, exchanged.json()["phone"]) == (201, "+8613800000002")
    assert [value for value, _ in await handles(strict)] == ["phone:+8613800000002"]
    inbox = (await strict.client.get("/api/inbox", headers=me)).json()["items"]
    assert [each["kind"] for each in inbox] == ["handle_gone"]
    stranger = await signed_in(strict, phone="+8613800000001")
    assert (await strict.client.get("/api/me", headers=stranger)).json()["id"] != exchanged.json()["id"]


async def test_a_handle_is_taken_away_but_never_the_last_and_limits_follow(strict: World):
    me = await signed_in(strict, phone="+8613800000001")
    only = await strict.client.delete("/api/me/handles/phone", headers=me)
    await add(strict, me, await sent_code(strict, **EMAIL), **EMAIL)
    await strict.settle()
    tier = "SELECT tier FROM spending"
    before = await strict.db.pool.fetchval(tier)

    gone = await strict.client.delete("/api/me/handles/phone", headers=me)
    again = await strict.client.delete("/api/me/handles/phone", headers=me)
    last = await strict.client.delete("/api/me/handles/email", headers=me)
    wrong = await strict.client.delete("/api/me/handles/fax", headers=me)
    await strict.settle()

    assert (only.status_code, only.json()["code"], last.json()["code"]) == (409, "last_handle", "last_handle")
    assert [(each.status_code, each.json()["phone"]) for each in (gone, again)] == [(200, None), (200, None)]
    assert wrong.status_code in (400, 404)
    assert [value for value, _ in await handles(strict)] == ["email:lin@example.org"]
    assert (before, await strict.db.pool.fetchval(tier)) == (2, 1)
