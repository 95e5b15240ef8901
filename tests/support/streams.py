"""Event streams in a test: a real server on loopback (httpx's in-process transport does not stream), and an ear that listens."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from litestar import Litestar

from everywhere.app.serving import Server
from everywhere.kernel.http import connection

WAIT_S = 10


@dataclass
class Heard:
    """One event as it came."""

    kind: str
    data: Any
    id: int | None


@dataclass
class Ear:
    """A client's end of an event stream."""

    response: httpx.Response
    last_id: int | None = None
    heartbeats: int = 0
    _lines: AsyncIterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self._lines = self.response.aiter_lines()

    async def next(self) -> Heard | None:
        """The next event; None at the end of the stream."""
        async with asyncio.timeout(WAIT_S):
            fields: dict[str, str] = {}
            async for line in self._lines:
                if line.startswith(":"):
                    self.heartbeats += 1
                elif line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif "event" in fields:
                    self.last_id = int(fields["id"]) if "id" in fields else self.last_id
                    return Heard(fields["event"], json.loads(fields["data"]), self.last_id if "id" in fields else None)
                else:
                    fields = {}
        return None

    async def until(self, kind: str) -> list[Heard]:
        """Everything up to the next event of `kind`, with it."""
        heard: list[Heard] = []
        while not heard or heard[-1].kind != kind:
            event = await self.next()
            assert event is not None, f"the stream ended before {kind}: {heard}"
            heard.append(event)
        return heard

    async def take(self, count: int) -> list[Heard]:
        """The next so many events."""
        heard = [await self.next() for _ in range(count)]
        assert all(heard), f"the stream ended: {heard}"
        return [event for event in heard if event is not None]


@contextlib.asynccontextmanager
async def serving(app: Litestar, *, acknowledged_within_s: float = 30) -> AsyncIterator[str]:
    """The address of `app`, whose parts are open already, on a port of its own."""
    with connection.bound("127.0.0.1", 0, acknowledged_within_s=acknowledged_within_s) as bound:
        server = Server(app, lifespan="off", timeout_graceful_shutdown=1)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]  # signals belong to pytest
        task = asyncio.create_task(server.serve([bound]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            app.state.hub.shut()
            server.should_exit = True
            await task


@contextlib.asynccontextmanager
async def listening(address: str, token: str | None, *, last_id: int | None = None, **query: Any) -> AsyncIterator[Ear]:
    """An open stream."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    headers |= {} if last_id is None else {"Last-Event-ID": str(last_id)}
    async with (
        httpx.AsyncClient(timeout=WAIT_S, trust_env=False) as client,
        client.stream("GET", f"{address}/api/live", headers=headers, params=query) as response,
    ):
        assert response.status_code == 200, (await response.aread()).decode()
        yield Ear(response)
