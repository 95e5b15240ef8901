"""The gate before every request: a rate for each client, room for so many at once, a number, and headers that every answer carries."""

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send, WebSocketScope
from prometheus_client import Histogram

from everywhere.kernel import log
from everywhere.kernel.errors import Overloaded, TooManyRequests
from everywhere.kernel.http import canned
from everywhere.kernel.http.room import Room
from everywhere.kernel.settings import Settings

# An open stream waits and works little: it takes no room from requests, and the hub bounds streams itself. Whoever looks
# after the server must see it when it is full.
_ALWAYS_LET_IN = {"/api/live", "/api/health", "/metrics"}
SOCKETS = {"/api/mini/sockets"}
"""The only doors that open by WebSocket."""
# Deals that are under way go on before new ones begin: somebody stands at a door and wants the money released.
_DEALS = "/api/deals/"
_GATEWAY = ("/gateway.do", "/v3/")
_EXTRA_FOR_DEALS = 1.5
_HAS_PLACE = "everywhere.has_place"
_CAREFUL = [(name.lower().encode(), words.encode()) for name, words in canned.CAREFUL.items()]
_CAREFUL_NAMES = {name for name, _ in _CAREFUL}
BODIES_MAX_B = 256_000_000
"""So many bytes of bodies are held at once while they come in."""
SECONDS = Histogram(
    "everywhere_request_seconds",
    "Time to answer, by method, route and status; streams are not counted.",
    ["method", "route", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


Voice = Callable[[HTTPScope, bytes, Overloaded | TooManyRequests], Awaitable[canned.Said | None]]
"""What a refused request with this body (all of it, or what was read) is told at doors whose clients read no problems; None where nothing can be said."""


class Meter:
    """Counts requests a minute by key, in this process; all counts begin anew with each minute, so memory is bounded by a minute's keys."""

    def __init__(self) -> None:
        self._minute = -1
        self._counts: dict[str, int] = {}

    def left_s(self, key: str, limit: int, seconds: float) -> int | None:
        """Count one request at `seconds` of a steady clock; None while there is room, else the seconds until there is."""
        minute = int(seconds // 60)
        if minute != self._minute:
            self._minute, self._counts = minute, {}
        self._counts[key] = self._counts.get(key, 0) + 1
        return None if self._counts[key] <= limit else 60 - int(seconds % 60)


class Gate:
    """ASGI middleware: a rate for each token or address (429), and so many requests at once (503), both with Retry-After.

    `voices` say it in the words of other protocols, by the beginning of the path.
    """

    def __init__(self, app: ASGIApp, settings: Settings, voices: Mapping[str, Voice] | None = None) -> None:
        self._app = app
        self._settings = settings
        self._voices = voices or {}
        self._meter = Meter()
        self._bodies_b = 0
        self.room = Room(settings.requests_in_flight_max)

    def turns_away(self, scope: HTTPScope) -> bool:
        """Whether there is no room: for the server to ask as soon as it has read the headers, since finding out further inside costs more.

        A request without a body that may come in has its place from here on.
        """
        if scope["path"] in _ALWAYS_LET_IN:
            return False
        if self._is_full(scope):
            return self._voice(scope) is None
        if not _has_body(scope):
            self.room.enter()
            scope["state"][_HAS_PLACE] = True
        return False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or refuse it."""
        if scope["type"] != ScopeType.HTTP:
            await self._socket(scope, receive, send)
            return
        request_id = f"{random.getrandbits(64):016x}"
        mark = log.REQUEST_ID.set(request_id)
        try:
            await self._let_in(scope, receive, _Answer(send, request_id))
        finally:
            log.REQUEST_ID.reset(mark)

    async def _let_in(self, scope: HTTPScope, receive: Receive, answer: "_Answer") -> None:
        has_place = scope.get("state", {}).pop(_HAS_PLACE, False)
        if (left_s := self._spent(scope)) is not None:
            self.room.inside -= has_place
            await self._refuse(scope, receive, answer, TooManyRequests(retry_after_s=left_s))
        elif scope["path"] in _ALWAYS_LET_IN:
            await self._app(scope, receive, answer)
        elif has_place:
            await self._inside(scope, receive, answer)
        elif self._is_full(scope) or (body := await self._whole_body(scope, receive)) is None:
            await self._refuse(scope, receive, answer, Overloaded())
        elif self._is_full(scope):
            await self._refuse(scope, _again(body, receive), answer, Overloaded())
        elif not body or body[-1]["type"] != "http.disconnect":  # whoever hung up needs no answer
            self.room.enter()
            await self._inside(scope, _again(body, receive), answer)

    async def _socket(self, scope: WebSocketScope, receive: Receive, send: Send) -> None:
        # An open one waits and works little, like a stream: its handshake is counted and needs room, and afterwards it takes none.
        if scope["path"] not in SOCKETS:
            await _hung_up(scope, send, 404)
        elif self._spent(scope) is not None:
            await _hung_up(scope, send, 429)
        elif self.room.is_full():
            await _hung_up(scope, send, 503)
        else:
            await self._app(scope, receive, send)

    def _is_full(self, scope: HTTPScope) -> bool:
        return self.room.is_full(extra=_EXTRA_FOR_DEALS if scope["path"].startswith(_DEALS) else 1.0)

    def _spent(self, scope: HTTPScope | WebSocketScope) -> int | None:
        address = scope["client"][0] if scope["client"] else ""
        if scope["path"].startswith(_GATEWAY):  # a shop's whole trade comes from one address, with other words each time
            return self._meter.left_s(f"gateway:{address}", self._settings.gateway_requests_per_minute, time.monotonic())
        headers = dict(scope["headers"])
        token = headers.get(b"authorization") or headers.get(b"cookie")
        if token is not None:
            return self._meter.left_s(f"token:{hash(token)}", self._settings.requests_per_minute, time.monotonic())
        return self._meter.left_s(f"address:{address}", self._settings.requests_per_minute_unsigned, time.monotonic())

    async def _whole_body(self, scope: HTTPScope, receive: Receive) -> list[Any] | None:
        """The body's parts, so that who sends slowly takes no place meanwhile; None where too many send at once.

        Past the largest body that is read, the rest is left for the application to refuse.
        """
        parts: list[Any] = []
        held_b = 0
        try:
            while _has_body(scope) and held_b <= self._settings.body_max_bytes:
                if self._bodies_b > BODIES_MAX_B:
                    return None
                part: Any = await receive()
                parts.append(part)
                if part["type"] == "http.disconnect" or not part["more_body"]:
                    break
                held_b += len(part["body"])
                self._bodies_b += len(part["body"])
        finally:
            self._bodies_b -= held_b
        return parts

    def _voice(self, scope: HTTPScope) -> Voice | None:
        return next((voice for begins, voice in self._voices.items() if scope["path"].startswith(begins)), None)

    async def _refuse(self, scope: HTTPScope, receive: Receive, send: Send, refusal: Overloaded | TooManyRequests) -> None:
        voice, said = self._voice(scope), None
        if voice is not None:
            body = b"".join(part.get("body", b"") for part in await self._whole_body(scope, receive) or [])
            said = await voice(scope, body, refusal)
        status, own, told = said or canned.body_of(refusal)
        headers = [(name.lower().encode(), value.encode()) for name, value in own.items()]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": told, "more_body": False})

    async def _inside(self, scope: HTTPScope, receive: Receive, answer: "_Answer") -> None:
        began = time.perf_counter()
        try:
            await self._app(scope, receive, answer)
        finally:
            now = time.perf_counter()
            self.room.leave(now - began, now)
            route = scope.get("path_template") or "(none)"
            _seconds_of(scope["method"], route, answer.status).observe(now - began)


@lru_cache(maxsize=4096)
def _seconds_of(method: str, route: str, status: int) -> Histogram:
    return SECONDS.labels(method, route, status)


def _has_body(scope: HTTPScope) -> bool:
    return any(name == b"transfer-encoding" or (name == b"content-length" and value != b"0") for name, value in scope["headers"])


async def _hung_up(scope: WebSocketScope, send: Send, status: int) -> None:
    if "websocket.http.response" not in (scope["extensions"] or {}):
        await send({"type": "websocket.close", "code": 1013, "reason": ""})
        return
    begins: Any = {"type": "websocket.http.response.start", "status": status, "headers": [*_CAREFUL, (b"content-length", b"0")]}
    ends: Any = {"type": "websocket.http.response.body", "body": b"", "more_body": False}
    await send(begins)
    await send(ends)


def _again(parts: list[Any], receive: Receive) -> Receive:
    coming = iter(parts)

    async def received() -> Any:
        part = next(coming, None)
        return await receive() if part is None else part

    return received


class _Answer:
    """What sends an answer, with the headers that each carries; then it knows the status."""

    __slots__ = ("_request_id", "_send", "status")

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id.encode()
        self.status = 0

    async def __call__(self, message: Message) -> None:
        """Send a part of it."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message["headers"])
            said = {name for name, _ in headers}
            headers += _CAREFUL if said.isdisjoint(_CAREFUL_NAMES) else [each for each in _CAREFUL if each[0] not in said]
            headers.append((b"x-request-id", self._request_id))
            message["headers"] = headers
        await self._send(message)
