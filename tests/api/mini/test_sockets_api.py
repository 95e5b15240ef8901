"""Sockets of programs: listed hosts only, at the addresses that were checked, so many and so much, and a note of what was refused."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, WSCloseCode, WSMsgType, WSServerHandshakeError, web

from everywhere.mini.sockets import actions
from everywhere.mini.sockets.types import MESSAGE_BYTES_MAX, MESSAGES_A_SECOND, SOCKETS_MAX
from support.mini import shown
from support.streams import serving
from support.world import Phone, World, running, sign_in

pytestmark = pytest.mark.once
_PATIENCE_S = 60


class Page:
    """The page around a frame, at its end of a socket."""

    def __init__(self, world: World, path: str = "/api/mini/sockets") -> None:
        self._told: asyncio.Queue[Any] = asyncio.Queue()
        self._heard: asyncio.Queue[Any] = asyncio.Queue()
        self._told.put_nowait({"type": "websocket.connect"})
        way = {"type": "websocket", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "ws", "root_path": ""}
        place = {"server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1), "headers": [(b"host", b"127.0.0.1:8000")]}
        more: Any = {"asgi": {"version": "3.0"}, "http_version": "1.1", "subprotocols": [], "extensions": {}, "state": {}}
        self._work = asyncio.ensure_future(world.app({**way, **place, **more}, self._told.get, self._heard.put))

    async def heard(self) -> Any:
        """The next thing that the server does."""
        return await asyncio.wait_for(self._heard.get(), _PATIENCE_S)

    async def asks(self, token: str, url: str, **more: Any) -> Any:
        """What the server answers to a wish for a socket."""
        assert (await self.heard())["type"] == "websocket.accept"
        self.say(json.dumps({"token": token, "url": url, **more}))
        return json.loads((await self.heard())["text"])

    def say(self, message: str | bytes) -> None:
        """Send a message."""
        self._told.put_nowait({"type": "websocket.receive", "text" if isinstance(message, str) else "bytes": message})

    async def leaves(self, code: int = 1000) -> None:
        """Go; until the server has done with it."""
        self._told.put_nowait({"type": "websocket.disconnect", "code": code})
        await asyncio.wait_for(self._work, _PATIENCE_S)


class Shop:
    """A host on this machine that a program opens sockets to: it says again what it hears."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.ended: asyncio.Queue[int | None] = asyncio.Queue()
        self.host = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        if request.path == "/away":
            raise web.HTTPFound(request.query["to"])
        if request.path == "/deaf":
            raise web.HTTPForbidden
        line = web.WebSocketResponse(protocols=["tea"], autoping=request.path != "/frozen")
        await line.prepare(request)
        if request.path == "/flood":
            with contextlib.suppress(OSError):
                while not line.closed:
                    await line.send_str("tea")
        async for message in line:
            if message.data == "bye":
                await line.close(code=4001, message=b"closing time")
            elif message.type is WSMsgType.TEXT:
                await line.send_str(f"again: {message.data}")
            elif message.type is WSMsgType.BINARY:
                await line.send_bytes(message.data[::-1])
        self.ended.put_nowait(line.close_code)
        return line


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    app = web.Application()
    app.router.add_get("/{path:.*}", shop.answer)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    shop.host = f"127.0.0.1:{runner.addresses[0][1]}"
    yield shop
    await runner.cleanup()


@pytest.fixture
async def inside(database_url: str) -> AsyncIterator[World]:
    """A product that may call hosts of this machine, as an emulator does."""
    async with running(database_url, emulator=True) as world:
        yield world


async def opened(world: World, dev: Phone, *domains: str) -> tuple[str, str]:
    """A program with these hosts, and the token of an opening of it."""
    app_id, _ = await shown(dev, domains=domains)
    return app_id, (await world.client.post(f"/api/mini/{app_id}/openings")).json()["token"]


async def kinds(dev: Phone, app_id: str) -> list[str]:
    """What stands in the program's log, the latest first."""
    return [note["kind"] for note in (await dev("GET", f"/api/me/apps/{app_id}/notes", expect=200))["items"]]


