"""The proxy of chaos does to connections what it says."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from everywhere.app.simulator.faults.proxy import Proxy

pytestmark = pytest.mark.once
HEARD: list[bytes] = []


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while line := await reader.readline():
            HEARD.append(line)
            writer.write(b"heard " + line)
            await writer.drain()
    writer.close()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    HEARD.clear()
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    made = Proxy([server.sockets[0].getsockname()[1]])
    async with made.running():
        yield made
    server.close()


async def say(proxy: Proxy, line: bytes, *, within_s: float = 5.0) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        writer.write(line)
        return await asyncio.wait_for(reader.readline(), within_s)
    finally:
        writer.close()


async def test_it_carries_what_both_say(proxy: Proxy):
    assert await say(proxy, b"hello\n") == b"heard hello\n"
    assert proxy.carried_count == 1


async def test_an_answer_that_is_swallowed_was_heard_and_ends_in_silence(proxy: Proxy):
    proxy.swallows = True

    assert await say(proxy, b"pay\n") == b""
    assert HEARD == [b"pay\n"]
    proxy.heal()
    assert await say(proxy, b"pay\n") == b"heard pay\n"


async def test_what_is_held_reaches_nobody_and_is_lost_when_it_heals(proxy: Proxy):
    proxy.holds = True
    with pytest.raises(TimeoutError):
        await say(proxy, b"wait\n", within_s=0.1)

    proxy.heal()
    assert HEARD == []
    assert await say(proxy, b"again\n") == b"heard again\n"


async def test_dropped_connections_are_reset(proxy: Proxy):
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(b"one\n")
    assert await reader.readline() == b"heard one\n"

    assert proxy.drop() == 2
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.readline(), 5)


async def test_without_a_server_a_connection_is_reset(proxy: Proxy):
    proxy.upstream_ports = [9]
    with pytest.raises(ConnectionResetError):
        await say(proxy, b"anybody\n")
