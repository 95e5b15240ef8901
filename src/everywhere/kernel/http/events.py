"""Event streams (text/event-stream, HTML Living Standard §9.2) over a hub's streams."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from everywhere.kernel import hub
from everywhere.kernel.live import LiveEvent

RETRY_MS = 2000
MEDIA_TYPE = "text/event-stream"

Listening = Callable[[], contextlib.AbstractAsyncContextManager[hub.Stream]]
"""Begins the stream, when the answer begins, so that it ends with it whatever happens."""


class EventStream(Response[bytes]):
    """An answer that goes on until the listener leaves, is no longer welcome, or is too slow."""

    def __init__(self, listening: Listening) -> None:
        super().__init__(b"", media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._listening = listening

    def to_asgi_response(self, *_: Any, **options: Any) -> ASGIResponse:
        """The answer as the server runs it."""
        headers = {**(options.get("headers") or {}), **self.headers}
        return _Sending(self._listening, cookies=options.get("cookies"), headers=headers)


def block(event: LiveEvent, data: object) -> bytes:
    """One event as it travels; JSON holds no line break, so the data is one line."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, event.kind.encode(), msgspec.json.encode(data))


def beginning(stream: hub.Stream) -> bytes:
    """What is sent first: what was missed (or `reset`), and `ready`."""
    parts = [b"retry: %d\n\n" % RETRY_MS]
    if stream.must_reset:
        parts.append(b"event: reset\ndata: {}\n\n")
    parts += [stream.shape(event) for event in stream.backlog]
    parts.append(b"id: %d\nevent: ready\ndata: {}\n\n" % stream.position)
    return b"".join(parts)


class _Sending(ASGIResponse):
    _should_set_content_length = False

    def __init__(self, listening: Listening, **options: Any) -> None:
        super().__init__(media_type=MEDIA_TYPE, **options)
        self._listening = listening

    async def __call__(
        self,
        scope: Scope,  # noqa: ARG002 - ASGI's shape
        receive: Receive,
        send: Send,
    ) -> None:
        async with self._listening() as stream:
            await self.start_response(send)
            leaving = asyncio.create_task(_left(receive))
            leaving.add_done_callback(lambda _: stream.end())
            try:
                part = beginning(stream)
                while part:  # a task of ours waits here whatever the listener does; a stalled connection is the server's to end
                    await send({"type": "http.response.body", "body": part, "more_body": True})
                    part = await stream.next()
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            finally:
                leaving.cancel()
                await asyncio.gather(leaving, return_exceptions=True)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