async def test_text_and_bytes_go_both_ways_and_each_end_hears_how_the_other_closed(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, token = await opened(inside, dev, f"wss://{shop.host}")
    page = Page(inside)

    said = {"headers": {"X-Token": "1", "Cookie": "evil=1", "Origin": "https://evil.org"}, "protocols": ["tea"]}
    assert await page.asks(token, f"ws://{shop.host}/talk?q=1", **said) == {"protocol": "tea"}
    page.say("茶")
    assert (await page.heard())["text"] == "again: 茶"
    page.say(b"\x00\x01")
    assert (await page.heard())["bytes"] == b"\x01\x00"
    page.say("bye")
    assert await page.heard() == {"type": "websocket.close", "code": 4001, "reason": "closing time"}

    (request,) = shop.asked
    names = ("X-Token", "Cookie", "Origin", "Referer", "Host")
    assert [request.headers.get(name) for name in names] == ["1", None, None, f"http://{app_id}.localhost:8000/", shop.host]
    assert await asyncio.wait_for(shop.ended.get(), _PATIENCE_S) == 4001
    other = Page(inside)
    assert await other.asks(token, f"ws://{shop.host}/talk") == {}
    await other.leaves(4002)
    assert await asyncio.wait_for(shop.ended.get(), _PATIENCE_S) == 4002
    assert await kinds(dev, app_id) == []


async def test_what_a_program_may_not_reach_is_refused_reaches_nobody_and_is_noted(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, token = await opened(inside, dev, f"wss://{shop.host}", "calls.example.org")
    there = f"ws://{shop.host}"

    for url, code in (
        ("ws://127.0.0.1:1/", "domain_not_listed"),
        ("wss://calls.example.org/", "domain_not_listed"),
        (f"http://{shop.host}/", "address_not_callable"),
        (f"{there}/away?to=http://localhost:9/", "not_reached"),
        (f"{there}/away?to={there}/talk", "not_reached"),
        (f"{there}/deaf", "not_reached"),
    ):
        assert (await Page(inside).asks(token, url)).get("code") == code, url
    assert [request.path for request in shop.asked] == ["/away", "/away", "/deaf"]
    assert (await Page(inside).asks("0" * 32, f"{there}/"))["code"] == "opening_ended"
    assert (await Page(inside).asks("short", f"{there}/"))["code"] == "malformed"
    assert await kinds(dev, app_id) == [*["not_reached"] * 3, "address_not_callable", *["domain_not_listed"] * 2]


async def test_a_name_that_leads_into_a_private_network_gets_no_socket(world: World, monkeypatch: pytest.MonkeyPatch, shop: Shop):
    dev = await sign_in(world, "dev@example.org")
    _, token = await opened(world, dev, "wss://rebound.example.org")

    async def rebound(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", rebound)

    assert (await Page(world).asks(token, "wss://rebound.example.org/"))["code"] == "address_not_callable"
    assert (await Page(world).asks(token, "ws://rebound.example.org/"))["code"] == "address_not_callable"
    assert shop.asked == []


async def test_who_says_too_much_loses_the_socket_on_either_side(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, token = await opened(inside, dev, f"wss://{shop.host}")

    page = Page(inside)
    await page.asks(token, f"ws://{shop.host}/talk")
    for _ in range(MESSAGES_A_SECOND * 200):
        page.say("tea")
    while (last := await page.heard())["type"] != "websocket.close":
        pass
    assert (last["code"], last["reason"]) == (1008, "socket_flooded")

    flooded = Page(inside)
    await flooded.asks(token, f"ws://{shop.host}/flood")
    while (last := await flooded.heard())["type"] != "websocket.close":
        pass
    assert (last["code"], last["reason"]) == (1008, "socket_flooded")
    assert await kinds(dev, app_id) == ["socket_flooded"] * 2


async def test_a_host_that_answers_no_more_is_let_go(inside: World, shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "PING_S", 0.2)
    dev = await sign_in(inside, "dev@example.org")
    app_id, token = await opened(inside, dev, f"wss://{shop.host}")
    page = Page(inside)
    await page.asks(token, f"ws://{shop.host}/frozen")

    ended = await page.heard()

    assert (ended["type"], ended["code"], ended["reason"]) == ("websocket.close", 1011, "not_reached")
    assert await kinds(dev, app_id) == ["not_reached"]


async def test_a_program_has_so_many_sockets_and_no_more_and_gets_one_back(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    _, token = await opened(inside, dev, f"wss://{shop.host}")
    there = f"ws://{shop.host}/talk"
    pages = [Page(inside) for _ in range(SOCKETS_MAX)]
    assert [await page.asks(token, there) for page in pages] == [{}] * SOCKETS_MAX

    assert (await Page(inside).asks(token, there))["code"] == "too_many_sockets"
    await pages[0].leaves()
    assert await Page(inside).asks(token, there) == {}


async def test_no_other_door_opens_by_a_socket(inside: World):
    app_id, _ = await shown(await sign_in(inside, "dev@example.org"))
    for path in ("/api/live", "/api/me", "/", "/gateway.do", f"/api/mini/{app_id}/openings"):
        assert (await Page(inside, path).heard())["type"] == "websocket.close", path


async def test_it_is_a_websocket_to_a_browser_and_every_other_door_and_every_frame_refuses_one(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, token = await opened(inside, dev, f"wss://{shop.host}")
    async with serving(inside.app) as at, ClientSession() as browser:
        async with browser.ws_connect(f"{at}/api/mini/sockets") as line:
            await line.send_json({"token": token, "url": f"ws://{shop.host}/talk"})
            assert await line.receive_json() == {}
            await line.send_bytes(b"\x00\x01")
            assert await line.receive_bytes() == b"\x01\x00"
            await line.send_bytes(bytes(MESSAGE_BYTES_MAX + 1))
            assert (await line.receive()).data == WSCloseCode.MESSAGE_TOO_BIG

        frame = {"Host": f"{app_id}.localhost:8000"}
        for path, headers, status in (("/api/me", {}, 404), ("/api/live", {}, 404), ("/api/mini/sockets", frame, 403)):
            with pytest.raises(WSServerHandshakeError) as refused:
                await browser.ws_connect(f"{at}{path}", headers=headers)
            assert refused.value.status == status


async def test_who_opens_too_many_is_turned_away_before_anything_is_read(database_url: str):
    async with running(database_url, requests_per_minute_unsigned=2) as world:
        doors = [Page(world) for _ in range(3)]
        assert [(await door.heard())["type"] for door in doors] == ["websocket.accept", "websocket.accept", "websocket.close"]
        for door in doors[:2]:
            await door.leaves()
