"""Talk over HTTP: the same two doors on needs, offers and deals, the list of threads, and the quick phrases."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from everywhere.help.chat import actions, rules
from everywhere.help.chat.types import Message, PhraseCode, SubjectKind, Talk, Thread
from everywhere.kernel import catalogue, paging
from everywhere.kernel.catalogue import Language
from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.command import Command
from everywhere.kernel.http.given import Db
from everywhere.kernel.paging import Page
from everywhere.people import actions as people
from everywhere.people.http import FaceWire, Viewer, Who
from everywhere.people.types import Person

With = Annotated[
    UUID | None, QueryParameter(name="with", required=False, description="The guest, where the need or offer is yours.")
]
After = Annotated[
    UUID | None,
    QueryParameter(
        required=False, description="Only what was said behind this message, oldest first; for who asks again and again."
    ),
]


class MessageDraft(wire.Input, frozen=True, kw_only=True):
    """Words, pictures that you uploaded, or a quick phrase by itself."""

    text: wire.Text = ""
    phrase: PhraseCode | None = None
    picture_ids: Annotated[list[UUID], Meta(max_length=6)] = msgspec.field(default_factory=list)


class MessageView(msgspec.Struct, kw_only=True):
    """A message; a phrase reads in your language. `hint` says why something is hidden, where `masked`."""

    id: UUID
    by: UUID
    mine: bool
    text: str
    phrase: PhraseCode | None
    pictures: list[str]
    masked: bool
    hint: str | None
    at: datetime

    @classmethod
    def of(cls, message: Message, reader: Person) -> "MessageView":
        """As `reader` sees it."""
        return cls(
            id=message.id,
            by=message.by_id,
            mine=message.by_id == reader.person_id,
            text=rules.words(message, reader.language),
            phrase=message.phrase,
            pictures=[f"/api/pictures/{picture_id}" for picture_id in message.picture_ids],
            masked=message.is_masked,
            hint=rules.HINT[reader.language] if message.is_masked else None,
            at=message.at,
        )


class ThreadView(msgspec.Struct, kw_only=True):
    """A thread of yours: what it is about, with whom, and what was said last."""

    subject_kind: SubjectKind
    subject_id: UUID
    guest_id: UUID
    other: FaceWire
    last: MessageView


class PhraseView(msgspec.Struct):
    """A quick phrase in your language."""

    code: PhraseCode
    text: str


@get("/api/phrases", tags=["chat"])
async def list_phrases(request: Request[Any, Any, Any], viewer: Viewer) -> Page[PhraseView]:
    """Quick phrases: one sends the code, everybody reads it in their own language."""
    language: Language = viewer.language if viewer else catalogue.pick_language(request.headers.get("accept-language"))
    return Page([PhraseView(code, words[language]) for code, words in rules.PHRASES.items()])


@get("/api/threads", tags=["chat"])
async def list_threads(
    who: Who,
    db: given.Db,
    subject_id: FromQuery[UUID | None] = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[ThreadView]:
    """Your talks, the latest first; with `subject_id` those about one need, offer or deal."""
    before = paging.decode(cursor, tuple[datetime, UUID, UUID])
    async with db.read() as tx:
        found = await actions.talks(tx, who, subject_id=subject_id, before=before, limit=limit)
        page, following = paging.cut(found, limit, lambda talk: [talk.last_at, talk.subject_id, talk.guest_id])
        faces = await people.faces(tx, [_other(talk, who) for talk in page])
        apart = await people.blocked_ids(tx, who.person_id)
    return Page([_thread_view(talk, who, faces) for talk in page if _other(talk, who) not in apart], following)


@get("/api/needs/{need_id:uuid}/messages", tags=["chat"])
async def read_in_need(
    need_id: FromPath[UUID],
    who: Who,
    db: given.Db,
    with_id: With = None,
    after: After = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[MessageView]:
    """Talk about a need, newest first: yours with its asker, or the asker's with one guest (`with`)."""
    return await _read(db, who, ("need", need_id, with_id), after=after, limit=limit, cursor=cursor)


