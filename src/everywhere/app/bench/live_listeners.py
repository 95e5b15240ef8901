"""The listeners of `everywhere bench live`, in a process of their own: raw sockets, so that they cost little beside the server.

Reads one `Plan` as a line of JSON from standard input, says `ready` when all streams are open, and answers each line
`measure SECONDS` with a `Heard`, until the input ends.
"""

import asyncio
import re
import sys
import time
from typing import Any

import msgspec
import uvloop

_SENT_AT = re.compile(rb'"sent_at":([0-9.]+)')
_OPENING_AT_ONCE = 50
_OPEN_WITHIN_S = 120


class Plan(msgspec.Struct, frozen=True):
    """Where to listen: a request for each stream, and the text that says that it is open."""

    port: int
    requests: list[str]
    opened_by: str


class Heard(msgspec.Struct, frozen=True):
    """What came in while it was measured: how many messages, how late they were (milliseconds), and how many streams broke."""

    messages: int
    p50_ms: float
    p99_ms: float
    lost: int


class Listener(asyncio.Protocol):
    """One stream; counts the lateness of every message in `late`."""

    late: list[float] = []  # noqa: RUF012 - shared on purpose: one list for all streams
    lost = 0

    def __init__(self, request: bytes, opened_by: bytes) -> None:
        self._request = request
        self._opened_by = opened_by
        self._rest = b""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Send the request."""
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Note when what came was sent."""
        now = time.time()
        data = self._rest + data
        if not self.opened.done() and self._opened_by in data:
            self.opened.set_result(None)
        end = data.rfind(b"\n") + 1
        Listener.late.extend(now - float(sent_at) for sent_at in _SENT_AT.findall(data[:end]))
        self._rest = data[end:]

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it."""
        Listener.lost += 1
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError(f"closed before it was open: {self._rest[:200]!r}"))


async def listen(plan: Plan) -> None:
    """Open every stream, then measure as often as asked."""
    loop = asyncio.get_running_loop()
    turn = asyncio.Semaphore(_OPENING_AT_ONCE)

    async def opened(request: str) -> None:
        async with turn:
            _, listener = await loop.create_connection(
                lambda: Listener(request.encode(), plan.opened_by.encode()), "127.0.0.1", plan.port
            )
            async with asyncio.timeout(_OPEN_WITHIN_S):
                await listener.opened

    await asyncio.gather(*(opened(request) for request in plan.requests))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        Listener.late.clear()
        await asyncio.sleep(float(line.split()[1]))
        sys.stdout.write(msgspec.json.encode(heard_of(sorted(Listener.late), lost=Listener.lost)).decode() + "\n")
        sys.stdout.flush()


def heard_of(late: list[float], *, lost: int = 0) -> Heard:
    """What sorted latenesses, in seconds, say."""
    if not late:
        return Heard(0, 0.0, 0.0, lost)
    return Heard(len(late), late[len(late) // 2] * 1000, late[int(len(late) * 0.99)] * 1000, lost)


if __name__ == "__main__":
    uvloop.run(listen(msgspec.json.decode(sys.stdin.readline(), type=Plan)))
