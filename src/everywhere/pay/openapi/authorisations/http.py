"""What I allow apps: see it, say it, take it back."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath, JSONBody

from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.pay.openapi.authorisations import actions
from everywhere.pay.openapi.authorisations.types import Grant, Kind, Scope
from everywhere.people.http import Who

Url = Annotated[str, msgspec.Meta(max_length=1024)]
State = Annotated[str, msgspec.Meta(max_length=500)]


class GrantDraft(wire.Input, frozen=True, kw_only=True):
    """Which app, and what: `user` lets it know who you are (`auth_base` your number, `auth_user` name and picture too),
    `merchant` lets it call in your name. With `redirect_uri`, where the browser goes with the code is answered too.
    """

    app_id: str
    kind: Kind = "user"
    scopes: tuple[Scope, ...] = ("auth_base",)
    redirect_uri: Url = ""
    state: State = ""


class CodeView(msgspec.Struct):
    """The code that the app asks for its tokens with, once and within ten minutes; and where the browser takes it."""

    code: str
    redirect_to: str | None


class GrantWire(msgspec.Struct):
    """What you allow an app."""

    app_id: str
    kind: Kind
    scopes: list[str]
    given_at: datetime

    @classmethod
    def of(cls, grant: Grant) -> "GrantWire":
        """From the domain's grant."""
        return cls(grant.app_id, grant.kind, grant.scopes, grant.given_at)


@get("/api/me/authorisations", tags=["apps"])
async def list_grants(who: Who, db: given.Db) -> Page[GrantWire]:
    """What you allow apps; at most 100."""
    async with db.read() as tx:
        return Page([GrantWire.of(grant) for grant in await actions.of(tx, who.person_id)])


@post("/api/me/authorisations", status_code=201, tags=["apps"])
async def allow(data: JSONBody[GrantDraft], who: Who, db: given.Db, clock: given.Clock) -> CodeView:
    """Allow an app something. What you said to it before of the same kind counts no more."""
    back = {"redirect_uri": data.redirect_uri, "state": data.state}
    return CodeView(*await db.transact(lambda tx: actions.allow(tx, who, data.app_id, data.kind, data.scopes, **back, now=clock())))


@delete("/api/me/authorisations/{app_id:str}/{kind:str}", status_code=204, tags=["apps"])
async def take_back(app_id: FromPath[str], kind: FromPath[Kind], who: Who, db: given.Db) -> None:
    """Allow an app nothing of this kind any more: its tokens end at once."""
    await db.transact(lambda tx: actions.take_back(tx, who, app_id, kind))


HANDLERS: list[Any] = [list_grants, allow, take_back]
