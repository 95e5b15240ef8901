"""Who is asking: the session cookie or bearer token of a request, and where a person is signed in."""

import hashlib
import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, SkipValidation

from everywhere.kernel import replica
from everywhere.kernel.errors import Refusal, SignInNeeded
from everywhere.kernel.http import given
from everywhere.kernel.paging import Page
from everywhere.kernel.settings import Settings
from everywhere.people import actions as people
from everywhere.people.sessions import actions
from everywhere.people.sessions.types import LASTS, Session, SignedIn, Via
from everywhere.people.types import Person

Who = NamedDependency[SkipValidation[Person]]
"""The person who asks; 401 sign_in_needed when nobody is signed in."""
Viewer = NamedDependency[SkipValidation[Person | None]]
"""The person who asks, or nobody."""
Operator = NamedDependency[SkipValidation[Person]]
"""The person who asks, who must run this installation; 403 not_allowed otherwise."""
Visit = NamedDependency[SkipValidation[SignedIn]]
"""`Who` with the session by which they came."""

_SESSION_COOKIE = "everywhere_session"
_CSRF_COOKIE = "everywhere_csrf"
_TOKENS = {b"authorization", b"cookie"}
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class CsrfMissing(Refusal):
    """A browser's request would change something and does not carry the token that only our own pages can read."""


class SessionWire(msgspec.Struct):
    """A device on which you are signed in; `current` is the one that asks."""

    id: UUID
    via: Via
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool

    @classmethod
    def of(cls, session: Session, current_id: UUID) -> "SessionWire":
        """From the domain's session."""
        return cls(
            session.id,
            session.via,
            session.device,
            session.created_at,
            session.seen_at,
            session.expires_at,
            session.id == current_id,
        )


def cookies_for(token: str, settings: Settings) -> list[Cookie]:
    """The session cookie, which no script can read, and the CSRF cookie, which only our own pages can."""
    max_age_s = int(LASTS.total_seconds())
    return [
        _cookie(_SESSION_COOKIE, token, settings, max_age_s=max_age_s, httponly=True),
        _cookie(_CSRF_COOKIE, _csrf_of(token), settings, max_age_s=max_age_s, httponly=False),
    ]


def no_cookies(settings: Settings) -> list[Cookie]:
    """What takes both cookies away."""
    return [_cookie(name, "", settings, max_age_s=0, httponly=name == _SESSION_COOKIE) for name in (_SESSION_COOKIE, _CSRF_COOKIE)]


def must_not_come_from_elsewhere(request: Request[Any, Any, Any]) -> None:
    """Raise CsrfMissing when a browser says that another site's page sends this, which signing in must never follow."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise CsrfMissing


async def provide_viewer(
    request: Request[Any, Any, Any],
    db: given.Db,
    clock: given.Clock,
    settings: given.Settings,
) -> SignedIn | None:
    """Who asks. A bearer token that opens nothing is a 401; a cookie that has ended is nobody."""
    if not _TOKENS.intersection(name for name, _ in request.scope["headers"]):
        return None
    bearer = _bearer(request)
    token = bearer or request.cookies.get(_name(_SESSION_COOKIE, settings))
    if not token:
        return None
    now = clock()
    async with db.read(newest=True) as tx:  # who was signed out a moment ago is signed out
        known = await actions.recognise(tx, token, now=now)
        if known is not None:
            await replica.recognised(tx, known.person_id)
    if known is None and bearer:
        raise SignInNeeded
    if known is None:
        return None
    if not bearer and request.method not in _SAFE_METHODS:
        _must_carry_csrf(token, request.headers.get("x-csrf-token"))
    if actions.is_due_for_touch(known, now=now):
        await db.transact(lambda tx: actions.touch(tx, known, now=now))
    return known


async def provide_who(
    request: Request[Any, Any, Any],
    db: given.Db,
    clock: given.Clock,
    settings: given.Settings,
) -> SignedIn:
    """Who asks; somebody must be signed in."""
    known = await provide_viewer(request, db, clock, settings)
    if known is None:
        raise SignInNeeded
    return known


async def provide_operator(
    request: Request[Any, Any, Any],
    db: given.Db,
    clock: given.Clock,
    settings: given.Settings,
) -> SignedIn:
    """Who asks; they must run this installation."""
    known = await provide_who(request, db, clock, settings)
    people.must_be_operator(known)
    return known


@delete("/api/session", status_code=204, tags=["people"])
async def sign_out(who: Visit, db: given.Db, settings: given.Settings) -> Response[None]:
    """Sign out here: the token opens nothing from now on."""
    await db.transact(lambda tx: actions.end(tx, who.person_id, who.session_id))
    return Response(None, status_code=204, cookies=no_cookies(settings))


@get("/api/me/sessions", tags=["people"])
async def list_sessions(who: Visit, db: given.Db, clock: given.Clock) -> Page[SessionWire]:
    """Where you are signed in, last seen first; at most 50."""
    async with db.read() as tx:
        live = await actions.live_of(tx, who.person_id, now=clock())
    return Page([SessionWire.of(session, who.session_id) for session in live])


@delete("/api/me/sessions/{session_id:uuid}", status_code=204, tags=["people"])
async def end_session(session_id: FromPath[UUID], who: Who, db: given.Db) -> None:
    """Sign out on another device."""
    await db.transact(lambda tx: actions.end(tx, who.person_id, session_id))


HANDLERS = [sign_out, list_sessions, end_session]
DEPENDENCIES = {
    "who": Provide(provide_who),
    "viewer": Provide(provide_viewer),
    "operator": Provide(provide_operator),
}


def _bearer(request: Request[Any, Any, Any]) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _csrf_of(token: str) -> str:
    # Derived from the session's token, so that it needs no storage and fits no other session.
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()[:32]


def _must_carry_csrf(token: str, shown: str | None) -> None:
    if shown is None or not hmac.compare_digest(_csrf_of(token).encode(), shown.encode()):
        raise CsrfMissing


def _cookie(name: str, value: str, settings: Settings, *, max_age_s: int, httponly: bool) -> Cookie:
    return Cookie(
        _name(name, settings), path="/", value=value, max_age=max_age_s, httponly=httponly, secure=settings.is_tls, samesite="lax"
    )


def _name(name: str, settings: Settings) -> str:
    # A browser takes a __Host- cookie only over TLS, for this very host, so that no neighbour host can plant one.
    return f"__Host-{name}" if settings.is_tls else name
