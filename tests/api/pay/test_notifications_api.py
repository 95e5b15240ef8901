"""Notifications: sent signed, again and again on the schedule until they are taken, never into private networks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

import pytest
from aiohttp import web

from everywhere.pay.openapi.notifications import actions, jobs, rules
from everywhere.pay.openapi.notifications.types import Draft, NotificationDue
from everywhere.pay.openapi.wire.signing import rules as signing
from support.openapi import Developer, developer
from support.world import World, running

pytestmark = pytest.mark.once


class Shop:
    """An app's server: what it was told, and what it answers."""

    def __init__(self) -> None:
        self.told: list[dict[str, str]] = []
        self.answer: web.Response | str = "success"
        self.url = ""

    async def hear(self, request: web.Request) -> web.Response:
        self.told.append(dict(parse_qsl((await request.read()).decode())))
        return web.Response(text=self.answer) if isinstance(self.answer, str) else self.answer


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    made = Shop()
    app = web.Application()
    app.router.add_post("/notify", made.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    made.url = f"http://127.0.0.1:{port}/notify"
    yield made
    await runner.cleanup()


@pytest.fixture
async def emulator(database_url: str) -> AsyncIterator[World]:
    async with running(database_url, emulator=True) as made:
        yield made


async def queue(world: World, made: Developer, url: str, *, notification_id: UUID | None = None) -> UUID:
    draft = Draft(
        id=notification_id or uuid4(),
        app_id=made.app_id,
        url=url,
        subject="T1",
        fields={"out_trade_no": "T1", "subject": "茶 & 100%", "body": "", "seller_id": "2088000000000001"},
    )
    await world.db.transact(lambda tx: actions.queue(tx, draft, now=world.clock()))
    await world.settle()
    return draft.id


async def test_a_notification_is_signed_has_no_empty_field_and_is_sent_once_when_it_is_taken(emulator: World, shop: Shop):
    made = await developer(emulator)
    await queue(emulator, made, shop.url)
    await emulator.pass_time(hours=30)

    [said] = shop.told
    string = "&".join(f"{name}={value}" for name, value in sorted(said.items()) if name not in ("sign", "sign_type"))
    assert signing.is_signed(made.platform_key, string.encode(), said["sign"], "RSA2")
    assert said["subject"] == "茶 & 100%"
    assert (said["app_id"], said["notify_type"], said["version"]) == (made.app_id, "trade_status_sync", "1.0")
    assert "body" not in said


async def test_what_is_not_taken_comes_eight_times_in_25_hours_with_the_same_id(emulator: World, shop: Shop):
    made = await developer(emulator)
    shop.answer = "Success"
    notification_id = await queue(emulator, made, shop.url)
    counts = [len(shop.told)]
    for pause in (*rules.PAUSES, rules.PAUSES[-1]):
        await emulator.pass_time(seconds=pause.total_seconds())
        counts.append(len(shop.told))

    made.phone = (await developer(emulator)).phone
    view = await made.phone("GET", f"/api/me/apps/{made.app_id}/notifications/{notification_id}", expect=200)
    assert counts == [1, 2, 3, 4, 5, 6, 7, 8, 8]
    assert len({said["notify_id"] for said in shop.told}) == 1
    assert (view["sent_count"], view["next_at"], view["taken_at"]) == (8, None, None)
    assert {(each["outcome"], each["status"], each["said"]) for each in view["tries"]} == {("refused", 200, "Success")}


async def test_a_clock_that_was_ahead_holds_no_notification_back(emulator: World, shop: Shop):
    made = await developer(emulator)
    shop.answer = "fail"
    notification_id = await queue(emulator, made, shop.url)
    await emulator.db.pool.execute("DELETE FROM pgqueuer")
    now, pause = emulator.clock(), rules.PAUSES[0]
    event = NotificationDue(made.app_id, notification_id, 1, now + timedelta(hours=1) + pause, wait_s=pause.total_seconds())
    await emulator.db.transact(lambda tx: jobs.send_when_due(tx, event, now))
    await emulator.settle()

    shop.answer = "success"
    await emulator.pass_time(seconds=pause.total_seconds())

    assert len(shop.told) == 2


async def test_the_same_happening_is_told_once(emulator: World, shop: Shop):
    made = await developer(emulator)
    first = await queue(emulator, made, shop.url)
    await queue(emulator, made, shop.url, notification_id=first)

    assert len(shop.told) == 1


async def test_a_developer_reads_the_log_and_sends_again_by_hand(emulator: World, shop: Shop):
    made = await developer(emulator)
    first, second = await queue(emulator, made, shop.url), await queue(emulator, made, shop.url)
    path = f"/api/me/apps/{made.app_id}/notifications"

    page = await made.phone("GET", f"{path}?limit=1", expect=200)
    rest = await made.phone("GET", f"{path}?limit=1&cursor={page['next']}", expect=200)
    await made.phone("POST", f"{path}/{first}/resend", expect=202)
    await emulator.settle()
    view = await made.phone("GET", f"{path}/{first}", expect=200)

    assert {page["items"][0]["id"], rest["items"][0]["id"]} == {str(first), str(second)}
    assert len(shop.told) == 3
    assert [each["by_hand"] for each in view["tries"]] == [False, True]
    assert shop.told[0]["notify_id"] == shop.told[2]["notify_id"]


async def test_nobody_else_reads_or_resends(emulator: World, shop: Shop):
    made, other = await developer(emulator), await developer(emulator, "other@example.org", number=1)
    first = await queue(emulator, made, shop.url)
    path = f"/api/me/apps/{made.app_id}/notifications"

    statuses = [
        (await other.phone("GET", path)).status_code,
        (await other.phone("GET", f"{path}/{first}")).status_code,
        (await other.phone("POST", f"{path}/{first}/resend")).status_code,
    ]
    await emulator.settle()

    assert statuses == [404, 404, 404]
    assert len(shop.told) == 1


async def test_a_redirect_is_not_followed(emulator: World, shop: Shop):
    made = await developer(emulator)
    shop.answer = web.Response(status=307, headers={"Location": shop.url})
    await queue(emulator, made, shop.url)

    assert len(shop.told) == 1


async def test_outside_the_emulator_private_addresses_are_not_called(world: World, shop: Shop, monkeypatch: pytest.MonkeyPatch):
    made = await developer(world)

    async def lead_home(*_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", ("127.0.0.1", int(shop.url.split(":")[2].split("/")[0])))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lead_home)
    by_number = await queue(world, made, shop.url)
    by_name = await queue(world, made, shop.url.replace("127.0.0.1", "shop.example.org"))
    path = f"/api/me/apps/{made.app_id}/notifications"
    views = [await made.phone("GET", f"{path}/{each}", expect=200) for each in (by_number, by_name)]

    assert shop.told == []
    assert [view["tries"][0]["outcome"] for view in views] == ["private", "private"]


async def test_old_clients_ask_whether_a_notification_came_from_here(emulator: World, shop: Shop):
    made = await developer(emulator)
    await queue(emulator, made, shop.url)
    asked = {"service": "notify_verify", "notify_id": shop.told[0]["notify_id"]}

    answers = [
        (await made.client.get("/gateway.do", params={**asked, **changed})).text
        for changed in ({"partner": made.app_id}, {"partner": "2088000000000001"}, {"partner": "x"}, {"notify_id": "x" * 48})
    ]

    assert answers == ["true", "true", "false", "false"]
