"""Alipay as a provider in certificate mode: this product, as a client of a second server of itself, over HTTP."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import asyncpg
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from everywhere.pay.providers.transits.rules import ZONE
from everywhere.people import actions as people
from everywhere.people.sign_in import actions as sign_ins
from support.alipay import certificates, gateway
from support.postgres import copied
from support.server import Someone
from support.world import Phone, World, running, sign_in

pytestmark = pytest.mark.once


WORD = {"password": "246802"}


def yuan(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "CNY"}


async def paid(buyer: Someone, next_url: str) -> None:
    """A browser opens the page, is led to the cashier, and somebody pays there."""
    async with aiohttp.ClientSession() as session, session.get(next_url, allow_redirects=False) as response:
        assert response.status in (302, 303, 307), await response.text()
        code = urlsplit(response.headers["location"]).path.rsplit("/", 1)[1]
    await asyncio.to_thread(buyer.post, f"/api/me/pay/codes/{code}/scan", {})
    await asyncio.to_thread(buyer.post, f"/api/me/pay/codes/{code}/pay", {})


async def spendable(phone: Phone) -> int:
    return (await phone("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"]


async def begun(phone: Phone, kind: str, minor: int) -> dict[str, Any]:
    body = {"provider": "alipay", "kind": kind, "amount": yuan(minor), **WORD}
    return await phone("POST", "/api/wallet/transits", body, expect=201)


async def after(world: World, phone: Phone, transit: dict[str, Any], **span: float) -> dict[str, Any]:
    await world.pass_time(**span)
    return await phone("GET", f"/api/wallet/transits/{transit['id']}", expect=200)


async def test_people_pay_in_by_alipay_are_paid_out_given_back_and_the_day_is_closed(
    database_url: str, postgres_url: str, worker_id: str, tmp_path: Path
):
    heard: list[bytes] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(await request.read())
        return web.Response(text="success")

    ears = TestServer(web.Application())
    ears.app.router.add_post("/api/pay/providers/alipay/events", hear)
    await ears.start_server()
    async with copied(postgres_url, f"template_{worker_id}", f"alipay_{worker_id}") as other_url:
        with gateway(other_url, tmp_path) as server:
            shop, buyer = await asyncio.to_thread(lambda: [Someone(server.url, f"1880000001{number}") for number in range(2)])
            ready = await asyncio.to_thread(certificates, shop, tmp_path)
            await asyncio.to_thread(buyer.post, "/api/wallet/top-ups", {"amount": yuan(30_000)})
            number = (await asyncio.to_thread(buyer.get, "/api/me/pay"))["number"]
            ready |= {"alipay_gateway": f"{server.url}/gateway.do", "public_url": str(ears.make_url("")).rstrip("/")}
            async with running(database_url, custody="licensed", **ready) as world:
                await story(world, buyer, number, heard)
                await day_is_closed(world, other_url)
    await ears.close()


async def story(world: World, buyer: Someone, number: str, heard: list[bytes]) -> None:
    ann = await sign_in(world, "ann@example.org")
    first = await begun(ann, "charge", 10_000)
    assert first["stage"] == "waiting"
    waits = await after(world, ann, first, seconds=30)
    assert waits["stage"] == "waiting"  # nobody has opened it: the gateway knows no such trade

    await paid(buyer, first["next_url"])
    while not heard:
        await asyncio.sleep(0.05)
    forged = heard[0].replace(b"total_amount=100.00", b"total_amount=900.00")
    refused = await world.client.post("/api/pay/providers/alipay/events", content=forged)
    taken = await world.client.post("/api/pay/providers/alipay/events", content=heard[0])
    done = await after(world, ann, first, seconds=0)
    assert (refused.status_code, taken.status_code, taken.text) == (400, 200, "success")
    assert dict(parse_qsl(heard[0].decode()))["total_amount"] == "100.00"
    assert (done["stage"], await spendable(ann)) == ("done", 10_000)

    await ann("PUT", "/api/me/pay/password", WORD, expect=204)
    await ann("PUT", "/api/wallet/providers/alipay", {"identity": number, **WORD}, expect=200)
    out = await begun(ann, "payout", 4_000)
    back = await ann("POST", f"/api/wallet/transits/{first['id']}/refund", {"amount": yuan(2_500)}, expect=201)
    assert (out["stage"], back["stage"], await spendable(ann)) == ("done", "done", 3_500)
    await ann("PUT", "/api/wallet/providers/alipay", {"identity": "2088000000000000", **WORD}, expect=200)
    nobody = await begun(ann, "payout", 100)
    assert (nobody["stage"], nobody["reason"], await spendable(ann)) == ("failed", "PAYEE_NOT_EXIST", 3_500)
    held = (await asyncio.to_thread(buyer.get, "/api/wallet"))["balances"][0]["available"]["minor"]
    assert held == 30_000 - 10_000 + 4_000 + 2_500

    who = {"identity": "18800000011", "name": (await asyncio.to_thread(buyer.get, "/api/me"))["name"], **WORD}
    await ann("PUT", "/api/wallet/providers/alipay", who, expect=200)
    assert (await begun(ann, "payout", 500))["stage"] == "done"
    await ann("PUT", "/api/wallet/providers/alipay", {**who, "name": "somebody else"}, expect=200)
    other = await begun(ann, "payout", 500)
    nameless = await ann("PUT", "/api/wallet/providers/alipay", {"identity": "18800000011", **WORD})
    assert (other["reason"], nameless.status_code, await spendable(ann)) == ("PAYEE_IDENTITY_NOT_MATCH", 422, 3_000)

    late = await begun(ann, "charge", 500)
    assert (await after(world, ann, late, hours=24, minutes=1))["reason"] == "expired"


async def day_is_closed(world: World, other_url: str) -> None:
    """The bill of the day, as the gateway gives it when the day is over, agrees with the books."""
    desk = await sign_in(world, "desk@example.org")
    await world.db.transact(lambda tx: people.give_role(tx, sign_ins.handle_of(email="desk@example.org"), "operator"))
    day = (await world.db.pool.fetchval("SELECT booked_on FROM transit WHERE kind = 'refund'")).isoformat()
    connection = await asyncpg.connect(other_url)  # there it happened just now, and there is no bill of today
    await connection.execute("UPDATE trade SET paid_at = paid_at - interval '2 days'")
    await connection.execute("UPDATE trade_refund SET at = at - interval '2 days'")
    paid_at = await connection.fetchval("SELECT paid_at FROM trade WHERE paid_at IS NOT NULL")
    await connection.close()

    bill = await world.app.state.providers["alipay"].bill(paid_at.astimezone(ZONE).date().isoformat())
    books = f"/api/pay/books/alipay/{day}"
    assert (await desk("PUT", f"{books}/report", content=bill, expect=200))["lines_count"] == 2
    assert (await desk("GET", f"{books}/breaks", expect=200))["items"] == []
    assert (await desk("POST", f"{books}/close", expect=200))["seal"]
