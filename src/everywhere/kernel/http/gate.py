"""The gate before every request: room for so many at once, a number for each, and headers that every answer carries."""

import secrets
import time

import msgspec
import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Histogram

from everywhere.kernel import catalogue
from everywhere.kernel.errors import Overloaded, TooManyRequests
from everywhere.kernel.http.problems import MEDIA_TYPE, problem_of
from everywhere.kernel.settings import Settings

# An open stream waits and works little: it takes no room from requests, and the hub bounds streams itself.
_STREAMS = "/api/live"
SECONDS = Histogram(
    "everywhere_request_seconds",
    "Time to answer, by method, route and status; streams are not counted.",
    ["method", "route", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


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
    """ASGI middleware: a rate for each token or address (429), and so many requests at once (503), both with Retry-After."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._meter = Meter()
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or refuse it."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            answer = _with_headers(send, request_id)
            if (left_s := self._spent(scope)) is not None:
                await _refuse(answer, TooManyRequests(retry_after_s=left_s))
            elif scope["path"] == _STREAMS:
                await self._app(scope, receive, answer)
            elif self._in_flight >= self._settings.requests_in_flight_max:
                await _refuse(answer, Overloaded())
            else:
                await self._let_through(scope, receive, answer)

    def _spent(self, scope: HTTPScope) -> int | None:
        headers = dict(scope["headers"])
        token = headers.get(b"authorization") or headers.get(b"cookie")
        if token is not None:
            return self._meter.left_s(f"token:{hash(token)}", self._settings.requests_per_minute, time.monotonic())
        address = scope["client"][0] if scope["client"] else ""
        return self._meter.left_s(f"address:{address}", self._settings.requests_per_minute_unsigned, time.monotonic())

    async def _let_through(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        self._in_flight += 1
        began = time.perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._in_flight -= 1
            route = scope.get("path_template") or "(none)"
            SECONDS.labels(scope["method"], route, status).observe(time.perf_counter() - began)


def _with_headers(send: Send, request_id: str) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            headers["X-Request-Id"] = request_id
            for name, words in _HEADERS.items():
                headers.setdefault(name, words)
        await send(message)

    return answer


async def _refuse(send: Send, refusal: Overloaded | TooManyRequests) -> None:
    problem = problem_of(refusal, catalogue.LANGUAGES[0])
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"retry-after", str(refusal.retry_after_s).encode()),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": msgspec.json.encode(problem), "more_body": False})
