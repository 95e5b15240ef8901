"""The way out for programs: listed hosts only, cookies of each person and program, and a note of what was refused."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from everywhere.mini.gateway import actions
from everywhere.mini.gateway.types import ANSWER_BYTES_MAX, CALLS_MAX
from support.mini import shown
from support.world import Phone, World, running, sign_in


class Shop:
    """A host on this machine that a program calls."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.hold = asyncio.Event()
        self.is_full = asyncio.Event()
        self.held = 0
        self.host = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        match request.path:
            case "/cookie":
                answer = web.json_response({"cookies": dict(request.cookies)})
                answer.set_cookie("basket", request.query.get("basket", "1"), max_age=3600)
                return answer
            case "/away":
                raise web.HTTPFound(request.query["to"])
            case "/round":
                raise web.HTTPFound("/round")
            case "/large":
                return web.Response(body=bytes(ANSWER_BYTES_MAX + 1))
            case "/slow":
                self.held += 1
                if self.held == CALLS_MAX:
                    self.is_full.set()
                await self.hold.wait()
        return web.json_response(
            {"body": (await request.read()).decode(), "headers": dict(request.headers)}, headers={"X-Shop": "tea"}
        )


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", shop.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    shop.host = f"127.0.0.1:{runner.addresses[0][1]}"
    yield shop
    shop.hold.set()
    await runner.cleanup()


@pytest.fixture
async def inside(database_url: str) -> AsyncIterator[World]:
    """A product that may call hosts of this machine, as an emulator does."""
    async with running(database_url, emulator=True) as world:
        yield world


async def opened(world: World, app_id: str, phone: Phone | None = None) -> str:
    path = f"/api/mini/{app_id}/openings"
    answer = await phone("POST", path, expect=201) if phone else (await world.client.post(path)).json()
    return str(answer["token"])


async def called(world: World, token: str, url: str, **call: Any) -> Any:
    answer = await world.client.post("/api/mini/calls", json={"url": url, **call}, headers={"Mini-Opening": token})
    return answer.json()


def body_of(answer: dict[str, Any]) -> Any:
    return base64.b64decode(answer["body"]).decode()


