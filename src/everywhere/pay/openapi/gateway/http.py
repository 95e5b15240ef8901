"""The Open API's doors, `/gateway.do` and `/v3/…`, and the one table of all methods that they lead to."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post, route
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.enums import HttpMethod
from litestar.params import SkipValidation

from everywhere.kernel.http import given
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.openapi.authorisations.methods import http as authorisations
from everywhere.pay.openapi.certificates import http as certificates
from everywhere.pay.openapi.gateway import rules
from everywhere.pay.openapi.gateway.actions import Door
from everywhere.pay.openapi.gateway.types import Asking, Reply
from everywhere.pay.openapi.gateway.v2 import actions as v2
from everywhere.pay.openapi.gateway.v3 import actions as v3
from everywhere.pay.openapi.methods.actions import Method
from everywhere.pay.openapi.notifications import actions as notifications
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.trades import http as trades
from everywhere.pay.openapi.wire.v2 import rules as wire
from everywhere.pay.trades.http import Paying

LISTS: Sequence[Sequence[Method]] = [
    authorisations.METHODS,
    certificates.METHODS,
    trades.METHODS,
]
METHODS = rules.table(*LISTS)
"""Every method that is offered, by its V2 name: both codecs, the coverage page and the conformance suite read it here."""

_NOTIFY_VERIFY = "notify_verify"
Posting = NamedDependency[SkipValidation[Poster]]
Signing = NamedDependency[SkipValidation[Platform]]
Opened = NamedDependency[SkipValidation[Door]]


def provide_platform(state: State) -> Platform:
    """The dependency `platform`."""
    platform: Platform = state.platform
    return platform


async def provide_door(
    db: given.Db, poster: Posting, till: Paying, platform: Signing, settings: given.Settings, clock: given.Clock
) -> Door:
    """The dependency `door`."""
    return Door(METHODS, db, poster, till, platform, settings, clock)


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
async def call_by_post(request: Request[Any, Any, Any], door: Opened) -> Response[bytes]:
    """A V2 call."""
    said = wire.read(request.scope["query_string"], request.headers.get("content-type", ""), await request.body())
    return _response(await v2.answer(door, said))


@route(
    "/v3/{rest:path}",
    http_method=[HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE],
    include_in_schema=False,
    status_code=200,
)
async def call_v3(request: Request[Any, Any, Any], door: Opened) -> Response[bytes]:
    """A V3 call."""
    asking = Asking(
        verb=request.method,
        path=request.scope["raw_path"].decode("latin-1"),
        query=request.scope["query_string"].decode("latin-1"),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
    )
    return _response(await v3.answer(door, asking))


HANDLERS: list[Any] = [call_by_get, call_by_post, call_v3]
DEPENDENCIES = {"platform": Provide(provide_platform, sync_to_thread=False), "door": Provide(provide_door)}


def _response(reply: Reply) -> Response[bytes]:
    # As a header: of a media type Litestar would make its own charset.
    return Response(reply.body, status_code=reply.status, headers={**reply.headers, "content-type": reply.media_type})
