"""The public SDKs, as their registries have them, call every method of a running server and verify what it says."""

import asyncio
import base64
import contextlib
import itertools
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives import serialization

from everywhere.pay.openapi.wire.certificates import rules as certificates
from openapi import stories
from support.openapi import key_pair, public_of, request_of
from support.postgres import copied
from support.sdks import COLUMNS, MATRIX, Client, Column, NotInstalled, Teller, grid
from support.server import Server, Someone, free_port

# The official Python SDK knows no other port than 80: it gets a loopback address of its own where that may be bound.
OWN = ("127.0.0.5", 80)
SHORT_COLUMNS = [column for column in COLUMNS if column.client != "alipay-sdk-python"]

pytestmark = [pytest.mark.once, pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.5", "::1"])]


def is_free(address: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(address)
            return True
    return False


@pytest.fixture
def server(postgres_url: str, worker_id: str, tmp_path: Path) -> Iterator[tuple[Server, str, str]]:
    """A server on a database of its own; where it may, on the port that every SDK can reach. With its gateway and its database."""
    host, port = OWN if is_free(OWN) else ("127.0.0.1", free_port())
    said = {"data": str(tmp_path), "pay_guard": "0", "emulator": "1"}
    with asyncio.Runner() as runner:
        database = copied(postgres_url, f"template_{worker_id}", f"sdks_{worker_id}_{os.getpid()}")
        url = runner.run(database.__aenter__())
        made = Server(tmp_path, host=host, port=port, database_url=url, **said)
        made.environment["EVERYWHERE_PUBLIC_URL"] = made.url
        try:
            made.start()
            yield made, f"{made.url}/gateway.do", url
        finally:
            made.stop()
            runner.run(database.__aexit__(None, None, None))


def bare(key: Any) -> str:
    """A private key as the SDKs are configured with it: PKCS #1, without its PEM lines."""
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return base64.b64encode(der).decode()


def configured(seller: Someone, gateway: str, *, by_certificate: bool) -> dict[str, Any]:
    """An app of the seller, and what an SDK must be told of it."""
    app = seller.post("/api/me/apps", {"name": "Conformance"})
    key, path = key_pair(7), f"/api/me/apps/{app['app_id']}"
    files = None
    if by_certificate:
        files = seller.put(f"{path}/certificate", {"request": request_of(key)})
    else:
        seller.put(f"{path}/key", {"public_key": public_of(key)})
    return {
        "app_id": app["app_id"],
        "private_key": bare(key),
        "platform_key": app["platform_public_key"],
        "files": files,
        "gateway": gateway,
        "endpoint": gateway.removesuffix("/gateway.do"),
    }


def with_money(url: str) -> Iterator[Someone]:
    """People with money on their balance, one after another."""
    for number in itertools.count():
        payer = Someone(url, f"187{number:08d}")
        payer.post("/api/wallet/top-ups", {"amount": {"minor": 10_000, "currency": "CNY"}})
        yield payer


def make_old(database_url: str, trade_no: str) -> None:
    """Let a trade have been paid two days ago."""

    async def change() -> None:
        connection = await asyncpg.connect(database_url)
        await connection.execute("UPDATE trade SET paid_at = paid_at - interval '2 days' WHERE trade_no = $1", trade_no)
        await connection.close()

    asyncio.run(change())


def played(column: Column, client: Client, scene: stories.Scene, gateway: str) -> Teller:
    """Every chapter; one that breaks off leaves the others their turn."""
    teller = Teller(column, client, gateway)
    for chapter in stories.CHAPTERS:
        with contextlib.suppress(AssertionError):
            chapter(scene, teller)
    return teller


def test_every_sdk_calls_every_method_and_believes_the_answers(server: tuple[Server, str, str], capsys: pytest.CaptureFixture[str]):
    made, gateway, database_url = server
    seller, buyer, partner = (Someone(made.url, f"1880000000{number}") for number in range(3))
    payers = with_money(made.url)
    configs = {name: configured(seller, gateway, by_certificate=name == "certificate") for name in ("key", "certificate")}
    sn = certificates.sn_of(certificates.loaded(configs["certificate"]["files"]["platform_certificate"]))
    buyer.patch("/api/me", {"name": "Lin"})
    numbers = [someone.get("/api/me/pay")["number"] for someone in (buyer, partner)]
    columns = list(COLUMNS) if made.port == 80 else SHORT_COLUMNS
    try:
        clients = {name: Client(name, configs) for name in {column.client for column in columns}}
    except NotInstalled as missing:
        pytest.skip(f"{missing} is not installed; make test installs it")
    tellers = []
    for at, column in enumerate(columns):
        scene = stories.Scene(
            app_id=configs[column.config]["app_id"],
            buyer=buyer,
            buyer_number=numbers[0],
            partner_number=numbers[1],
            logon="18800000001",
            name="Lin",
            platform_sn=sn,
            make_old=lambda trade_no: make_old(database_url, trade_no),
            payers=payers,
            prefix=f"c{at}",
        )
        tellers.append(played(column, clients[column.client], scene, gateway))
    for client in clients.values():
        client.close()

    found = grid(tellers)
    with capsys.disabled():
        print_grid(found, columns)
    if os.environ.get("EVERYWHERE_KEEP_MATRIX") and columns == list(COLUMNS):
        MATRIX.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    wrong = {f"{name} by {teller.column.name}": said for teller in tellers for name, said in teller.done.items() if said}
    assert wrong == {}
    assert {name: cells for name, cells in found.items() if "✗" in cells.values()} == {}, "no chapter calls it"
    kept = json.loads(MATRIX.read_text("utf-8"))
    assert {name: {column.name: cells[column.name] for column in columns} for name, cells in kept.items()} == found


def print_grid(found: dict[str, dict[str, str]], columns: list[Column]) -> None:
    """What each could, a line a method."""
    print()  # noqa: T201 - the matrix is what this suite shows
    for number, column in enumerate(columns, 1):
        print(f"{number}  {column.name}")  # noqa: T201
    print(f"{'':48}{'  '.join(str(number) for number in range(1, len(columns) + 1))}")  # noqa: T201
    for name, cells in found.items():
        print(f"{name:48}{'  '.join(cells[column.name] for column in columns)}")  # noqa: T201
