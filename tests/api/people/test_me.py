from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from everywhere.kernel import files
from everywhere.people import actions as people
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once


@pytest.fixture
async def li(world: World) -> Phone:
    return await sign_in(world, "li@example.org")


async def picture_of(world: World, phone: Phone) -> str:
    raw = BytesIO()
    Image.new("RGB", (8, 8), "red").save(raw, "PNG")
    async with world.db.write() as tx:
        return str(await files.keep(tx, phone.person_id, raw.getvalue(), now=world.clock()))


async def test_what_one_says_of_oneself_is_kept(world: World, li: Phone):
    picture_id = await picture_of(world, li)

    changed = await li(
        "PATCH", "/api/me", {"name": "  Lǐ Wěi 李伟 ", "bio": "两只猫", "language": "zh-CN", "picture_id": picture_id}, expect=200
    )

    assert (changed["name"], changed["bio"], changed["language"]) == ("Lǐ Wěi 李伟", "两只猫", "zh-CN")
    assert changed["picture"] == f"/api/pictures/{picture_id}"
    assert changed["version"] == 2
    assert await li("GET", "/api/me", expect=200) == changed


async def test_a_field_that_is_not_sent_stays_and_null_takes_the_picture_away(world: World, li: Phone):
    await li("PATCH", "/api/me", {"name": "Li", "picture_id": await picture_of(world, li)}, expect=200)

    changed = await li("PATCH", "/api/me", {"picture_id": None}, expect=200)

    assert (changed["name"], changed["picture"], changed["picture_id"]) == ("Li", None, None)


async def test_two_devices_do_not_write_over_each_other(world: World, li: Phone):
    etag = (await li("GET", "/api/me")).headers["etag"]
    first = await li("PATCH", "/api/me", {"name": "First"}, headers={"If-Match": etag})

    second = await li("PATCH", "/api/me", {"name": "Second"}, headers={"If-Match": etag})

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert (second.status_code, second.json()["code"], second.json()["facts"]) == (409, "version_moved", {"version": 2})
    assert (await li("GET", "/api/me", expect=200))["name"] == "First"


async def test_a_name_is_kept_as_it_is_whatever_it_looks_like(world: World, li: Phone):
    for name in (
        "<script>alert(1)</script>",
        "Robert'); DROP TABLE person;--",
        "O’Neill & Söhne",
        "👩🏽‍🔧 Li",
        "{name}",
        "%s %n",
        "a" * 60,
    ):
        assert (await li("PATCH", "/api/me", {"name": name}, expect=200))["name"] == name
        assert (await li("GET", "/api/me", expect=200))["name"] == name


NONSENSE: list[Any] = [
    {"name": ""}, {"name": "   "}, {"name": "a\x00b"}, {"name": "a\u202eb"}, {"name": "\u200b"}, {"name": "a" * 61}, {"name": None},
    {"name": 7}, {"bio": "b" * 2001}, {"bio": "\x07"}, {"language": "fr"}, {"picture_id": "x"}, {"role": "operator"}, {"version": 9},
    [], "name", 7,
]  # fmt: skip


async def test_a_change_that_makes_no_sense_changes_nothing(world: World, li: Phone):
    before = await li("GET", "/api/me", expect=200)

    for changes in NONSENSE:
        answer = await li("PATCH", "/api/me", changes)

        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), changes
    assert await li("GET", "/api/me", expect=200) == before


async def test_a_lone_surrogate_is_refused(world: World, li: Phone):
    answer = await li("PATCH", "/api/me", content=b'{"name": "\\ud800"}', headers={"Content-Type": "application/json"})

    assert answer.status_code == 400


async def test_another_persons_picture_cannot_be_mine(world: World, li: Phone):
    other = await sign_in(world, "wang@example.org")
    foreign = await picture_of(world, other)

    answers = [await li("PATCH", "/api/me", {"picture_id": each}) for each in (foreign, "01940000-0000-7000-8000-000000000000")]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(422, "unknown_picture")}
    assert (await li("GET", "/api/me", expect=200))["version"] == 1


async def test_nobody_has_no_profile(world: World):
    assert (await world.client.get("/api/me")).status_code == 401
    assert (await world.client.patch("/api/me", json={"name": "x"})).status_code == 401


async def test_a_block_parts_two_people_either_way(world: World, li: Phone):
    wang = await sign_in(world, "wang@example.org")

    for _ in range(2):
        assert (await li("PUT", f"/api/me/blocks/{wang.person_id}")).status_code == 204

    listed = (await li("GET", "/api/me/blocks", expect=200))["items"]
    assert [block["person"]["id"] for block in listed] == [wang.person_id]
    assert (await wang("GET", "/api/me/blocks", expect=200))["items"] == []
    async with world.db.read() as tx:
        assert {str(each) for each in await people.blocked_ids(tx, li.person_id)} == {wang.person_id}
        assert {str(each) for each in await people.blocked_ids(tx, wang.person_id)} == {li.person_id}
        with pytest.raises(people.NotFound):
            await people.must_be_unblocked(tx, wang.person_id, li.person_id)


async def test_a_block_is_taken_back(world: World, li: Phone):
    wang = await sign_in(world, "wang@example.org")
    await li("PUT", f"/api/me/blocks/{wang.person_id}")

    for _ in range(2):
        assert (await li("DELETE", f"/api/me/blocks/{wang.person_id}")).status_code == 204

    async with world.db.read() as tx:
        await people.must_be_unblocked(tx, li.person_id, wang.person_id)


async def test_one_blocks_neither_oneself_nor_nobody(world: World, li: Phone):
    oneself = await li("PUT", f"/api/me/blocks/{li.person_id}")
    nobody = await li("PUT", "/api/me/blocks/01940000-0000-7000-8000-000000000000")
    nonsense = await li("PUT", "/api/me/blocks/you")

    assert (oneself.status_code, oneself.json()["code"]) == (422, "cannot_block_yourself")
    assert (nobody.status_code, nonsense.status_code) == (404, 404)
    assert (await li("GET", "/api/me/blocks", expect=200))["items"] == []


async def test_blocks_come_in_pages(world: World, li: Phone):
    others = [await sign_in(world, f"other{n}@example.org") for n in range(5)]
    for other in others:
        await li("PUT", f"/api/me/blocks/{other.person_id}")

    found: list[str] = []
    cursor = ""
    for _ in range(3):
        page = await li("GET", f"/api/me/blocks?limit=2{cursor}", expect=200)
        found += [block["person"]["id"] for block in page["items"]]
        cursor = f"&cursor={page['next']}"

    assert sorted(found) == sorted(other.person_id for other in others)
    assert page["next"] is None


async def test_a_page_that_is_none_is_refused(li: Phone):
    for query in ("limit=0", "limit=101", "limit=x", "cursor=x", "cursor=W10", "cursor=" + "A" * 600):
        answer = await li("GET", f"/api/me/blocks?{query}")

        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), query