async def test_a_listed_host_is_called_and_its_answer_comes_back(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, _ = await shown(dev, domains=[shop.host])
    token = await opened(inside, app_id)
    sent = {"method": "POST", "headers": {"X-Token": "1", "Cookie": "evil=1"}, "body": "茶"}

    answer = await called(inside, token, f"http://{shop.host}/order", **sent)

    assert (answer["status"], answer["headers"]["x-shop"]) == (200, "tea")
    (request,) = shop.asked
    assert (request.method, request.headers["X-Token"], "Cookie" in request.headers) == ("POST", "1", False)
    assert request.headers["Referer"] == f"http://{app_id}.localhost:8000/"
    assert '"body": "\\u8336"' in body_of(answer)


async def test_cookies_are_each_persons_and_each_programs(inside: World, shop: Shop):
    dev, an, bo = [await sign_in(inside, f"{name}@example.org") for name in ("dev", "an", "bo")]
    first, _ = await shown(dev, domains=[shop.host])
    second, _ = await shown(dev, domains=[shop.host])
    ans, ans_second, bos = await opened(inside, first, an), await opened(inside, second, an), await opened(inside, first, bo)
    url = f"http://{shop.host}/cookie?basket=42"

    assert body_of(await called(inside, ans, url)) == '{"cookies": {}}'
    assert body_of(await called(inside, ans, url)) == '{"cookies": {"basket": "42"}}'
    assert body_of(await called(inside, await opened(inside, first, an), url)) == '{"cookies": {"basket": "42"}}'
    for other in (ans_second, bos, await opened(inside, first)):
        assert body_of(await called(inside, other, url)) == '{"cookies": {}}'


async def test_what_a_program_may_not_call_is_refused_reaches_nobody_and_is_noted(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, _ = await shown(dev, domains=[shop.host])
    token = await opened(inside, app_id)
    there = f"http://{shop.host}"

    for url, code in (
        ("http://127.0.0.1:1/", "domain_not_listed"),
        (f"{there}/away?to=http://localhost:9/", "domain_not_listed"),
        (f"{there}/away?to=file:///etc/passwd", "address_not_callable"),
        (f"{there}/away?to=/order", None),
        ("ftp://x.org/", "address_not_callable"),
        (f"{there}/round", "too_many_redirects"),
        (f"{there}/large", "answer_too_large"),
    ):
        assert (await called(inside, token, url)).get("code") == code, url
    shop.asked.clear()
    assert (await called(inside, "0" * 32, f"{there}/"))["code"] == "opening_ended"
    assert shop.asked == []
    notes = (await dev("GET", f"/api/me/apps/{app_id}/notes", expect=200))["items"]
    assert [note["kind"] for note in notes] == [
        "answer_too_large",
        "too_many_redirects",
        *["address_not_callable"] * 2,
        *["domain_not_listed"] * 2,
    ]


async def test_a_name_that_leads_into_a_private_network_is_not_called(world: World, monkeypatch: pytest.MonkeyPatch, shop: Shop):
    dev = await sign_in(world, "dev@example.org")
    app_id, _ = await shown(dev, domains=["rebound.example.org"])
    token = await opened(world, app_id)
    loop = asyncio.get_running_loop()

    async def rebound(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(loop, "getaddrinfo", rebound)
    answer = await called(world, token, "https://rebound.example.org/")

    assert answer["code"] == "address_not_callable"
    assert (await called(world, token, f"http://{shop.host}/"))["code"] == "address_not_callable"
    assert shop.asked == []


async def test_an_opening_ends_and_a_program_that_is_hidden_calls_nobody(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, _ = await shown(dev, domains=[shop.host])
    token = await opened(inside, app_id)
    await dev("DELETE", f"/api/me/apps/{app_id}/program", expect=204)
    assert (await called(inside, token, f"http://{shop.host}/"))["code"] == "domain_not_listed"
    inside.clock.advance(hours=13)
    assert (await called(inside, token, f"http://{shop.host}/"))["code"] == "opening_ended"
    assert shop.asked == []


async def test_a_program_waits_for_so_many_answers_and_no_more(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, _ = await shown(dev, domains=[shop.host])
    token = await opened(inside, app_id)
    waiting = [asyncio.create_task(called(inside, token, f"http://{shop.host}/slow")) for _ in range(CALLS_MAX)]
    await asyncio.wait_for(shop.is_full.wait(), 60)

    assert (await called(inside, token, f"http://{shop.host}/"))["code"] == "too_many_calls"
    shop.hold.set()
    assert {answer["status"] for answer in await asyncio.gather(*waiting)} == {200}
    assert (await called(inside, token, f"http://{shop.host}/"))["status"] == 200


async def test_a_slow_host_is_given_up(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, _ = await shown(dev, domains=[shop.host])

    answer = await called(inside, await opened(inside, app_id), f"http://{shop.host}/slow", timeout_s=0.2)

    assert (answer["code"], answer["status"]) == ("not_reached", 504)


async def test_a_call_ends_when_nobody_waits_for_its_answer_any_more(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, _ = await shown(dev, domains=[shop.host])
    token = await opened(inside, app_id)
    body = json.dumps({"url": f"http://{shop.host}/slow", "timeout_s": 60}).encode()
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def told() -> Any:
        for message in messages:
            return message
        while not shop.held:
            await asyncio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def to_nobody(_: Any) -> None:
        pass

    headers = [(b"mini-opening", token.encode()), (b"content-type", b"application/json"), (b"host", b"127.0.0.1:8000")]
    way = {"type": "http", "method": "POST", "path": "/api/mini/calls", "raw_path": b"/api/mini/calls", "query_string": b""}
    where = {"asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "", "headers": headers}
    place = {"server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1)}
    await asyncio.wait_for(inside.app({**way, **where, **place}, told, to_nobody), 45)

    # The place among the ten is free, though the host still holds its answer.
    assert (shop.held, shop.hold.is_set()) == (1, False)
    waiting = [asyncio.create_task(called(inside, token, f"http://{shop.host}/slow")) for _ in range(CALLS_MAX - 1)]
    await asyncio.wait_for(shop.is_full.wait(), 60)
    assert (await called(inside, token, f"http://{shop.host}/"))["status"] == 200
    shop.hold.set()
    await asyncio.gather(*waiting)


async def test_old_cookies_and_notes_are_forgotten(inside: World, shop: Shop):
    dev = await sign_in(inside, "dev@example.org")
    app_id, _ = await shown(dev, domains=[shop.host])
    token = await opened(inside, app_id, dev)
    await called(inside, token, f"http://{shop.host}/cookie")
    await called(inside, token, "https://elsewhere.example.org/")
    later = inside.clock() + actions.JARS_LAST * 2
    await inside.db.transact(lambda tx: actions.forget_old(tx, now=later))

    assert await inside.db.pool.fetchval("SELECT (SELECT count(*) FROM mini_jar) + (SELECT count(*) FROM mini_note)") == 0
