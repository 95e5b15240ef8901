"""Power cuts: whatever is killed, the next start is clean and nothing that was answered is lost."""

import os
import signal
from pathlib import Path

import httpx
import pytest

from everywhere.kernel import embedded
from support.server import Server

pytestmark = pytest.mark.once


@pytest.fixture
def server(tmp_path: Path):
    made = Server(tmp_path, data=str(tmp_path / "data"))
    yield made
    if made.process is not None:
        made.kill()
    embedded.stop(tmp_path / "data" / "postgres")


def postmaster_pid(server: Server) -> int:
    return int((Path(server.environment["EVERYWHERE_DATA"]) / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def signed_in(server: Server) -> str:
    who = {"email": "power.cut@example.org"}
    httpx.post(f"{server.url}/api/sign-in/code", json=who).raise_for_status()
    return httpx.post(f"{server.url}/api/sign-in", json={**who, "code": "000000"}).json()["token"]


def balance(server: Server, token: str) -> object:
    return httpx.get(f"{server.url}/api/wallet", headers={"Authorization": f"Bearer {token}"}).json()


def test_server_and_database_killed_start_again_with_what_was_answered(server: Server):
    server.start()
    token = signed_in(server)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "before-the-cut"}
    body = {"amount": {"minor": 12_300, "currency": "CNY"}}
    httpx.post(f"{server.url}/api/wallet/top-ups", json=body, headers=headers).raise_for_status()
    before = balance(server, token)

    os.kill(postmaster_pid(server), signal.SIGKILL)
    server.kill()
    server.start()
    again = httpx.post(f"{server.url}/api/wallet/top-ups", json=body, headers=headers)

    assert again.is_success
    assert balance(server, token) == before


def test_a_killed_database_comes_back_under_a_living_server_and_ends_with_it(server: Server, tmp_path: Path):
    server.start()
    token = signed_in(server)
    before = balance(server, token)

    os.kill(postmaster_pid(server), signal.SIGKILL)
    assert httpx.get(f"{server.url}/api/health", timeout=20).status_code == 503
    server.wait_until_healthy()

    assert balance(server, token) == before
    assert embedded.is_running(tmp_path / "data" / "postgres")

    server.stop()

    assert not embedded.is_running(tmp_path / "data" / "postgres")