@get("/api/offers/{offer_id:uuid}/messages", tags=["chat"])
async def read_in_offer(
    offer_id: FromPath[UUID],
    who: Who,
    db: given.Db,
    with_id: With = None,
    after: After = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[MessageView]:
    """Talk about an offer, newest first: yours with its helper, or the helper's with one guest (`with`)."""
    return await _read(db, who, ("offer", offer_id, with_id), after=after, limit=limit, cursor=cursor)


@get("/api/deals/{deal_id:uuid}/messages", tags=["chat"])
async def read_in_deal(
    deal_id: FromPath[UUID],
    who: Who,
    db: given.Db,
    with_id: With = None,
    after: After = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[MessageView]:
    """Talk of the two of a deal, newest first."""
    return await _read(db, who, ("deal", deal_id, with_id), after=after, limit=limit, cursor=cursor)


@post("/api/needs/{need_id:uuid}/messages", status_code=201, tags=["chat"])
async def say_in_need(
    need_id: FromPath[UUID], data: JSONBody[MessageDraft], who: Who, command: given.Command, with_id: With = None
) -> Response[MessageView]:
    """Say something about an open need; its asker names the guest in `with`. Contact data is hidden."""
    return await _say(command, who, ("need", need_id, with_id), data)


@post("/api/offers/{offer_id:uuid}/messages", status_code=201, tags=["chat"])
async def say_in_offer(
    offer_id: FromPath[UUID], data: JSONBody[MessageDraft], who: Who, command: given.Command, with_id: With = None
) -> Response[MessageView]:
    """Say something about an offer; its helper names the guest in `with`. Contact data is hidden."""
    return await _say(command, who, ("offer", offer_id, with_id), data)


@post("/api/deals/{deal_id:uuid}/messages", status_code=201, tags=["chat"])
async def say_in_deal(
    deal_id: FromPath[UUID], data: JSONBody[MessageDraft], who: Who, command: given.Command, with_id: With = None
) -> Response[MessageView]:
    """Say something to the other one of a deal. Contact data is hidden until the money is held."""
    return await _say(command, who, ("deal", deal_id, with_id), data)


HANDLERS: list[Any] = [
    list_phrases,
    list_threads,
    read_in_need,
    read_in_offer,
    read_in_deal,
    say_in_need,
    say_in_offer,
    say_in_deal,
]

Where = tuple[SubjectKind, UUID, UUID | None]


async def _read(db: Db, who: Person, where: Where, *, after: UUID | None, limit: int, cursor: str | None) -> Page[MessageView]:
    before = paging.decode(cursor, tuple[UUID])
    async with db.read() as tx:
        thread = await actions.thread_of(tx, who, *where)
        if after is not None:
            return Page([MessageView.of(message, who) for message in await actions.after(tx, thread, after, limit=limit)])
        found = await actions.page(tx, thread, before=None if before is None else before[0], limit=limit)
    page, following = paging.cut(found, limit, lambda message: [message.id])
    return Page([MessageView.of(message, who) for message in page], following)


async def _say(command: Command, who: Person, where: Where, data: MessageDraft) -> Response[MessageView]:
    await actions.must_not_flood(command.db, who, now=command.now)

    async def said(tx: Tx) -> MessageView:
        thread: Thread = await actions.thread_of(tx, who, *where)
        text = wire.tidied(data.text)
        message = await actions.say(tx, who, thread, text=text, phrase=data.phrase, picture_ids=data.picture_ids, now=command.now)
        return MessageView.of(message, who)

    return await command.run(who.person_id, said, status=201)


def _other(talk: Talk, who: Person) -> UUID:
    return talk.guest_id if talk.owner_id == who.person_id else talk.owner_id


def _thread_view(talk: Talk, who: Person, faces: dict[UUID, Person]) -> ThreadView:
    return ThreadView(
        subject_kind=talk.subject_kind,
        subject_id=talk.subject_id,
        guest_id=talk.guest_id,
        other=FaceWire.of(faces[_other(talk, who)]),
        last=MessageView.of(talk.last, who),
    )
