"""Signing in by a one-time code."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, delete, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath, JSONBody

from everywhere.kernel import catalogue, replica
from everywhere.kernel.database import Database
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.origin import origin_of
from everywhere.kernel.settings import Settings
from everywhere.people.http import MeView, Who, me_of
from everywhere.people.sessions import http as sessions
from everywhere.people.sessions.types import Token
from everywhere.people.sign_in import actions, jobs
from everywhere.people.sign_in.types import Attempt
from everywhere.people.types import Person

HandleText = Annotated[str, msgspec.Meta(min_length=1, max_length=254)]
Code = Annotated[str, msgspec.Meta(min_length=6, max_length=6, pattern=r"^[0-9]{6}$")]


class CodeRequest(wire.Input, frozen=True, kw_only=True):
    """Where to send a code: one of the two."""

    phone: HandleText | None = None
    email: HandleText | None = None


class CodeOnItsWay(msgspec.Struct):
    """The code ends then; the answer is the same for known and unknown people."""

    expires_at: datetime


class SignIn(wire.Input, frozen=True, kw_only=True):
    """The code, and the phone number or e-mail address that it was sent to."""

    phone: HandleText | None = None
    email: HandleText | None = None
    code: Code


class NewHandle(SignIn, frozen=True, kw_only=True):
    """The code, and the phone number or e-mail address of yours that it was sent to by `POST /api/sign-in/code`.

    `in_place`: it takes the place of the one that you have.
    """

    in_place: bool = False


class SignedInView(msgspec.Struct):
    """Programs keep `token` and send it as `Authorization: Bearer`; browsers have it as a cookie already."""

    token: str
    person: MeView


@post("/api/sign-in/code", status_code=202, tags=["people"])
async def send_code(
    data: JSONBody[CodeRequest], request: Request[Any, Any, Any], db: given.Db, clock: given.Clock, settings: given.Settings
) -> Response[CodeOnItsWay]:
    """Send six digits to a phone number or an e-mail address."""
    sessions.must_not_come_from_elsewhere(request)
    handle = actions.handle_of(phone=data.phone, email=data.email)
    jobs.must_be_sendable(handle, settings)
    sent = await actions.new_code(
        db, handle, address=origin_of(request), language=language_of(request), demo=settings.demo, now=clock()
    )
    return Response(CodeOnItsWay(sent.expires_at), status_code=202, background=BackgroundTask(jobs.deliver, sent, settings))


@post("/api/sign-in", status_code=200, tags=["people"])
async def sign_in(
    data: JSONBody[SignIn], request: Request[Any, Any, Any], db: given.Db, clock: given.Clock, settings: given.Settings
) -> Response[SignedInView]:
    """Sign in by a code; whoever is new becomes a person by it."""
    sessions.must_not_come_from_elsewhere(request)
    handle = actions.handle_of(phone=data.phone, email=data.email)
    attempt = Attempt(handle, data.code, origin_of(request), device_of(request), language_of(request))
    person, token = await actions.sign_in(db, attempt, demo=settings.demo, now=clock())
    return await signed_in(db, person, token, settings)


@post("/api/me/handles", status_code=201, tags=["people"])
async def add_handle(
    data: JSONBody[NewHandle], who: Who, request: Request[Any, Any, Any], db: given.Db, clock: given.Clock, settings: given.Settings
) -> MeView:
    """Add a phone number or an e-mail address to sign in by and to be reached by, one of each; or exchange the one that you have."""
    handle = actions.handle_of(phone=data.phone, email=data.email)
    attempt = Attempt(handle, data.code, origin_of(request), device_of(request), who.language)
    await actions.add_handle(db, who, attempt, may_replace=data.in_place, demo=settings.demo, now=clock())
    async with db.read(newest=True) as tx:
        return await me_of(tx, who)


@delete("/api/me/handles/{kind:str}", status_code=200, tags=["people"])
async def drop_handle(kind: FromPath[Literal["phone", "email"]], who: Who, db: given.Db) -> MeView:
    """Take your phone number or e-mail address away; never the last by which you sign in."""
    await db.transact(lambda tx: actions.drop_handle(tx, who, kind))
    async with db.read(newest=True) as tx:
        return await me_of(tx, who)


HANDLERS: list[Any] = [send_code, sign_in, add_handle, drop_handle]


async def signed_in(db: Database, person: Person, token: Token, settings: Settings) -> Response[SignedInView]:
    """The answer to whoever just signed in, however they did."""
    async with db.read(newest=True) as tx:
        await replica.recognised(tx, person.person_id)
        me = await me_of(tx, person)
    return Response(SignedInView(token.text, me), status_code=200, cookies=sessions.cookies_for(token.text, settings))


def device_of(request: Request[Any, Any, Any]) -> str:
    """What the client says it is, cleaned of what no text may hold."""
    return "".join(letter for letter in request.headers.get("user-agent", "") if letter.isprintable())


def language_of(request: Request[Any, Any, Any]) -> catalogue.Language:
    """The language that the client asks for."""
    return catalogue.pick_language(request.headers.get("accept-language"))
