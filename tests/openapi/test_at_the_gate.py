"""Whom the gate does not let in reads why: every SDK, unmodified and with verification on, and by V2 with the status 200 that it needs."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from everywhere.app.serving import Server
from everywhere.kernel.http.connection import bound
from everywhere.pay.openapi.wire.signing import rules as signing
from support.openapi import Developer, certified, developer
from support.sdks import Client, NotInstalled
from support.server import free_port
from support.world import World

pytestmark = [pytest.mark.once, pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.6", "::1"])]

# The official Python SDK knows no other port than 80.
OWN = ("127.0.0.6", 80)
QUERY = "alipay.trade.query"
QUERY_V3 = "/v3/alipay/trade/query"
NAMES = ("alipay-sdk-python", "python-alipay-sdk", "alipay-sdk (Node)")
BODY_B = 12_000_001
"""One more than is read."""


@dataclass
class Closed:
    """A product whose gate lets nobody in any more, and an app that still calls."""

    world: World
    developer: Developer

    @property
    def gate(self) -> Any:
        return self.world.app.asgi_handler

    def fill(self) -> None:
        self.gate.room.places = 0

    def use_up(self) -> None:
        self.gate._settings = self.gate._settings.model_copy(update={"gateway_requests_per_minute": 0})


@pytest.fixture
async def closed(world: World) -> AsyncIterator[Closed]:
    made = await developer(world)
    await made.call(QUERY, {"out_trade_no": "x"})
    found = Closed(world, made)
    settings, places = found.gate._settings, found.gate.room.places
    yield found
    found.gate._settings, found.gate.room.places = settings, places


def configs(made: Developer, address: str) -> dict[str, Any]:
    der = made.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    config = {
        "app_id": made.app_id,
        "private_key": base64.b64encode(der).decode(),
        "platform_key": signing.bare(made.platform_key),
        "files": None,
        "gateway": f"{address}/gateway.do",
        "endpoint": address,
    }
    return {"key": config}


@contextlib.asynccontextmanager
async def listening(world: World) -> AsyncIterator[str]:
    """The address of a server of this very application."""
    try:
        listener = bound(*OWN)
        address = f"http://{OWN[0]}"
    except OSError:
        listener = bound("127.0.0.1", port := free_port())
        address = f"http://127.0.0.1:{port}"
    server = Server(world.app, lifespan="off")
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield address
    finally:
        server.should_exit = True
        await serving


def told(made: Developer, address: str, name: str, codec: str) -> Any:
    """What an SDK makes of the answer; what it cannot believe is an AssertionError."""
    client = Client(name, configs(made, address))
    order = {"codec": codec, "config": "key", "method": QUERY, "kind": "answer", "content": {"out_trade_no": "x"}}
    try:
        return client.ask({**order, "params": {}, "verb": "POST", "path": QUERY_V3})
    finally:
        client.close()


async def test_every_sdk_reads_that_there_is_no_room_and_that_it_called_too_often(closed: Closed):
    async with listening(closed.world) as address:
        names = [name for name in NAMES if name != "alipay-sdk-python" or address.endswith(OWN[0])]
        try:
            closed.fill()
            busy = [await asyncio.to_thread(told, closed.developer, address, name, "V2") for name in names]
            closed.use_up()
            often = [await asyncio.to_thread(told, closed.developer, address, name, "V2") for name in names]
            with pytest.raises(AssertionError, match="应用调用次数超限"):
                await asyncio.to_thread(told, closed.developer, address, NAMES[-1], "V3")
        except NotInstalled as missing:
            pytest.skip(f"{missing} is not installed; make test installs it")

    assert {(each["code"], each["sub_code"]) for each in busy} == {("20000", "isp.unknow-error")}
    assert {(each["code"], each["sub_code"]) for each in often} == {("40005", "isv.app-call-limited")}


async def test_the_refusal_stands_under_the_method_s_own_name_wherever_that_was_said(closed: Closed):
    made = closed.developer
    params = made.signed(QUERY, {"out_trade_no": "x"})
    closed.fill()

    answers = [
        await made.client.get("/gateway.do", params=params),
        await made.client.post("/gateway.do", params=params),
        await made.client.post("/gateway.do", data=params),
    ]
    nameless = await made.client.post("/gateway.do", data={"app_id": made.app_id})

    assert [made.verified(each, QUERY)["code"] for each in answers] == ["20000"] * 3
    assert made.verified(nameless, node="error_response")["code"] == "20000"
    assert {each.headers["retry-after"] for each in [*answers, nameless]} == {"1"}
    assert [int(each.headers["content-length"]) for each in answers] == [len(each.content) for each in answers]


async def test_who_pays_on_a_page_is_shown_a_page(closed: Closed):
    closed.fill()

    shown = await closed.developer.client.get("/gateway.do", params={"method": "alipay.trade.page.pay"})

    assert (shown.status_code, shown.headers["content-type"], shown.headers["retry-after"]) == (200, "text/html;charset=utf-8", "1")
    assert "isp.unknow-error" in shown.text


async def test_v3_is_told_by_status_and_signed(closed: Closed):
    closed.fill()
    busy = await closed.developer.call_v3("POST", QUERY_V3, {}, expect=500)
    closed.use_up()
    often = await closed.developer.call_v3("POST", QUERY_V3, {}, expect=429)

    assert [busy["code"], often["code"]] == ["unknow-error", "app-call-limited"]


async def test_who_calls_by_certificate_is_told_the_platforms_number(closed: Closed):
    made, _ = await certified(closed.world, "other@example.org", number=1)
    closed.fill()
    v2 = (await made.send(made.signed(QUERY, {}))).json()
    v3 = await made.client.post(QUERY_V3, headers={"authorization": f"ALIPAY-SHA256withRSA {cert(made)},sign=x"})

    assert v2["alipay_cert_sn"] == v3.headers["alipay-sn"]


def cert(made: Developer) -> str:
    return f"app_id={made.app_id},app_cert_sn={made.extra['app_cert_sn']},nonce=1,timestamp=2"


async def test_a_body_that_is_too_large_is_a_wrong_parameter(closed: Closed):
    made, large = closed.developer, b"a=" + b"x" * BODY_B
    form = {"content-type": "application/x-www-form-urlencoded"}
    v2 = made.verified(await made.client.post("/gateway.do", params={"method": QUERY}, content=large, headers=form), QUERY)
    v3 = await made.client.post(QUERY_V3, content=large)

    assert (v2["code"], v2["sub_code"]) == ("40002", "isv.invalid-parameter")
    assert (v3.status_code, v3.json()["code"]) == (400, "invalid-parameter")
    assert v3.headers["alipay-signature"]


async def test_everybody_else_is_told_by_problems_as_before(closed: Closed):
    closed.fill()

    answer = await closed.developer.client.get("/api/categories")

    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")


async def test_without_keys_to_sign_with_the_refusal_is_a_problem(closed: Closed, monkeypatch: pytest.MonkeyPatch):
    async def away(*_: object) -> None:
        raise ConnectionError

    closed.fill()
    monkeypatch.setattr(closed.world.app.state.platform, "sign", away)
    answer = await closed.developer.client.get("/gateway.do", params={"method": QUERY})

    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
