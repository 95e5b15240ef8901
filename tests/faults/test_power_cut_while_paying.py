"""The database dies while money moves: whoever asks again with the same key is paid once."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from everywhere.kernel import embedded
from support.server import Server, Someone

pytestmark = pytest.mark.once
TIMES = 40
MINOR = 700
PATIENCE_TRIES = 60
PAYERS = 8


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path, data=str(tmp_path / "data"), pay_guard="0")  # one payer pays more often than the rules let anybody
    made.start()
    yield made
    made.stop()
    embedded.stop(tmp_path / "data" / "postgres")


def kill_database(server: Server) -> None:
    folder = Path(server.environment["EVERYWHERE_DATA"]) / "postgres"
    os.kill(int((folder / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)


def test_each_payment_is_made_once_however_often_it_was_asked_for(server: Server):
    payer = Someone(server.url, "+8613800000001")
    payee = Someone(server.url, "+8613800000002")
    payer.post("/api/wallet/top-ups", {"amount": {"minor": TIMES * MINOR, "currency": "CNY"}})
    body = {"to": payee.id, "amount": {"minor": MINOR, "currency": "CNY"}, "note": ""}
    seen: list[int] = []

    def pay(number: int) -> None:
        headers = {"Authorization": f"Bearer {payer.token}", "Idempotency-Key": f"pay-{number}"}
        for _ in range(PATIENCE_TRIES):
            status = payer.client.post("/api/wallet/payments", json=body, headers=headers).status_code
            seen.append(status)
            if status == httpx.codes.CREATED:
                return
            time.sleep(0.2)
        raise AssertionError(f"payment {number} was never made: {seen[-5:]}")

    with ThreadPoolExecutor(8) as threads:
        paying = [threads.submit(pay, number) for number in range(TIMES)]
        paying[TIMES // 4].result()
        kill_database(server)
        for each in paying:
            each.result()

    assert set(seen) <= {201, 503}
    assert seen.count(201) == TIMES
    assert payer.get("/api/wallet")["balances"][0]["available"]["minor"] == 0
    assert payee.get("/api/wallet")["balances"][0]["available"]["minor"] == TIMES * MINOR


def test_each_trade_is_paid_once_however_often_it_was_asked_for(server: Server):
    seller = Someone(server.url, "+8613800000001")
    headers = {"Authorization": f"Bearer {seller.token}"}
    seller.client.put("/api/me/pay/merchant", json={"name": "Tea house"}, headers=headers).raise_for_status()
    code = seller.post("/api/me/pay/shop-codes", {"label": "Counter"})["code"]
    payers = [Someone(server.url, f"+861390000{number:04d}") for number in range(PAYERS)]
    each_pays = TIMES // PAYERS
    for payer in payers:
        payer.post("/api/wallet/top-ups", {"amount": {"minor": each_pays * MINOR, "currency": "CNY"}})
    seen: list[int] = []
    trades: set[str] = set()

    def pay(number: int) -> None:
        payer = payers[number % PAYERS]
        headers = {"Authorization": f"Bearer {payer.token}", "Idempotency-Key": f"pay-{number}"}
        for _ in range(PATIENCE_TRIES):
            body = {"amount": {"minor": MINOR, "currency": "CNY"}}
            answer = payer.client.post(f"/api/me/pay/codes/{code}/pay", json=body, headers=headers)
            seen.append(answer.status_code)
            if answer.status_code == httpx.codes.OK:
                trades.add(answer.json()["trade_no"])
                return
            time.sleep(0.2)
        raise AssertionError(f"trade {number} was never paid: {seen[-5:]}")

    with ThreadPoolExecutor(PAYERS) as threads:
        paying = [threads.submit(pay, number) for number in range(TIMES)]
        paying[TIMES // 4].result()
        kill_database(server)
        for each in paying:
            each.result()

    assert set(seen) <= {200, 503}
    assert len(trades) == TIMES
    assert [payer.get("/api/wallet")["balances"][0]["available"]["minor"] for payer in payers] == [0] * PAYERS
    assert seller.get("/api/me/pay/merchant")["takings"]["minor"] == TIMES * MINOR
