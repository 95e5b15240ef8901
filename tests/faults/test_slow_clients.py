"""Clients that say nothing, read nothing or vanish: they are let go, and nobody else notices them."""

import asyncio
import contextlib
import ctypes
import socket
import struct
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import psutil
import pytest

from everywhere.app import doctor
from everywhere.app import serving as app_serving
from everywhere.kernel import hub as hubs
from everywhere.kernel.http import connection
from everywhere.notify import actions as notify
from everywhere.notify.types import person_topic
from support.streams import listening, serving
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

SO_ATTACH_FILTER = 26
GONE_WITHIN_S = 20
CLIENTS = 300
POST = b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SAID_WITHIN_S", 0.5)
    monkeypatch.setattr(connection, "TAKEN_WITHIN_S", 0.5)
    monkeypatch.setattr(app_serving, "TICKS_OF_A_LOOK", 1)


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with serving(world.app, acknowledged_within_s=1) as at:
        yield at


@pytest.fixture
async def mei(world: World) -> Phone:
    return await sign_in(world, "mei@example.org")


@contextlib.asynccontextmanager
async def opened(address: str, said: bytes) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    url = httpx.URL(address)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(said)
    try:
        yield reader, writer
    finally:
        writer.close()


async def gone(world: World) -> bool:
    """Whether the server lets go of its streams, in time."""
    async with asyncio.timeout(GONE_WITHIN_S):
        while world.app.state.hub._streams:
            await asyncio.sleep(0.05)
    return True


@pytest.mark.parametrize("said", [b"", b"GET /api/hea", b"GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: 1\r\n", POST])
async def test_who_does_not_finish_a_request_is_told_so_and_let_go(address: str, said: bytes):
    async with opened(address, said) as (reader, _), asyncio.timeout(GONE_WITHIN_S):
        answer = await reader.read()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"too_slow"' in answer


async def test_a_byte_now_and_then_does_not_keep_a_request_alive(address: str):
    async with opened(address, POST) as (reader, writer), asyncio.timeout(GONE_WITHIN_S):
        reading = asyncio.create_task(reader.read())
        while not reading.done():
            with contextlib.suppress(ConnectionError):
                writer.write(b" ")
                await writer.drain()
            await asyncio.sleep(0.1)
        (answer,) = await asyncio.gather(reading, return_exceptions=True)

    # A byte that crosses the answer makes the system reset the connection, and then the answer may be lost.
    assert isinstance(answer, ConnectionError) or answer.startswith(b"HTTP/1.1 408 ")


async def test_hundreds_of_half_said_requests_keep_nobody_from_being_answered(world: World, address: str):
    room = world.app.asgi_handler.room
    async with contextlib.AsyncExitStack() as many, httpx.AsyncClient(base_url=address, trust_env=False) as client:
        for _ in range(CLIENTS):
            await many.enter_async_context(opened(address, POST))

        answers = [await client.get("/api/cities") for _ in range(5)]
        posted = await client.post("/api/sign-in/code", json={"email": "li@example.org"})

    assert [answer.status_code for answer in answers] == [200] * 5
    assert posted.is_success
    assert room.most < CLIENTS, "otherwise this shows nothing"
    assert room.inside == 0


async def test_who_never_reads_their_stream_is_let_go_and_keeps_no_memory(world: World, address: str, mei: Phone):
    said = f"GET /api/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {mei.token}\r\n\r\n".encode()
    process = psutil.Process()
    async with opened(address, said) as (reader, _), listening(address, mei.token) as other:
        await reader.readuntil(b"ready")
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        await other.until("ready")
        before_b = process.memory_info().rss
        text = "x" * 20_000
        for number in range(40):
            async with world.db.write() as tx:
                for _ in range(20):
                    body = {"n": number, "text": text}
                    await notify.show(tx, person_topic(UUID(mei.person_id)), "number", body, now=world.clock())
            await world.app.state.hub.catch_up()
            await other.take(20)

        async with asyncio.timeout(GONE_WITHIN_S):
            while len(world.app.state.hub._streams) > 1:
                await asyncio.sleep(0.05)
        grown_b = process.memory_info().rss - before_b

    assert grown_b < 16_000_000, "it was sent as much"


async def test_a_stream_whose_listener_vanished_without_a_word_is_found(world: World, address: str, mei: Phone):
    url = httpx.URL(address)
    said = f"GET /api/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {mei.token}\r\n\r\n".encode()
    with socket.create_connection((url.host, url.port)) as vanishing:
        vanishing.sendall(said)
        async with asyncio.timeout(GONE_WITHIN_S):
            while not world.app.state.hub._streams:
                await asyncio.sleep(0.05)
        unplug(vanishing)
        for _ in range(hubs.BEAT_TURNS):
            await world.app.state.hub.beat()

        assert await gone(world)


def unplug(plugged: socket.socket) -> None:
    """Let nothing reach it any more: a socket filter (classic BPF: return 0) drops every packet before TCP sees it."""
    drop = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
    plugged.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(drop)))


def test_doctor_says_when_the_system_allows_too_few_open_files(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection, "files_max", lambda: 1000)
    said = doctor.open_files()

    monkeypatch.setattr(connection, "files_max", lambda: 100_000)

    assert (len(said), doctor.open_files()) == (1, [])
