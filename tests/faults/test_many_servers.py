"""Four servers and two workers behind one proxy on one database behave as one."""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from everywhere.app import doctor
from everywhere.kernel.database import connect
from support import fleet as fleets
from support.fleet import Fleet
from support.server import PROGRAM, Someone
from support.streams import listening

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(fleets.NGINX is None, reason="needs nginx (apt-get install nginx-light)"),
]
RELAY_LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7336002 AND granted"
DONE_TWICE = "SELECT count(*) FROM (SELECT job_id FROM pgqueuer_log WHERE status = 'successful' GROUP BY 1 HAVING count(*) > 1) t"
NEED = {
    "category": "errands",
    "title": "Fetch a parcel",
    "at": {"lat": 31.2304, "lon": 121.4737},
    "when": {"now": True},
    "minutes": 30,
}


@pytest.fixture
async def fleet(database_url: str, tmp_path: Path) -> AsyncIterator[Fleet]:
    with fleets.running(tmp_path / "fleet", database_url, servers=4, workers=2) as running:
        yield running


def at(server_url: str, someone: Someone) -> httpx.Client:
    """The same person's client, at one of the servers."""
    return httpx.Client(base_url=server_url, headers={"Authorization": f"Bearer {someone.token}"}, timeout=20)


async def test_four_servers_and_two_workers_behave_as_one(fleet: Fleet, database_url: str):
    urls = [server.url for server in fleet.servers]
    an, li = [await asyncio.to_thread(Someone, fleet.url, f"+861390000000{number}") for number in (1, 2)]
    need = await asyncio.to_thread(an.post, "/api/needs", NEED)

    await streams_resume_at_another_server(fleet, urls, an, li, need["id"])
    await payments_of_all_servers_add_up(urls, an, li)
    await tries_are_counted_together(urls, database_url)
    sessions_end_everywhere_at_once(urls, li)
    await addresses_are_those_of_the_clients(fleet, database_url)
    await asyncio.to_thread(a_city_lives_on_them, fleet, database_url)
    await what_dies_is_passed_over(fleet, database_url, an, need["id"])
    await nothing_was_done_twice(database_url)


async def streams_resume_at_another_server(fleet: Fleet, urls: list[str], an: Someone, li: Someone, need_id: str) -> None:
    path, texts = f"/api/needs/{need_id}/messages", [f"Message {number}" for number in range(12)]

    async def say(some: list[str]) -> None:
        for number, text in enumerate(some):
            with at(urls[number % 4], li) as client:
                (await asyncio.to_thread(client.post, path, json={"text": text})).raise_for_status()

    heard: list[str] = []
    async with listening(urls[1], an.token) as ear:
        await ear.until("ready")
        await say(texts[:4])
        heard += [said(event) for _ in range(4) for event in (await ear.until("message"))[-1:]]
        last_id = ear.last_id
    await say(texts[4:8])
    async with listening(fleet.url, an.token, last_id=last_id) as ear:
        heard += [said(event) for _ in range(4) for event in (await ear.until("message"))[-1:]]
        await say(texts[8:])
        heard += [said(event) for _ in range(4) for event in (await ear.until("message"))[-1:]]
    assert heard == texts


def said(event: Any) -> str:
    return event.data["facts"]["text"]


async def payments_of_all_servers_add_up(urls: list[str], an: Someone, li: Someone) -> None:
    async def top_up(number: int) -> None:
        async with httpx.AsyncClient(base_url=urls[number % 4], timeout=20) as client:
            headers = {"Authorization": f"Bearer {an.token}", "Idempotency-Key": f"top-up-{number // 2}"}
            body = {"amount": {"minor": 100, "currency": "CNY"}}
            (await client.post("/api/wallet/top-ups", json=body, headers=headers)).raise_for_status()

    # Every key comes twice, at two servers at once: 40 top-ups of one yuan.
    await asyncio.gather(*(top_up(number) for number in range(80)))
    balances = []
    for url in urls:
        with at(url, an) as client:
            balances.append(client.get("/api/wallet").json()["balances"][0]["available"]["minor"])
    assert balances == [4000] * 4


