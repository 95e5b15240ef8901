"""The server is killed while a provider is at work for it and never hears the answer: what it intended is done once, by the next one."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from support.alipay import gateway, keys
from support.postgres import copied
from support.server import Server, Someone
from support.stripe import KEY, StripeDouble

pytestmark = pytest.mark.once

PATIENCE_S = 120
WORD = {"password": "246802"}
FORGOTTEN = "UPDATE pgqueuer SET heartbeat = heartbeat - interval '5 minutes' WHERE status = 'picked'"
"""Else the next server waits for half a minute until it believes that the one before is gone."""


def yuan(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "CNY"}


class Between:
    """Stands between the server and a provider; keeps answers to itself while it is told to, and counts what was asked by path."""

    def __init__(self) -> None:
        self.keeps: set[str] = set()
        """Of requests with one of these in them the answer is kept."""
        self.kept: set[str] = set()
        self.targets: dict[str, str] = {}
        """Where a request goes on to, by how its path begins."""

    async def pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in ("host", "content-length")}
        target = next(url for begins, url in self.targets.items() if request.path.startswith(begins))
        async with (
            aiohttp.ClientSession() as session,
            session.request(request.method, target + request.raw_path, data=body, headers=headers) as answer,
        ):
            said = await answer.read()
        for each in self.keeps:
            if each.encode() in request.raw_path.encode() + body:
                self.kept.add(each)
                await asyncio.Event().wait()
        return web.Response(body=said, status=answer.status, headers={"Content-Type": answer.headers["Content-Type"]})

    async def serve(self) -> TestServer:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.pass_on)
        server = TestServer(app)
        await server.start_server()
        return server


@pytest.fixture
async def stripe() -> AsyncIterator[StripeDouble]:
    made = StripeDouble(balance_minor=100_000)
    server = await made.serve()
    yield made
    await server.close()


@pytest.fixture
async def between() -> AsyncIterator[tuple[Between, str]]:
    made = Between()
    server = await made.serve()
    yield made, str(server.make_url("")).rstrip("/")
    await server.close()


async def eventually(look: Any, wanted: Any) -> None:
    """Wait until it is so, however slow the machine is."""
    ends = time.monotonic() + PATIENCE_S
    while (seen := await asyncio.to_thread(look)) != wanted:
        assert time.monotonic() < ends, f"{seen} is not {wanted}"
        await asyncio.sleep(0.2)


def payout(ann: Someone, provider: str) -> None:
    """Asks for it, and is not answered: the server dies."""
    body = {"provider": provider, "kind": "payout", "amount": yuan(1_000), **WORD}
    headers = {"Authorization": f"Bearer {ann.token}", "Idempotency-Key": provider}
    with httpx.Client(base_url=ann.client.base_url, timeout=PATIENCE_S) as client, pytest.raises(httpx.TransportError):
        client.post("/api/wallet/transits", json=body, headers=headers)


async def killed_while_kept(server: Server, ann: Someone, between: Between, url: str) -> None:
    between.keeps = {"/v1/transfers", "uni.transfer"}
    asking = [asyncio.create_task(asyncio.to_thread(payout, ann, provider)) for provider in ("stripe", "alipay")]
    while between.kept != between.keeps:
        await asyncio.sleep(0.05)
    await asyncio.to_thread(server.kill)
    await asyncio.gather(*asking)
    between.keeps = set()
    connection = await asyncpg.connect(url)
    await connection.execute(FORGOTTEN)
    await connection.close()
    await asyncio.to_thread(lambda: server.start(within_s=PATIENCE_S))


def stages(ann: Someone) -> list[tuple[str, str]]:
    return sorted((each["provider"], each["stage"]) for each in ann.get("/api/wallet/transits")["items"])


def has(somebody: Someone) -> int:
    return int(somebody.get("/api/wallet")["balances"][0]["available"]["minor"])


async def connected(ann: Someone, stripe: StripeDouble, number: str) -> None:
    await asyncio.to_thread(ann.put, "/api/wallet/providers/stripe", WORD)
    stripe.of_kind("acct")[0]["capabilities"]["transfers"] = "active"
    await asyncio.to_thread(ann.put, "/api/wallet/providers/stripe", WORD)
    await asyncio.to_thread(ann.put, "/api/wallet/providers/alipay", {"identity": number, **WORD})


async def test_what_was_asked_of_a_provider_is_done_once_though_the_server_died_before_it_heard(
    database_url: str, postgres_url: str, worker_id: str, tmp_path: Path, stripe: StripeDouble, between: tuple[Between, str]
):
    proxy, url = between
    async with copied(postgres_url, f"template_{worker_id}", f"alipay_{worker_id}") as other_url:
        with gateway(other_url, tmp_path) as alipay:
            shop, bo = await asyncio.to_thread(lambda: [Someone(alipay.url, f"1880000001{number}") for number in range(2)])
            ready = await asyncio.to_thread(keys, shop, tmp_path)
            number = await asyncio.to_thread(rich_shop, shop, bo)
            settings = {name: str(value) for name, value in ready.items()}
            settings |= {"custody": "licensed", "stripe_key": KEY, "stripe_url": url, "alipay_gateway": f"{url}/gateway.do"}
            server = Server(tmp_path, database_url=database_url, data=str(tmp_path / "own"), **settings)
            await asyncio.to_thread(server.start, within_s=PATIENCE_S)
            try:
                ann = await asyncio.to_thread(Someone, server.url, "13800000001")
                await asyncio.to_thread(ann.post, "/api/wallet/top-ups", {"amount": yuan(5_000)})
                await asyncio.to_thread(ann.client.put, "/api/me/pay/password", json=WORD, headers=bearer(ann))
                proxy.targets = {"/v1/": stripe.url, "/gateway.do": alipay.url}
                await connected(ann, stripe, number)
                before = await asyncio.to_thread(has, bo)
                await killed_while_kept(server, ann, proxy, database_url)
                await eventually(lambda: stages(ann), [("alipay", "done"), ("stripe", "done")])

                assert len(stripe.of_kind("tr")) == 1
                assert await asyncio.to_thread(has, bo) == before + 1_000
                assert await asyncio.to_thread(has, ann) == 3_000
            finally:
                await asyncio.to_thread(server.stop)


def bearer(ann: Someone) -> dict[str, str]:
    return {"Authorization": f"Bearer {ann.token}"}


def rich_shop(shop: Someone, bo: Someone) -> str:
    """Bo has paid the shop ¥100.00; the number by which Bo is paid."""
    bo.post("/api/wallet/top-ups", {"amount": yuan(20_000)})
    shop.put("/api/me/pay/merchant", {"name": "Everywhere"})
    code = shop.post("/api/me/pay/shop-codes", {"label": "Counter"})["code"]
    bo.post(f"/api/me/pay/codes/{code}/pay", {"amount": yuan(10_000)})
    return str(bo.get("/api/me/pay")["number"])
