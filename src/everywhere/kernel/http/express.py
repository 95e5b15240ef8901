"""A shorter way to lists that are asked for all the time.

The framework finds the route, wraps it, opens what may have to be closed, and builds an answer of objects: for a list that
lies ready this takes longer than all else. A handler that is marked (`opt=EXPRESS`) is called from here with the very
values that the framework's own models make of the request, so that nothing is read or refused in another way; what goes
wrong is answered by the framework's own handlers of errors.
"""

import gzip
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from everywhere.kernel.http.body import StrictRequest

EXPRESS = {"express": True}
"""For a GET without parts of its path as parameters, without guards, that answers 200 with one JSON value."""
_JSON = (b"content-type", b"application/json")
_ZIPPED = [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]

Line = Callable[[StrictRequest], Awaitable[bytes]]
"""Answers one handler's requests with JSON."""


class Express:
    """ASGI, before everything that only other requests need: answers what is asked of marked handlers of `app`, and leaves the rest to `others`."""

    def __init__(self, app: Litestar, others: ASGIApp) -> None:
        self._app = app
        self._others = others
        self._errors: Any = app.asgi_handler  # what the framework put around its router
        self._lines = {
            route.path: (handler, _line(handler, asked))
            for route in app.routes
            if isinstance(route, HTTPRoute)
            for handler, asked in [route.route_handler_map.get("GET", (None, None))]
            if handler is not None and handler.opt.get("express")
        }
        config = app.compression_config
        self._zipped_from_b = config.minimum_size if config else None
        self._level = config.gzip_compress_level if config else 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "GET" or scope["path"] not in self._lines:
            await self._others(scope, receive, send)
            return
        handler, line = self._lines[scope["path"]]
        scope["path_params"], scope["path_template"], scope["route_handler"] = {}, scope["path"], handler
        try:
            body = await line(StrictRequest(scope, receive, send))
        except Exception as error:  # noqa: BLE001 - that it is answered is all that is wanted
            ScopeState.from_scope(scope).exception_handlers = handler.resolve_exception_handlers()
            await self._errors.handle_request_exception(self._app, scope, receive, send, error)
            return
        headers = [_JSON]
        if self._zipped_from_b is not None and len(body) >= self._zipped_from_b and _takes_gzip(scope):
            body = gzip.compress(body, self._level, mtime=0)
            headers += _ZIPPED
        headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def _takes_gzip(scope: HTTPScope) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in words for name, words in scope["headers"])


def _line(handler: Any, asked: Any) -> Line:
    provides = {each.key: each.provide for batch in asked.dependency_batches for each in batch}
    # What is not read from the request is there as it must be, and is not checked again.
    ready = {"request", *provides}
    at_hand = [(name, provide.dependency) for name, provide in provides.items() if _is_at_hand(provide)]
    steps = [
        (name, provide, _reader(provide.signature_model, ready)) for name, provide in provides.items() if not _is_at_hand(provide)
    ]
    own = _reader(handler.signature_model, ready)
    question = _Question([*(provide.signature_model for provide in provides.values()), handler.signature_model], ready)

    async def answer(request: StrictRequest) -> bytes:
        known = await asked.to_kwargs(request)
        is_read = question.read(known)
        for name, take in at_hand:
            known[name] = take()
        for name, provide, read in steps:
            value = provide.dependency(**read(request, known, is_read))
            known[name] = value if provide.has_sync_callable else await value
        return msgspec.json.encode(await handler.fn(**own(request, known, is_read)))

    return answer


def _is_at_hand(provide: Any) -> bool:
    """Whether something is there without asking for anything else."""
    return bool(provide.has_sync_callable and not provide.signature_model.__struct_fields__)


class _Question:
    """All that a handler and what it depends on read of a request. Raises TypeError where two of them read one name as different things."""

    def __init__(self, models: list[Any], ready: set[str]) -> None:
        types: dict[str, Any] = {}
        for model in models:
            for name in set(model.__struct_fields__) - ready:
                if types.setdefault(name, model.__annotations__[name]) != model.__annotations__[name]:
                    raise TypeError(f"{name} is read as two things")
        self._names = tuple(types)
        self._whole = msgspec.defstruct("Question", list(types.items()), gc=False)

    def read(self, known: dict[str, Any]) -> bool:
        """Put what was meant in the place of what was said; not where some of it is wrong, for whoever reads that knows how to say so."""
        try:
            whole = msgspec.convert(known, self._whole, strict=False)
        except msgspec.ValidationError:
            return False
        for name in self._names:
            known[name] = getattr(whole, name)
        return True


def _reader(model: Any, ready: set[str]) -> Callable[[StrictRequest, dict[str, Any], bool], dict[str, Any]]:
    """What makes the arguments that a signature describes of what is known, and reads them first if that was not done."""
    names = model.__struct_fields__
    parse: Callable[[StrictRequest, dict[str, Any]], dict[str, Any]] = model.parse_values_from_connection_kwargs
    is_ready = ready.issuperset(names)

    def read(request: StrictRequest, known: dict[str, Any], is_read: bool) -> dict[str, Any]:  # noqa: FBT001 - a fact, not a mode
        return {name: known[name] for name in names} if is_ready or is_read else parse(request, known)

    return read
