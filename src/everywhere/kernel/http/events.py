"""Event streams (text/event-stream, HTML Living Standard §9.2) over a hub's streams."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
import structlog
from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from everywhere.kernel import hub
from everywhere.kernel.http import problems
from everywhere.kernel.live import LiveEvent

log = structlog.get_logger(__name__)

HEARTBEAT_S = 15.0
CHECK_S = 30.0
SEND_TIMEOUT_S = 20.0
RETRY_MS = 2000
MEDIA_TYPE = "text/event-stream"

Listening = Callable[[], contextlib.AbstractAsyncContextManager[hub.Stream]]
"""Begins the stream, when the answer begins, so that it ends with it whatever happens."""
Shape = Callable[[LiveEvent], object]
"""What a listener gets as the data of an event."""
Welcome = Callable[[], Awaitable[bool]]
"""Whether the listener may still listen; asked at least every half minute."""


class EventStream(Response[bytes]):
    """An answer that goes on until the listener leaves, is no longer welcome, or is too slow."""

    def __init__(self, listening: Listening, *, shape: Shape, is_welcome: Welcome) -> None:
        super().__init__(b"", media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._parts = (listening, shape, is_welcome)

    def to_asgi_response(self, *_: Any, **options: Any) -> ASGIResponse:
        """The answer as the server runs it."""
        headers = {**(options.get("headers") or {}), **self.headers}
        return _Sending(*self._parts, cookies=options.get("cookies"), headers=headers)


def block(event: LiveEvent, data: object) -> bytes:
    """One event as it travels; JSON holds no line break, so the data is one line."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, event.kind.encode(), msgspec.json.encode(data))


async def blocks(stream: hub.Stream, shape: Shape, is_welcome: Welcome) -> AsyncIterator[bytes]:
    """What is sent: what was missed (or `reset`), `ready`, then events as they come and a sign of life between them."""
    yield b"retry: %d\n\n" % RETRY_MS
    if stream.must_reset:
        yield b"event: reset\ndata: {}\n\n"
    for event in stream.backlog:
        yield block(event, shape(event))
    yield b"id: %d\nevent: ready\ndata: {}\n\n" % stream.position
    now = asyncio.get_running_loop().time
    next_check = now() + _check_s()
    while not stream.is_over:
        heard = await stream.next(HEARTBEAT_S)
        if now() >= next_check:
            if not await is_welcome():
                return
            next_check = now() + _check_s()
        if heard is not None:
            yield block(heard, shape(heard))
        elif not stream.is_over:
            yield b": still here\n\n"


def _check_s() -> float:
    # All listeners come at once after a restart; spread, their checks do not hold up what they wait for.
    return random.uniform(CHECK_S / 2, CHECK_S)  # noqa: S311 - nothing to guess


class _Sending(ASGIResponse):
    _should_set_content_length = False

    def __init__(self, listening: Listening, shape: Shape, is_welcome: Welcome, **options: Any) -> None:
        super().__init__(media_type=MEDIA_TYPE, **options)
        self._listening = listening
        self._shape = shape
        self._is_welcome = is_welcome

    async def __call__(
        self,
        scope: Scope,  # noqa: ARG002 - ASGI's shape
        receive: Receive,
        send: Send,
    ) -> None:
        async with self._listening() as stream:
            await self.start_response(send)
            sending = asyncio.create_task(self._send(stream, send))
            leaving = asyncio.create_task(_left(receive))
            try:
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sending.cancel()
                leaving.cancel()
                await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _send(self, stream: hub.Stream, send: Send) -> None:
        # Whoever takes nothing for a while is let go, so that their connection does not hold memory here.
        try:
            async with contextlib.aclosing(blocks(stream, self._shape, self._is_welcome)) as sent:  # type: ignore[type-var]  # a generator
                async for part in sent:
                    async with asyncio.timeout(SEND_TIMEOUT_S):
                        await send({"type": "http.response.body", "body": part, "more_body": True})
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except problems.BUSY as error:
            log.info("stream_broken", error=repr(error))


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
