"""The clients of `everywhere bench overload`, in a process of their own: raw sockets, so that they cost little beside the server.

Reads one `Clients` as a line of JSON from standard input, then a `Load` a line, and answers each with a list of `Second`s.
"""

import asyncio
import re
import sys
import time
from collections import deque
from typing import Any

import msgspec
import uvloop

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_TICK_S = 0.005
_CONNECTS_WITHIN_S = 30
_SETTLES_WITHIN_S = 30


class Clients(msgspec.Struct, frozen=True):
    """Where they send, over how many connections, and what: the requests are sent in turn."""

    port: int
    connections: int
    requests: list[str]


class Load(msgspec.Struct, frozen=True):
    """For so many seconds: so many requests a second whatever comes back, or (0) the next when one was answered, over `at_once` connections."""

    a_second: float
    seconds: float
    at_once: int = 0


class Second(msgspec.Struct):
    """What was sent in one second and how it was answered; milliseconds from when it was due."""

    accepted_ms: list[float] = []
    shed_ms: list[float] = []
    without_retry_after: int = 0
    broken: int = 0
    wrong: int = 0


class Client(asyncio.Protocol):
    """One connection, with one request on its way at most."""

    def __init__(self, crowd: "Crowd") -> None:
        self._crowd = crowd
        self._due: float | None = None
        self._came = b""
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        """Remember it."""
        self._transport = transport

    def send(self, request: bytes, due: float) -> None:
        """Send a request that was due at `due`."""
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Note a whole answer."""
        self._came += data
        head, end, body = self._came.partition(b"\r\n\r\n")
        if not end:
            return
        length = _LENGTH.search(head)
        if length is not None and len(body) >= int(length[1]):
            self._came = b""
            due, self._due = self._due, None
            if due is not None:
                self._crowd.answered(self, due, int(head[9:12]), has_retry_after=b"retry-after:" in head.lower())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Count it where it was waited for; the server may close what is idle."""
        self._crowd.lost(self, self._due)


class Crowd:
    """All clients and their requests."""

    def __init__(self, clients: Clients) -> None:
        self._requests = [request.encode() for request in clients.requests]
        self._sent = 0
        self._idle: deque[Client] = deque()
        self._late: deque[float] = deque()
        self._load = Load(0, 0)
        self._began = 0.0
        self._seconds: list[Second] = []
        self._on_way = 0
        self._port = clients.port
        self._opening: set[asyncio.Task[None]] = set()

    async def connect(self, clients: Clients) -> None:
        """Open every connection."""
        async with asyncio.timeout(_CONNECTS_WITHIN_S):
            for _ in range(clients.connections):
                await self._connect()

    async def run(self, load: Load) -> list[Second]:
        """Send as the load says, and wait for the last answer."""
        self._load, self._began = load, time.perf_counter()
        self._seconds = [Second() for _ in range(int(load.seconds))]
        if load.a_second == 0:
            for _ in range(load.at_once):
                self._send(time.perf_counter())
            await asyncio.sleep(load.seconds)
        else:
            await self._send_evenly()
        ends = time.perf_counter() + _SETTLES_WITHIN_S
        while (self._on_way or self._late) and time.perf_counter() < ends:
            await asyncio.sleep(_TICK_S)
        self._seconds[-1].broken += self._on_way + len(self._late)
        return self._seconds

    async def _send_evenly(self) -> None:
        due = 0
        while (passed_s := time.perf_counter() - self._began) < self._load.seconds:
            for number in range(due, int(passed_s * self._load.a_second)):
                self._send(self._began + number / self._load.a_second)
            due = int(passed_s * self._load.a_second)
            await asyncio.sleep(_TICK_S)

    def _send(self, due: float) -> None:
        if not self._idle:
            self._late.append(due)
            return
        self._on_way += 1
        self._sent += 1
        self._idle.popleft().send(self._requests[self._sent % len(self._requests)], due)

    def answered(self, client: Client, due: float, status: int, *, has_retry_after: bool) -> None:
        """Note an answer, and send on this connection what waits for one."""
        now = time.perf_counter()
        self._on_way -= 1
        self._idle.append(client)
        second = self._second(due)
        if status in (429, 503):
            second.shed_ms.append((now - due) * 1000)
            second.without_retry_after += not has_retry_after
        elif status < 300:
            second.accepted_ms.append((now - due) * 1000)
        else:
            second.wrong += 1
        if self._late:
            self._send(self._late.popleft())
        elif self._load.a_second == 0 and now - self._began < self._load.seconds:
            self._send(now)

    def lost(self, client: Client, due: float | None) -> None:
        """Open another connection for one that ended; note it where an answer was due."""
        if due is not None:
            self._on_way -= 1
            self._second(due).broken += 1
        elif client in self._idle:
            self._idle.remove(client)
        self._opening.add(opening := asyncio.create_task(self._connect()))
        opening.add_done_callback(self._opening.discard)

    async def _connect(self) -> None:
        _, client = await asyncio.get_running_loop().create_connection(lambda: Client(self), "127.0.0.1", self._port)
        self._idle.append(client)

    def _second(self, due: float) -> Second:
        return self._seconds[max(0, min(int(due - self._began), len(self._seconds) - 1))]


async def _main() -> None:
    clients = msgspec.json.decode(sys.stdin.readline(), type=Clients)
    crowd = Crowd(clients)
    await crowd.connect(clients)
    while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
        seconds = await crowd.run(msgspec.json.decode(line, type=Load))
        sys.stdout.write(msgspec.json.encode(seconds).decode() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(_main())
