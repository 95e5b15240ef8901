"""ASGI around the product: notes what comes to the gateway's doors, and lets go wrong what was ordered to."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from everywhere.app.emulator import why
from everywhere.app.emulator.faults import Faults, Order
from everywhere.app.emulator.tape import Answered, Asked, Tape, answer_of
from everywhere.kernel.clock import Clock
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.gateway.refusals.actions import Refusals
from everywhere.pay.openapi.wire.types import refused

log = structlog.get_logger(__name__)

HANG_UP = "everywhere.hang_up"
"""In a scope's state: what ends the connection at once."""
_DOORS = ("/gateway.do", "/v3/")
_BESIDE = ("/emulator/api/reset", "/api/live")
"""What goes on while the database is replaced."""
_DIGIT = re.compile(rb"\d(?=\D*$)")
Said = Callable[[], Awaitable[tuple[list[App], bytes, Refusals]]]
"""All apps, the platform's public key, and who refuses."""
Used = Callable[[], AbstractAsyncContextManager[None]]
"""Holds the database while it is used."""


class Tap:
    """Around the whole application, inside the gate."""

    def __init__(self, app: ASGIApp, faults: Faults, tape: Tape, said: Said, clock: Clock, used: Used) -> None:
        self._app = app
        self._faults = faults
        self._tape = tape
        self._said = said
        self._clock = clock
        self._used = used

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != ScopeType.HTTP or scope["path"] in _BESIDE:
            await self._app(scope, receive, send)
        elif scope["path"].startswith(_DOORS):
            await self._tapped(scope, receive, send)
        else:
            async with self._used():
                await self._app(scope, receive, send)

    async def _tapped(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        asked = _asked(scope, await _whole(receive))
        fault = self._faults.take("answers", asked.method())
        async with self._used():
            answered = await self._answered(scope, asked, fault)
            await self._note(asked, answered, fault, began)
        if fault is not None and fault.kind == "drop":
            await _hang_up(scope, receive)
        elif answered is not None:
            await send({"type": "http.response.start", "status": answered.status, "headers": answered.headers})
            await send({"type": "http.response.body", "body": answered.body, "more_body": False})
        self._faults.passed("answers")

    async def _answered(self, scope: HTTPScope, asked: Asked, fault: Order | None) -> Answered | None:
        match fault.kind if fault is not None else "":
            case "drop" if fault and not fault.carried_out:
                return None
            case "busy":
                if fault and fault.carried_out:
                    await self._carried_out(scope, asked)
                return await self._busy(asked)
            case "duplicate":
                await self._carried_out(scope, asked)
            case "tamper":
                return tampered(await self._carried_out(scope, asked))
        answered = await self._carried_out(scope, asked)
        if fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.delay_ms / 1000)
        if fault is not None and fault.kind == "reorder":
            await self._faults.overtaken("answers", fault.delay_ms)
        return answered

    async def _carried_out(self, scope: HTTPScope, asked: Asked) -> Answered:
        messages: list[Message] = []
        body: list[Any] = [{"type": "http.request", "body": asked.body, "more_body": False}]

        async def received() -> Any:
            return body.pop() if body else {"type": "http.disconnect"}

        async def sent(message: Message) -> None:
            messages.append(message)

        # A copy with a state of its own: the framework keeps there what it read, and a call may be carried out twice. Nothing is
        # compressed, so that it can be read here.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        own: Any = {**scope, "headers": headers, "state": dict(scope.get("state", {}))}
        await self._app(own, received, sent)
        return _answer(messages)

    async def _busy(self, asked: Asked) -> Answered:
        _, _, refusals = await self._said()
        failed, said = refused("isp.unknow-error"), asked.authorization()
        if asked.is_v3:
            reply = await refusals.v3(failed, by_certificate=said is not None and bool(said.app_cert_sn))
        else:
            reply = await refusals.v2(asked.v2(), failed)
        headers = {**reply.headers, "content-type": reply.media_type, "content-length": str(len(reply.body))}
        return Answered(reply.status, [(name.encode(), value.encode()) for name, value in headers.items()], reply.body)

    async def _note(self, asked: Asked, answered: Answered | None, fault: Order | None, began: float) -> None:
        told = answer_of(asked, answered)
        try:
            apps, platform_key, _ = await self._said()
            words = why.reason(asked, told, apps, platform_key)
        except Exception:
            log.exception("not_explained")
            words = ""
        lost = "The answer was lost, as it was ordered." if fault is not None and fault.kind == "drop" else ""
        took_ms = (time.perf_counter() - began) * 1000
        self._tape.note(asked, answered, why=lost or words, fault=fault, at=self._clock(), took_ms=took_ms)


def tampered(answered: Answered) -> Answered:
    """The answer with another digit than the one that was signed: of V2 between the braces, of V3 anywhere in the body."""
    end = answered.body.rfind(b',"sign":"')
    content, rest = (answered.body, b"") if end < 0 else (answered.body[:end], answered.body[end:])
    changed = _DIGIT.sub(lambda digit: b"%d" % ((int(digit[0]) + 1) % 10), content, count=1)
    return replace(answered, body=changed + rest)


def _asked(scope: HTTPScope, body: bytes) -> Asked:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return Asked(scope["method"], scope["raw_path"].decode("latin-1"), scope["query_string"], headers, body)


def _answer(messages: list[Message]) -> Answered:
    start = next(message for message in messages if message["type"] == "http.response.start")
    body = b"".join(message["body"] for message in messages if message["type"] == "http.response.body")
    return Answered(start["status"], list(start["headers"]), body)


async def _whole(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        parts.append(message["body"])
        if not message["more_body"]:
            return b"".join(parts)


async def _hang_up(scope: HTTPScope, receive: Receive) -> None:
    hang_up: Callable[[], None] = scope["state"][HANG_UP]
    hang_up()
    while (await receive())["type"] != "http.disconnect":
        pass
