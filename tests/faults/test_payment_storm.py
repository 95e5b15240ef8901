"""A payment storm by the Open API in which server and database are killed again and again, and clients repeat until they know.

`EVERYWHERE_STORM_S=120 pytest tests/faults/test_payment_storm.py` is the long one.
"""

import asyncio
import itertools
import json
import os
import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import asyncpg
import httpx
import pytest

from everywhere.app import wiring
from everywhere.kernel import embedded
from everywhere.kernel.database import ReadTx
from everywhere.pay.openapi.wire.signing import rules as signing
from support.emulator import Shop
from support.openapi import key_pair, public_of
from support.server import Server, Someone

pytestmark = pytest.mark.once
LASTS_S = float(os.environ.get("EVERYWHERE_STORM_S", "5"))
BETWEEN_KILLS_S = 1.5
PAYERS = 6
PATIENCE_S = 120
AWAY = (httpx.TransportError, httpx.TimeoutException)
TRADE = "alipay.trade."
WAITS_FOR_NOTIFICATION = "SELECT count(*) FROM open_notification WHERE taken_at IS NULL"
TOLD_OF = "SELECT fields ->> 'out_trade_no' FROM open_notification"
STAGES = "SELECT out_trade_no, stage FROM trade"


class Till:
    """A shop's program: it calls until it knows, with the same words each time."""

    def __init__(self, url: str, app: dict[str, Any], notify_url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=10)
        self.app = app
        self.notify_url = notify_url
        self.repeats = 0

    def call(self, method: str, content: dict[str, Any], **params: str) -> dict[str, Any]:
        """The answer to a call, once it is one that decides."""
        said = {
            "app_id": self.app["app_id"],
            "biz_content": json.dumps(content),
            "charset": "utf-8",
            "method": TRADE + method,
            "sign_type": "RSA2",
            "timestamp": "2026-01-01 00:00:00",
            "version": "1.0",
            **params,
        }
        string = "&".join(f"{name}={value}" for name, value in sorted(said.items()))
        body = urlencode({**said, "sign": signing.signed(key_pair(5), string.encode(), "RSA2")})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            try:
                answer = self.client.post("/gateway.do", content=body, headers=headers)
            except AWAY:
                answer = None
            if answer is not None and answer.status_code == 200:
                node = answer.json()[f"alipay_trade_{method.replace('.', '_')}_response"]
                if node["code"] != "20000":
                    return node
            self.repeats += 1
            time.sleep(0.1)
        raise AssertionError(f"nobody answered {method}")

    def sell(self, number: str, payer: Someone) -> str:
        """One order from its beginning to what the shop knows of it in the end: paid, or given back."""
        order = {"out_trade_no": number, "total_amount": "1.00", "subject": "storm", "scene": "bar_code"}
        paid = self.call("pay", {**order, "auth_code": code_of(payer)}, notify_url=self.notify_url)
        # Whoever repeats what was paid, and lost the answer, is told that it is; whose code ended meanwhile pays the same order by another.
        while paid["code"] != "10000" and paid["sub_code"] != "ACQ.TRADE_HAS_SUCCESS":
            assert paid["sub_code"] == "ACQ.PAYMENT_AUTH_CODE_INVALID", paid
            paid = self.call("pay", {**order, "auth_code": code_of(payer)}, notify_url=self.notify_url)
        if int(number.rpartition("-")[2]) % 3 == 0:
            refund = {"out_trade_no": number, "refund_amount": "1.00", "out_request_no": "all"}
            assert self.call("refund", refund)["refund_fee"] == "1.00"
            return "TRADE_CLOSED"
        return "TRADE_SUCCESS"


def code_of(payer: Someone) -> str:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        try:
            answer = payer.client.get("/api/me/pay/code", headers={"Authorization": f"Bearer {payer.token}"})
        except AWAY:
            answer = None
        if answer is not None and answer.is_success:
            return str(answer.json()["code"])
        time.sleep(0.1)
    raise AssertionError("nobody showed a code")


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    yield made
    made.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    said = {"emulator": "1", "pay_guard": "0", "notification_speed": "1000", "requests_per_minute": "1000000"}
    made = Server(tmp_path, data=str(tmp_path / "data"), **said)
    made.start(within_s=PATIENCE_S)
    yield made
    made.stop()
    embedded.stop(tmp_path / "data" / "postgres")


