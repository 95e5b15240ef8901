"""Sockets of programs: the page around a frame opens one here, says first which, and then all that comes is the program's or its host's."""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import WebSocket, websocket
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Meta

from everywhere.kernel import limits
from everywhere.kernel.errors import Malformed, Refusal
from everywhere.kernel.http import given, wire
from everywhere.kernel.limits import Rate
from everywhere.mini.gateway.http import HeaderName, HeaderValue
from everywhere.mini.opening import actions as opening
from everywhere.mini.opening.types import Opening
from everywhere.mini.sockets import actions, rules
from everywhere.mini.sockets.types import HEADERS_MAX, PROTOCOLS_MAX, TIMEOUT_MAX_S, Closed, Message, Wanted

OPENED = Rate("mini_socket", limit=60, per_s=60)
SAID_WITHIN_S = 10
"""Whoever opens a socket says within this what for."""
Ways = NamedDependency[SkipValidation[actions.Sockets]]
Protocol = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]


class SocketDraft(wire.Input, frozen=True, kw_only=True):
    """The first message: which program this is for, and where it wants to go."""

    token: Annotated[str, Meta(min_length=20, max_length=100)]
    url: Annotated[str, Meta(min_length=6, max_length=1000)]
    headers: Annotated[dict[HeaderName, HeaderValue], Meta(max_length=HEADERS_MAX)] = msgspec.field(default_factory=dict)
    protocols: Annotated[list[Protocol], Meta(max_length=PROTOCOLS_MAX)] = msgspec.field(default_factory=list)
    timeout_s: Annotated[float, Meta(gt=0, le=TIMEOUT_MAX_S)] = 30.0

    def wanted(self) -> Wanted:
        """As the domain knows it."""
        return Wanted(self.url, self.headers, self.protocols, self.timeout_s)


class SocketAnswer(msgspec.Struct, omit_defaults=True):
    """What is said to it: open, by which protocol; or the code of a refusal."""

    protocol: str = ""
    code: str = ""
    facts: Mapping[str, Any] = {}


class _Page:
    """The program's end: a WebSocket of the page around its frame."""

    def __init__(self, socket: WebSocket[Any, Any, Any]) -> None:
        self._socket = socket

    async def heard(self) -> Message | Closed:
        """The next message, or that the page has closed."""
        event: Any = await self._socket.receive()
        if event["type"] != "websocket.receive":
            return Closed(event.get("code") or 0, event.get("reason") or "")
        text: Message | None = event.get("text")
        return event["bytes"] if text is None else text

    async def say(self, message: Message) -> None:
        """Hand a message over."""
        event: Any = {"type": "websocket.send", "text" if isinstance(message, str) else "bytes": message}
        with contextlib.suppress(OSError):  # that the page has gone is heard when it is listened to
            await self._socket.send(event)

    async def answer(self, answer: SocketAnswer) -> None:
        """Say how it began."""
        await self.say(msgspec.json.encode(answer).decode())

    async def close(self, how: Closed) -> None:
        """Say how it ended."""
        with contextlib.suppress(OSError, RuntimeError):  # the page may have closed first
            await self._socket.close(how.code, how.reason)

    async def first(self) -> SocketDraft:
        """What the page wants. Raises Malformed."""
        try:
            async with asyncio.timeout(SAID_WITHIN_S):
                said = await self.heard()
            return msgspec.json.decode("" if isinstance(said, Closed) else said, type=SocketDraft)
        except (TimeoutError, msgspec.DecodeError) as error:
            raise Malformed(reason=str(error) or "nothing was said") from error


async def _led(page: _Page, sockets: actions.Sockets, caller: Opening, wanted: Wanted, *, now: datetime) -> Closed:
    """How a socket ended that was opened. Raises what `opened` does, while nothing is open."""
    is_open = False
    try:
        async with sockets.opened(caller, wanted, now=now) as far:
            is_open = True
            await page.answer(SocketAnswer(protocol=far.protocol))
            return await actions.passed(page, far, within_s=(caller.expires_at - now).total_seconds())
    except Refusal as refusal:
        if not is_open:
            raise
        return rules.ended_by(refusal.code)


@websocket("/api/mini/sockets")
async def open_socket(socket: WebSocket[Any, Any, Any], db: given.Db, clock: given.Clock, sockets: Ways) -> None:
    """Open a socket for an open program: by wss, to a host that it lists for that, nothing in a private network.

    The first message is a SocketDraft, the first answer a SocketAnswer; what follows is passed on, text as text and bytes as bytes.
    """
    await socket.accept()
    page, now = _Page(socket), clock()
    try:
        draft = await page.first()
        async with db.read() as tx:
            caller = await opening.recognise(tx, draft.token, now=now)
        await limits.take(db, OPENED, f"{caller.app_id}:{caller.holder_id}", now=now)
        await page.close(await _led(page, sockets, caller, draft.wanted(), now=now))
    except Refusal as refusal:
        await page.answer(SocketAnswer(code=refusal.code, facts=refusal.facts))
        await page.close(rules.ended_by(refusal.code))


HANDLERS: list[Any] = [open_socket]
