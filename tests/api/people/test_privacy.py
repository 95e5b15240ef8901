import asyncio
import io
import json
import zipfile
from typing import Any

import pytest

from support.deals import agreed, money, need_draft, with_money
from support.openapi import developer
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once


@pytest.fixture
async def li(world: World) -> Phone:
    return await sign_in(world, "li@example.org")


@pytest.fixture
async def wang(world: World) -> Phone:
    return await sign_in(world, "wang@example.org")


async def exported(phone: Phone) -> dict[str, Any]:
    response = await phone("GET", "/api/me/export")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        return {name.removesuffix(".json"): json.loads(archive.read(name)) for name in archive.namelist()}


async def rows(world: World, sql: str, *values: Any) -> int:
    return int(await world.db.pool.fetchval("SELECT count(*) FROM " + sql, *values))  # noqa: S608 - the tests own words


async def test_one_takes_along_everything_about_oneself(world: World, li: Phone, wang: Phone):
    await with_money(li)
    await li("PUT", "/api/me/consents/news", {"given": True})
    await li("PUT", f"/api/me/blocks/{(await sign_in(world, 'zhao@example.org')).person_id}")
    await li("POST", "/api/reports", {"subject_kind": "person", "subject_id": wang.person_id, "reason": "spam"}, expect=201)
    deal = await agreed(li, wang)
    await li("POST", f"/api/deals/{deal['id']}/messages", {"text": "See you at the gate"}, expect=201)
    await wang("POST", f"/api/deals/{deal['id']}/messages", {"text": "On my way"}, expect=201)
    await world.settle()

    mine = await exported(li)

    assert set(mine["about"]["files"]) == mine.keys() - {"about"}
    assert mine["profile"]["handles"][0]["value"] == "email:li@example.org"
    assert len(mine["profile"]["blocks"]) == 1
    assert [consent["purpose"] for consent in mine["consents"]] == ["news"]
    assert [report["reason"] for report in mine["reports"]] == ["spam"]
    assert [need["title"] for need in mine["needs"]] == ["Fetch a parcel"]
    assert [each["id"] for each in mine["deals"]] == [deal["id"]]
    assert mine["deals"][0]["exact_note"] == "Building 3, door 301"
    assert mine["wallet"]["transfers"][0]["movement"]["signed_minor"] == 100_000
    assert [message["text"] for message in mine["messages"]] == ["See you at the gate"]
    assert mine["notices"]


async def test_the_other_of_a_deal_takes_no_address_along(world: World, li: Phone, wang: Phone):
    await agreed(await with_money(li), wang)

    theirs = await exported(wang)

    assert len(theirs["deals"]) == len(theirs["bids"]) == 1
    assert "door 301" not in json.dumps(theirs)
    assert "li@example.org" not in json.dumps(theirs)
    assert "exact_lat" not in theirs["deals"][0]


async def test_whoever_keeps_exporting_is_slowed(li: Phone):
    statuses = [(await li("GET", "/api/me/export")).status_code for _ in range(11)]

    assert statuses == [200] * 10 + [429]


async def test_nobody_has_nothing_to_export_or_erase(world: World):
    assert (await world.client.get("/api/me/export")).status_code == 401
    assert (await world.client.post("/api/me/erase")).status_code == 401


async def test_an_erased_person_leaves_no_name_and_no_way_in(world: World, li: Phone):
    elsewhere = await sign_in(world, "li@example.org")
    await li("PATCH", "/api/me", {"name": "Li Wei", "bio": "Two cats"}, expect=200)
    await li("POST", "/api/needs", need_draft(), expect=201)

    answer = await li("POST", "/api/me/erase", expect=200)
    await world.settle()

    assert {kept["what"] for kept in answer["kept"]} >= {"payments", "reviews"}
    assert all(kept["why"].keys() == {"en", "zh"} for kept in answer["kept"])
    assert {(await phone("GET", "/api/me")).status_code for phone in (li, elsewhere)} == {401}
    left = await world.db.pool.fetchrow("SELECT name, bio, picture_id, role FROM person WHERE person_id = $1", li.person_id)
    assert tuple(left) == ("erased", "", None, "person")
    assert await rows(world, "handle") == await rows(world, "session") == await rows(world, "notice") == 0
    assert await rows(world, "need WHERE stage = 'open' OR text <> '' OR exact_note <> ''") == 0
    assert await rows(world, "outbox") == await rows(world, "outbox_dead") == 0


