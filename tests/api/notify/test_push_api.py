from collections.abc import AsyncIterator

import pytest

from everywhere.notify.push.jobs import PushNotTaken
from support import push_service
from support.deals import money, need_draft
from support.push_service import PushService
from support.world import Phone, World, running, sign_in

pytestmark = pytest.mark.once

DEVICES = "SELECT count(*) FROM push_subscription"


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The product, calling a push service of this machine."""
    async with running(database_url, push_hosts="127.0.0.1") as made:
        yield made


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    """The push service."""
    async with push_service.running() as run:
        yield run


@pytest.fixture
async def mei(world: World) -> Phone:
    """Who asks, and is told."""
    return await sign_in(world, "mei@example.org")


@pytest.fixture
async def li(world: World) -> Phone:
    """Who answers."""
    return await sign_in(world, "+8613800138000")


async def answered(mei: Phone, li: Phone) -> dict:
    """A need of Mei's that Li answers with a fee and a word."""
    need = await mei("POST", "/api/needs", need_draft(category="charge_phone", title="My diary is open"), expect=201)
    return await li("POST", f"/api/needs/{need['id']}/bids", {"fee": money(7700), "note": "At the window"}, expect=201)


async def rung(world: World) -> None:
    """What happened is known, and the moment is over in which somebody may read it in the app."""
    await world.settle()
    await world.pass_time(seconds=5)


async def test_a_device_is_told_once_signed_and_encrypted_and_nothing_private(
    world: World, service: PushService, mei: Phone, li: Phone
):
    terms = await mei("GET", "/api/push", expect=200)
    await mei("PATCH", "/api/me", {"language": "en"}, expect=200)
    await mei("PUT", "/api/me/push", service.subscription(), expect=200)
    bid = await answered(mei, li)
    await rung(world)

    [received] = service.received
    assert received.told == {
        "title": "There is an answer for you",
        "body": "Open it to see the proposal.",
        "path": f"/bids/{bid['id']}",
        "tag": f"answers:{bid['id']}",
    }
    assert (received.headers["TTL"], received.headers["Urgency"]) == ("86400", "normal")
    assert (received.headers["k"], received.claims["aud"]) == (terms["public_key"], service.url)
    assert received.claims["sub"] == "mailto:operator@127.0.0.1"
    await world.pass_time(minutes=10)
    assert service.asked == 1


async def test_what_was_read_in_the_app_meanwhile_rings_nowhere(world: World, service: PushService, mei: Phone, li: Phone):
    await mei("PUT", "/api/me/push", service.subscription(), expect=200)
    await answered(mei, li)
    await world.settle()
    [notice] = (await mei("GET", "/api/inbox", expect=200))["items"]
    await mei("POST", "/api/inbox/read", {"ids": [notice["id"]]}, expect=200)
    await rung(world)

    assert service.asked == 0


async def test_each_device_hears_of_what_it_chose(world: World, service: PushService, mei: Phone, li: Phone):
    await mei("PUT", "/api/me/push", service.subscription("desk", ("messages",)), expect=200)
    await answered(mei, li)
    await rung(world)
    assert service.asked == 0

    [desk] = (await mei("GET", "/api/me/push", expect=200))["items"]
    again = await mei("PUT", "/api/me/push", service.subscription("desk", ("answers",)), expect=200)
    await mei("PUT", "/api/me/push", service.subscription("phone", ("answers", "deals")), expect=200)
    assert (again["id"], again["topics"]) == (desk["id"], ["answers"])
    await answered(mei, li)
    await rung(world)

    assert service.asked == 2


@pytest.mark.parametrize("status", [404, 410])
async def test_a_device_that_is_gone_is_forgotten(world: World, service: PushService, mei: Phone, li: Phone, status: int):
    await mei("PUT", "/api/me/push", service.subscription(), expect=200)
    service.status = status
    await answered(mei, li)
    await rung(world)

    assert service.asked == 1
    assert await world.db.pool.fetchval(DEVICES) == 0
    assert len((await mei("GET", "/api/inbox", expect=200))["items"]) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_push_service_that_is_away_is_called_again(world: World, service: PushService, mei: Phone, li: Phone, status: int):
    await mei("PUT", "/api/me/push", service.subscription(), expect=200)
    service.status = status
    await answered(mei, li)
    with pytest.raises(PushNotTaken):
        await rung(world)

    assert await world.db.pool.fetchval(DEVICES) == 1


@pytest.mark.parametrize("status", [400, 413])
async def test_what_a_push_service_will_never_take_is_let_go(
    world: World, service: PushService, mei: Phone, li: Phone, status: int
):
    await mei("PUT", "/api/me/push", service.subscription(), expect=200)
    service.status = status
    await answered(mei, li)
    await rung(world)

    assert (service.asked, await world.db.pool.fetchval(DEVICES)) == (1, 1)


async def test_whoever_signs_out_or_turns_it_off_is_told_no_more(world: World, service: PushService, mei: Phone, li: Phone):
    elsewhere = await sign_in(world, "mei@example.org")
    await elsewhere("PUT", "/api/me/push", service.subscription("elsewhere"), expect=200)
    here = await mei("PUT", "/api/me/push", service.subscription("here"), expect=200)
    await elsewhere("DELETE", "/api/session", expect=204)
    await mei("DELETE", f"/api/me/push/{here['id']}", expect=204)
    await answered(mei, li)
    await rung(world)

    assert service.asked == 0
    assert (await mei("DELETE", f"/api/me/push/{here['id']}")).status_code == 404
    assert (await li("DELETE", f"/api/me/push/{here['id']}")).status_code == 404


async def test_only_push_services_are_called_and_only_with_keys_that_fit(world: World, service: PushService, mei: Phone):
    good = service.subscription()
    codes = [
        (await mei("PUT", "/api/me/push", {**good, **wrong})).json()["code"]
        for wrong in (
            {"endpoint": "https://10.0.0.1/push"},
            {"endpoint": "http://fcm.googleapis.com/x"},
            {"endpoint": "https://user@127.0.0.1/x"},
            {"p256dh": good["auth"]},
            {"auth": good["p256dh"]},
            {"topics": ["weather"]},
        )
    ]

    assert codes == [*["push_service_unknown"] * 3, *["push_keys_unfit"] * 2, "malformed"]
    assert await world.db.pool.fetchval(DEVICES) == 0


async def test_ten_devices_are_told_and_the_oldest_gives_way(world: World, service: PushService, mei: Phone):
    for number in range(12):
        await mei("PUT", "/api/me/push", service.subscription(f"n{number}"), expect=200)

    found = (await mei("GET", "/api/me/push", expect=200))["items"]
    assert [item["endpoint"].rpartition("/")[2] for item in found] == [f"n{number}" for number in range(11, 1, -1)]


async def test_an_erased_person_has_no_device_left(world: World, service: PushService, mei: Phone):
    await mei("PUT", "/api/me/push", service.subscription(), expect=200)
    await mei("POST", "/api/me/erase", expect=200)
    await world.settle()

    assert await world.db.pool.fetchval(DEVICES) == 0
