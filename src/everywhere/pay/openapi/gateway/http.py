"""The Open API's doors, `/gateway.do` and `/v3/…`, and the one table of all methods that they lead to."""

from collections.abc import Awaitable, Sequence
from typing import Any

import structlog
from litestar import Request, Response, get, post, route
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.enums import HttpMethod
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.params import SkipValidation
from litestar.types import HTTPScope

from everywhere.kernel.errors import Overloaded, TooManyRequests
from everywhere.kernel.http import given
from everywhere.kernel.http.canned import Said
from everywhere.kernel.http.gate import Voice
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.openapi.authorisations.methods import http as authorisations
from everywhere.pay.openapi.certificates import http as certificates
from everywhere.pay.openapi.credit import http as credit_methods
from everywhere.pay.openapi.gateway import rules
from everywhere.pay.openapi.gateway.actions import Door
from everywhere.pay.openapi.gateway.refusals.actions import Refusals, failure_of
from everywhere.pay.openapi.gateway.types import Asking, Reply
from everywhere.pay.openapi.gateway.v2 import actions as v2
from everywhere.pay.openapi.gateway.v3 import actions as v3
from everywhere.pay.openapi.methods.actions import Method
from everywhere.pay.openapi.methods.types import Credit
from everywhere.pay.openapi.notifications import actions as notifications
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.trades import http as trades
from everywhere.pay.openapi.wire.types import refused
from everywhere.pay.openapi.wire.v2 import rules as wire
from everywhere.pay.openapi.wire.v3 import rules as wire_v3
from everywhere.pay.trades.http import Paying

LISTS: Sequence[Sequence[Method]] = [
    authorisations.METHODS,
    certificates.METHODS,
    credit_methods.METHODS,
    trades.METHODS,
]
METHODS = rules.table(*LISTS)
"""Every method that is offered, by its V2 name: both codecs, the coverage page and the conformance suite read it here."""

log = structlog.get_logger(__name__)

_TOO_LARGE = refused("isv.invalid-parameter", reason="请求体过大")
_NOTIFY_VERIFY = "notify_verify"
Posting = NamedDependency[SkipValidation[Poster]]
Signing = NamedDependency[SkipValidation[Platform]]
Crediting = NamedDependency[SkipValidation[Credit]]
Opened = NamedDependency[SkipValidation[Door]]
Refusing = NamedDependency[SkipValidation[Refusals]]


def provide_platform(state: State) -> Platform:
    """The dependency `platform`."""
    platform: Platform = state.platform
    return platform


def provide_refusals(state: State) -> Refusals:
    """The dependency `refusals`."""
    refusals: Refusals = state.refusals
    return refusals


async def provide_door(
    db: given.Db,
    poster: Posting,
    till: Paying,
    platform: Signing,
    settings: given.Settings,
    credit: Crediting,
    clock: given.Clock,
) -> Door:
    """The dependency `door`."""
    return Door(METHODS, db, poster, till, platform, settings, credit, clock)


@get("/gateway.do", include_in_schema=False)
async def call_by_get(request: Request[Any, Any, Any], door: Opened) -> Response[bytes]:
    """A V2 call with everything in its address; or, as old clients ask, whether a notification came from here."""
    said = wire.read(request.scope["query_string"], "", b"")
    if said.get("service") == _NOTIFY_VERIFY and not said.get("method"):
        async with door.db.read(newest=True) as tx:
            is_ours = await notifications.is_ours(tx, said.get("notify_id"), said.get("partner"))
        return _response(Reply(b"true" if is_ours else b"false", "text/html;charset=utf-8"))
    return _response(await v2.answer(door, said))


@post("/gateway.do", include_in_schema=False, status_code=200)
async def call_by_post(request: Request[Any, Any, Any], door: Opened, refusals: Refusing) -> Response[bytes]:
    """A V2 call."""
    query, kind = request.scope["query_string"], request.headers.get("content-type", "")
    try:
        said = wire.read(query, kind, await request.body())
    except RequestEntityTooLarge:
        return _response(await refusals.v2(wire.read(query, "", b""), _TOO_LARGE))
    return _response(await v2.answer(door, said))


@route(
    "/v3/{rest:path}",
    http_method=[HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE],
    include_in_schema=False,
    status_code=200,
)
async def call_v3(request: Request[Any, Any, Any], door: Opened, refusals: Refusing) -> Response[bytes]:
    """A V3 call."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    path, query = request.scope["raw_path"].decode("latin-1"), request.scope["query_string"].decode("latin-1")
    try:
        asking = Asking(verb=request.method, path=path, query=query, headers=headers, body=await request.body())
    except RequestEntityTooLarge:
        return _response(await refusals.v3(_TOO_LARGE, by_certificate=_is_by_certificate(headers.get("authorization", ""))))
    return _response(await v3.answer(door, asking))


HANDLERS: list[Any] = [call_by_get, call_by_post, call_v3]
DEPENDENCIES = {
    "platform": Provide(provide_platform, sync_to_thread=False),
    "refusals": Provide(provide_refusals, sync_to_thread=False),
    "door": Provide(provide_door),
}


def voices(state: State) -> dict[str, Voice]:
    """What the gate says at each door to whom it does not let in; `state` has `refusals` once the application has begun."""

    async def v2(scope: HTTPScope, body: bytes, refusal: Overloaded | TooManyRequests) -> Said | None:
        kind = _header(scope, b"content-type")
        return await _said(state.refusals.v2(wire.read(scope["query_string"], kind, body), failure_of(refusal)), refusal)

    async def v3(scope: HTTPScope, _: bytes, refusal: Overloaded | TooManyRequests) -> Said | None:
        by_certificate = _is_by_certificate(_header(scope, b"authorization"))
        return await _said(state.refusals.v3(failure_of(refusal), by_certificate=by_certificate), refusal)

    return {"/gateway.do": v2, "/v3/": v3}


async def _said(coming: Awaitable[Reply], refusal: Overloaded | TooManyRequests) -> Said | None:
    try:
        reply = await coming
    except Exception:  # without the platform's keys nothing can be signed, and a refusal that cannot be made must not be a fault
        log.warning("refusal_unsigned", exc_info=True)
        return None
    own = {"Content-Type": reply.media_type, "Content-Length": str(len(reply.body)), "Retry-After": str(refusal.retry_after_s)}
    return reply.status, {**reply.headers, **own}, reply.body


def _header(scope: HTTPScope, name: bytes) -> str:
    return next((value.decode("latin-1") for known, value in scope["headers"] if known == name), "")


def _is_by_certificate(authorization: str) -> bool:
    said = wire_v3.authorization(authorization)
    return said is not None and bool(said.app_cert_sn)


def _response(reply: Reply) -> Response[bytes]:
    # As a header: of a media type Litestar would make its own charset.
    return Response(reply.body, status_code=reply.status, headers={**reply.headers, "content-type": reply.media_type})
