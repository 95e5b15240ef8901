"""Me and others: my profile, whom I block, and the face that everybody sees."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, UnsetType

from everywhere.kernel import paging
from everywhere.kernel.catalogue import Language
from everywhere.kernel.database import ReadTx
from everywhere.kernel.http import given, tags, wire
from everywhere.kernel.paging import Page
from everywhere.people import actions
from everywhere.people.sessions.http import Operator, Viewer, Who
from everywhere.people.types import Handle, Person, Role

__all__ = ["HANDLERS", "FaceWire", "MeView", "Operator", "Viewer", "Who", "me_of"]


class FaceWire(msgspec.Struct):
    """A person as everybody sees them."""

    id: UUID
    name: str
    picture: str | None

    @classmethod
    def of(cls, person: Person) -> "FaceWire":
        """From the domain's person."""
        return cls(person.person_id, person.name, picture_path(person))


class MeView(msgspec.Struct, kw_only=True):
    """You, as only you see it. `phone` and `email` are what you sign in by."""

    id: UUID
    name: str
    bio: str
    language: Language
    picture: str | None
    picture_id: UUID | None
    role: Role
    phone: str | None
    email: str | None
    created_at: datetime
    version: int


class MeChanges(wire.Input, frozen=True, kw_only=True):
    """What to change; a field that is not there stays, `picture_id: null` takes the picture away."""

    name: wire.Name | UnsetType = UNSET
    bio: wire.Text | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    picture_id: UUID | UnsetType | None = UNSET


class BlockWire(msgspec.Struct):
    """Somebody whom you blocked, and when."""

    person: FaceWire
    at: datetime


def picture_path(person: Person) -> str | None:
    """Where a person's picture is."""
    return None if person.picture_id is None else f"/api/pictures/{person.picture_id}"


async def me_of(tx: ReadTx, person: Person) -> MeView:
    """The view that a person has of themselves."""
    handles = await actions.handles_of(tx, person.person_id)
    return MeView(
        id=person.person_id,
        name=person.name,
        bio=person.bio,
        language=person.language,
        picture=picture_path(person),
        picture_id=person.picture_id,
        role=person.role,
        phone=_first(handles, "phone:"),
        email=_first(handles, "email:"),
        created_at=person.created_at,
        version=person.version,
    )


@get("/api/me", tags=["people"])
async def read_me(who: Who, db: given.Db) -> Response[MeView]:
    """Your profile, with its ETag."""
    async with db.read() as tx:
        me = await me_of(tx, who)
    return Response(me, headers={"ETag": tags.tag(me.version)})


@patch("/api/me", tags=["people"])
async def change_me(data: JSONBody[MeChanges], who: Who, db: given.Db, if_match: tags.IfMatch = None) -> Response[MeView]:
    """Change your profile; with If-Match only where nobody changed it since you read it."""
    changed = await db.transact(
        lambda tx: actions.edit(tx, who, must_match=lambda version: tags.must_match(if_match, version), **_changes(data))
    )
    async with db.read() as tx:
        me = await me_of(tx, changed)
    return Response(me, headers={"ETag": tags.tag(me.version)})


@get("/api/me/blocks", tags=["people"])
async def list_blocks(
    who: Who, db: given.Db, limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT, cursor: FromQuery[wire.Cursor | None] = None
) -> Page[BlockWire]:
    """Whom you blocked."""
    after = paging.decode(cursor, tuple[UUID])
    async with db.read() as tx:
        found = await actions.blocks_of(tx, who, after=None if after is None else after[0], limit=limit + 1)
        page, following = paging.cut(found, limit, lambda block: [block.blocked_id])
        faces = await actions.faces(tx, [block.blocked_id for block in page])
    return Page([BlockWire(FaceWire.of(faces[block.blocked_id]), block.at) for block in page], following)


@put("/api/me/blocks/{person_id:uuid}", status_code=204, tags=["people"])
async def block(person_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock) -> None:
    """Block somebody: neither of you sees or reaches the other. A repeat changes nothing."""
    await db.transact(lambda tx: actions.block(tx, who, person_id, now=clock()))


@delete("/api/me/blocks/{person_id:uuid}", status_code=204, tags=["people"])
async def unblock(person_id: FromPath[UUID], who: Who, db: given.Db) -> None:
    """Take a block back."""
    await db.transact(lambda tx: actions.unblock(tx, who, person_id))


HANDLERS: list[Any] = [read_me, change_me, list_blocks, block, unblock]


def _changes(data: MeChanges) -> actions.Changes:
    changes = actions.Changes()
    if data.name is not UNSET:
        changes["name"] = wire.tidied(data.name)
    if data.bio is not UNSET:
        changes["bio"] = wire.tidied(data.bio)
    if data.language is not UNSET:
        changes["language"] = data.language
    if data.picture_id is not UNSET:
        changes["picture_id"] = data.picture_id
    return changes


def _first(handles: list[Handle], kind: str) -> str | None:
    return next((handle.value.removeprefix(kind) for handle in handles if handle.value.startswith(kind)), None)
