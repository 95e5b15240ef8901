"""What others offer for telling processes: PostgreSQL's NOTIFY alone, and Redis pub/sub. Both keep nothing, and both end at one listener.

Ours in the same run keeps a notice in an inbox and a row to resume from, and writes each message to a stream of its own.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import asyncpg

from everywhere.app.bench import nearby_peers
from everywhere.app.bench.live_listeners import Heard, heard_of
from everywhere.app.bench.nearby_resp import written

BATCH = 200
TICK_S = 0.05
_CHANNEL = "bench"
_ALL_HEARD_WITHIN_S = 30

Send = Callable[[Sequence[str]], Awaitable[None]]
"""Sends messages in one batch."""


async def both(url: str, *, a_second: int, seconds: float, burst: int) -> dict[str, tuple[Heard, float]]:
    """By name: how late messages were at so many a second, and how many a second it took when all came at once."""
    found = {}
    for name, open_ in (("NOTIFY alone", lambda heard: _notify(url, heard)), ("Redis pub/sub", _redis)):
        heard: list[float] = []
        async with open_(heard) as send:
            paced = await _paced(send, heard, a_second, seconds)
            heard.clear()
            began = time.perf_counter()
            for _ in range(burst // BATCH):
                await send([repr(time.time())] * BATCH)
            await _until(heard, burst)
            found[name] = (paced, burst / (time.perf_counter() - began))
    return found


async def _paced(send: Send, heard: list[float], a_second: int, seconds: float) -> Heard:
    began, sent = time.monotonic(), 0
    while (passed_s := time.monotonic() - began) < seconds:
        upto = int(passed_s * a_second)
        if upto > sent:
            await send([repr(time.time())] * (upto - sent))
        sent = upto
        await asyncio.sleep(TICK_S)
    await _until(heard, sent)
    return heard_of(sorted(heard))


async def _until(heard: list[float], count: int) -> None:
    async with asyncio.timeout(_ALL_HEARD_WITHIN_S):
        while len(heard) < count:
            await asyncio.sleep(0.001)


@contextlib.asynccontextmanager
async def _notify(url: str, heard: list[float]) -> AsyncIterator[Send]:
    listener, sender = await asyncpg.connect(url), await asyncpg.connect(url)
    try:
        await listener.add_listener(_CHANNEL, lambda *said: heard.append(time.time() - float(said[3].partition(" ")[0])))

        async def send(batch: Sequence[str]) -> None:
            # Equal payloads of one transaction would be delivered once.
            words = [f"{text} {number}" for number, text in enumerate(batch)]
            await sender.execute("SELECT pg_notify($1, word) FROM unnest($2::text[]) AS word", _CHANNEL, words)

        yield send
    finally:
        await listener.close(timeout=5)
        await sender.close(timeout=5)


@contextlib.asynccontextmanager
async def _redis(heard: list[float]) -> AsyncIterator[Send]:
    async with nearby_peers.redis() as path:
        said, to_listener = await asyncio.open_unix_connection(path)
        answers, to_sender = await asyncio.open_unix_connection(path)
        to_listener.write(written(["SUBSCRIBE", _CHANNEL]))
        await said.readuntil(b":1\r\n")
        listening = asyncio.create_task(_hear(said, heard))

        async def send(batch: Sequence[str]) -> None:
            to_sender.write(b"".join(written(["PUBLISH", _CHANNEL, text]) for text in batch))
            await answers.readexactly(len(b":1\r\n") * len(batch))

        yield send
        listening.cancel()
        to_listener.close()
        to_sender.close()


async def _hear(said: asyncio.StreamReader, heard: list[float]) -> None:
    while True:  # *3, message, channel, text: seven lines
        for _ in range(6):
            await said.readline()
        heard.append(time.time() - float(await said.readline()))