def ask_for_code(url: str, who: dict[str, str], headers: dict[str, str] | None = None) -> None:
    httpx.post(f"{url}/api/sign-in/code", json=who, headers=headers).raise_for_status()


async def tries_are_counted_together(urls: list[str], database_url: str) -> None:
    who = {"phone": "+8613900000009"}
    ask_for_code(urls[0], who)
    statuses = [try_code(urls[number % 4], {**who, "code": "111111"}) for number in range(6)]
    assert statuses == [401] * 6
    connection = await asyncpg.connect(database_url)
    assert await connection.fetchval("SELECT used FROM rate WHERE key = 'sign_in_tries:phone:+8613900000009'") == 6
    await connection.close()


def try_code(url: str, said: dict[str, str]) -> int:
    return httpx.post(f"{url}/api/sign-in", json=said).status_code


def sessions_end_everywhere_at_once(urls: list[str], li: Someone) -> None:
    before = [at(url, li).get("/api/me").status_code for url in urls]
    at(urls[0], li).delete("/api/session").raise_for_status()
    after = [at(url, li).get("/api/me").status_code for url in urls]
    assert (before, after) == ([200] * 4, [401] * 4)


async def addresses_are_those_of_the_clients(fleet: Fleet, database_url: str) -> None:
    who, claimed = {"phone": "+8613900000008"}, {"X-Forwarded-For": "203.0.113.7"}
    ask_for_code(fleet.url, who, claimed)
    connection = await asyncpg.connect(database_url)
    counted = "SELECT count(*) FROM rate WHERE key = 'sign_in_codes_address:203.0.113.7'"
    assert await connection.fetchval(counted) == 0, "what a client says of itself is worth nothing"
    ask_for_code(fleet.servers[0].url, who, claimed)
    assert await connection.fetchval(counted) == 1, "what the proxy says is believed"
    await connection.close()


def a_city_lives_on_them(fleet: Fleet, database_url: str) -> None:
    """Twelve simulated minutes of thirty people with phones; the simulator ends with 1 when an invariant broke or an answer was unexpected."""
    story = ["--people=30", "--hours=0.2", "--speed=60", "--seed=5"]
    played = subprocess.run(
        [PROGRAM, "simulate", *story, f"--url={fleet.url}", f"--database-url={database_url}"],
        env=fleet.servers[0].environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=180,
    )
    assert played.returncode == 0, played.stdout + played.stderr


async def what_dies_is_passed_over(fleet: Fleet, database_url: str, an: Someone, need_id: str) -> None:
    connection = await asyncpg.connect(database_url)
    assert await connection.fetchval(RELAY_LOCKS) == 1, "one worker relays"
    fleet.servers[3].kill()
    for worker in fleet.workers[:1]:
        os.kill(worker.pid, signal.SIGKILL)
    with at(fleet.url, an) as client:
        assert {client.get(f"/api/needs/{need_id}").status_code for _ in range(20)} == {200}
        async with listening(fleet.url, an.token) as ear:
            await ear.until("ready")
            (await asyncio.to_thread(client.delete, f"/api/needs/{need_id}")).raise_for_status()
            async with asyncio.timeout(20):
                while await connection.fetchval("SELECT count(*) FROM outbox"):
                    await asyncio.sleep(0.1)
    assert await connection.fetchval(RELAY_LOCKS) == 1, "the other worker took over"
    await connection.close()


async def nothing_was_done_twice(database_url: str) -> None:
    db = await connect(database_url, pool_max=2)
    assert await db.pool.fetchval(DONE_TWICE) == 0
    assert [line async for line in doctor.examine(db) if line.faults] == []
    await db.close()