async def test_whoever_comes_back_is_somebody_new(world: World, li: Phone):
    await li("POST", "/api/me/erase", expect=200)

    again = await sign_in(world, "li@example.org")

    assert again.person_id != li.person_id
    assert (await again("GET", "/api/me", expect=200))["name"] != "erased"


async def test_nobody_goes_while_somebody_counts_on_them(world: World, li: Phone, wang: Phone):
    await agreed(li, wang)

    for phone in (li, wang):
        refused = await phone("POST", "/api/me/erase")
        assert (refused.status_code, refused.json()["code"]) == (409, "deals_still_live")
        await phone("GET", "/api/me", expect=200)
    assert await rows(world, "handle") == 2


async def test_nobody_goes_while_their_money_is_here(world: World, li: Phone, wang: Phone):
    await with_money(li, 5000)

    refused = await li("POST", "/api/me/erase")
    await li("POST", "/api/wallet/payments", {"to": wang.person_id, "amount": money(5000)}, expect=201)

    assert (refused.status_code, refused.json()["code"]) == (409, "money_left")
    assert refused.json()["facts"]["available"] == {"minor": 5000, "currency": "CNY"}
    await li("POST", "/api/me/erase", expect=200)


async def test_whoever_thinks_of_going_learns_what_stays_and_what_is_in_the_way(world: World, li: Phone, wang: Phone):
    free = await li("GET", "/api/me/erase", expect=200)
    await with_money(li, 5000)
    await agreed(li, wang)
    bound = await li("GET", "/api/me/erase", expect=200)

    assert free["in_the_way"] == []
    assert bound["in_the_way"] == ["deals_still_live", "money_left"]
    assert {kept["what"] for kept in bound["kept"]} >= {"payments", "deals", "reviews"}
    assert (await world.client.get("/api/me/erase")).status_code == 401


async def test_an_erased_persons_deals_keep_two_sides(world: World, li: Phone, wang: Phone):
    deal = await agreed(li, wang)
    await li("POST", f"/api/deals/{deal['id']}/cancel", {"reason": "changed_mind"})
    await li("POST", "/api/me/erase", expect=200)
    await world.settle()

    theirs = await wang("GET", f"/api/deals/{deal['id']}", expect=200)

    assert theirs["asker"]["name"] == "erased"
    assert "door 301" not in json.dumps(theirs)
    assert await rows(world, "bid WHERE exact_note <> '' OR exact_lat <> lat") == 0
    assert await rows(world, "outbox_dead") + await rows(world, "outbox") == 0


async def test_erasing_twice_at_once_erases_once(world: World, li: Phone):
    answers = await asyncio.gather(*(li("POST", "/api/me/erase") for _ in range(4)))

    assert sorted({answer.status_code for answer in answers}) in ([200, 401], [200, 404], [200, 401, 404])
    assert sum(answer.status_code == 200 for answer in answers) == 1
    assert await rows(world, "outbox WHERE kind = 'person_erased'") == 1


async def test_one_takes_along_ones_apps_and_shop_and_what_one_allowed_but_no_secret(world: World, li: Phone, wang: Phone):
    made = await developer(world)
    await made.phone("PUT", "/api/me/pay/merchant", {"name": "Tea house"}, expect=200)
    secret = (await made.phone("POST", f"/api/me/apps/{made.app_id}/aes-key", expect=201))["aes_key"]
    await li("POST", "/api/me/authorisations", {"app_id": made.app_id, "scopes": ["auth_user"]}, expect=201)

    owners, lis, wangs = [await exported(each) for each in (made.phone, li, wang)]

    [app] = owners["apps"]
    assert (app["app_id"], app["has_aes_key"], owners["merchant"]["merchant"]["name"]) == (made.app_id, True, "Tea house")
    assert secret not in json.dumps(owners)
    assert [(each["app_id"], each["scopes"]) for each in lis["authorisations"]] == [(made.app_id, ["auth_user"])]
    assert (wangs["apps"], wangs["authorisations"], wangs["merchant"]["merchant"]) == ([], [], None)