def kill_database(server: Server) -> None:
    pid_file = Path(server.environment["EVERYWHERE_DATA"]) / "postgres" / "postmaster.pid"
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)


def kill_and_start(server: Server) -> None:
    server.kill()
    server.start(within_s=PATIENCE_S)


def test_in_a_storm_with_kills_each_trade_ends_in_one_state_and_is_told_under_one_id(server: Server, shop: Shop):
    seller = Someone(server.url, "+8613800000001")
    app = seller.post("/api/me/apps", {"name": "Storm"})
    seller.put(f"/api/me/apps/{app['app_id']}/key", {"public_key": public_of(key_pair(5))})
    payers = [Someone(server.url, f"+861390000{number:04d}") for number in range(PAYERS)]
    for payer in payers:
        payer.post("/api/wallet/top-ups", {"amount": {"minor": 100_000, "currency": "CNY"}})
    tills = [Till(server.url, app, shop.url) for _ in payers]
    is_over, ended = threading.Event(), {}

    def play(at: int) -> None:
        for number in itertools.count():
            if is_over.is_set():
                return
            ended[f"{at}-{number}"] = tills[at].sell(f"{at}-{number}", payers[at])

    with ThreadPoolExecutor(PAYERS) as threads:
        playing = [threads.submit(play, at) for at in range(PAYERS)]
        ends = time.monotonic() + LASTS_S
        while True:
            for kill in (kill_and_start, kill_database):
                time.sleep(BETWEEN_KILLS_S)
                kill(server)
            if time.monotonic() >= ends:
                break
        is_over.set()
        for each in playing:
            each.result()
    server.wait_until_healthy(within_s=PATIENCE_S)

    known = {number: tills[0].call("query", {"out_trade_no": number})["trade_status"] for number in ended}
    url = embedded.start(Path(server.environment["EVERYWHERE_DATA"]) / "postgres")
    stages, told_of, faults = asyncio.run(settled(url))
    heard = heard_by(shop)

    assert known == ended
    assert sum(till.repeats for till in tills) > 0, "nobody met a kill"
    assert stages == {number: "closed" if status == "TRADE_CLOSED" else "paid" for number, status in ended.items()}
    assert faults == []
    left = [payer.get("/api/wallet")["balances"][0]["available"]["minor"] for payer in payers]
    paid = Counter(number.partition("-")[0] for number, status in ended.items() if status == "TRADE_SUCCESS")
    assert left == [100_000 - 100 * paid[str(at)] for at in range(PAYERS)]
    # Each happening has one id: the payment, and where it was given back that too.
    assert told_of == {number: 1 + (status == "TRADE_CLOSED") for number, status in ended.items()}
    assert {number: len(ids) for number, ids in heard.items()} == told_of


def heard_by(shop: Shop) -> dict[str, set[str]]:
    """By order: the ids of what the shop's server was told."""
    heard: dict[str, set[str]] = defaultdict(set)
    while not shop.told.empty():
        said = shop.told.get()
        heard[said["out_trade_no"]].add(said["notify_id"])
    return dict(heard)


async def settled(url: str) -> tuple[dict[str, str], Counter[str], list[str]]:
    """Once every notification was taken: each trade's stage, how many happenings each was told of, and what no doctor would bear."""
    connection = await asyncpg.connect(url)
    try:
        ends = time.monotonic() + PATIENCE_S
        while await connection.fetchval("SELECT count(*) FROM outbox") or await connection.fetchval(WAITS_FOR_NOTIFICATION):
            assert time.monotonic() < ends, "a notification never arrived"
            await asyncio.sleep(0.1)
        faults = [fault for _, look in wiring.INVARIANTS for fault in await look(ReadTx(connection))]
        told_of = Counter([row[0] for row in await connection.fetch(TOLD_OF)])
        return dict(await connection.fetch(STAGES)), told_of, faults
    finally:
        await connection.close()
