"""The inbox, and the event stream of what happens to me and on the map that I look at."""

import functools
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromQuery, HeaderParameter, JSONBody, QueryParameter
from msgspec import Meta

from everywhere.kernel import paging
from everywhere.kernel.catalogue import Language
from everywhere.kernel.database import Tx
from everywhere.kernel.errors import Malformed
from everywhere.kernel.http import events, given, wire
from everywhere.kernel.http.origin import origin_of
from everywhere.kernel.hub import Shape
from everywhere.kernel.live import LiveEvent
from everywhere.notify import actions, rules
from everywhere.notify.types import PERSON_TOPIC, Notice, SubjectKind, person_topic
from everywhere.people.http import Viewer, Who
from everywhere.people.sessions.types import Guest, SignedIn
from everywhere.people.types import Person

LastEventId = Annotated[
    int | None, HeaderParameter(name="Last-Event-ID", ge=0, le=2**62, required=False, description="Resume behind this event.")
]
LastEventIdInQuery = Annotated[
    int | None,
    QueryParameter(name="last_event_id", ge=0, le=2**62, required=False, description="Like the header, for who cannot set one."),
]
Watch = Annotated[
    str | None,
    QueryParameter(
        max_length=60, pattern=wire.POINT, required=False, description="The middle of the map, lat,lon: its events come too."
    ),
]
WatchRadius = Annotated[int, QueryParameter(ge=1, le=rules.WATCH_RADIUS_MAX_M, description="How far the map reaches, in metres.")]


# A person has a few telephones and windows; behind one address there may be a whole campus.
_STREAMS_OF_PERSON_MAX = 12
_STREAMS_OF_ADDRESS_MAX = 200


class SubjectWire(msgspec.Struct):
    """What a notice is about."""

    kind: SubjectKind
    id: UUID


class NoticeWire(msgspec.Struct, kw_only=True):
    """A notice in the reader's words (`title`, `body`) and for programs (`kind`, `facts`)."""

    id: UUID
    kind: str
    title: str
    body: str
    facts: dict[str, Any]
    subject: SubjectWire
    at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, notice: Notice, language: Language) -> "NoticeWire":
        """In the words of `language`."""
        title, body = rules.worded(notice.kind, notice.facts, language)
        return cls(
            id=notice.id,
            kind=notice.kind,
            title=title,
            body=body,
            facts=notice.facts,
            subject=SubjectWire(notice.subject_kind, notice.subject_id),
            at=notice.at,
            read_at=notice.read_at,
        )


class Inbox(msgspec.Struct, kw_only=True):
    """Notices, newest first, and how many are unread in all (999: that many or more)."""

    # A page like every other; written out, since a description cannot see what a generic parent was filled with.
    items: list[NoticeWire]
    next: str | None = None
    unread: int


class ReadMark(wire.Input, frozen=True, kw_only=True):
    """What was read: everything up to a notice, or these."""

    up_to: UUID | None = None
    ids: Annotated[list[UUID], Meta(max_length=100)] = msgspec.field(default_factory=list)


class Unread(msgspec.Struct):
    """How many notices are left unread."""

    unread: int


@get("/api/inbox", tags=["notify"])
async def read_inbox(
    who: Who,
    db: given.Db,
    unread: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Inbox:
    """Your notices, newest first, in your language; with `unread=true` only what you have not read."""
    before = paging.decode(cursor, tuple[UUID])
    async with db.read() as tx:
        found = await actions.inbox(
            tx, who.person_id, before=None if before is None else before[0], unread_only=unread, limit=limit
        )
        unread_count = await actions.unread_count(tx, who.person_id)
    page, following = paging.cut(found, limit, lambda notice: [notice.id])
    return Inbox(items=[NoticeWire.of(notice, who.language) for notice in page], next=following, unread=unread_count)


@post("/api/inbox/read", status_code=200, tags=["notify"])
async def mark_read(data: JSONBody[ReadMark], who: Who, command: given.Command) -> Response[Unread]:
    """Mark notices read."""

    async def marked(tx: Tx) -> Unread:
        return Unread(await actions.mark_read(tx, who.person_id, up_to=data.up_to, notice_ids=data.ids, now=command.now))

    return await command.run(who.person_id, marked)


@get("/api/live", tags=["notify"], media_type=events.MEDIA_TYPE)
async def listen(
    request: Request[Any, Any, Any],
    viewer: Viewer,
    hub: given.Hub,
    watch: Watch = None,
    radius_m: WatchRadius = 2000,
    last_event_id: LastEventId = None,
    resume_from: LastEventIdInQuery = None,
) -> events.EventStream:
    """What happens to you, and with `watch` what happens on that map, as server-sent events.

    `event` is the kind, `data` is JSON, `id` goes into `Last-Event-ID` to resume without a gap. `ready`: all that was
    missed has been sent. `reset`: too much was missed, fetch everything afresh. Without signing in, `watch` is needed.
    """
    owner, owner_max = _owner(request, viewer)
    topics = rules.topics_of(None if viewer is None else viewer.person_id, _middle(watch), radius_m)
    after = last_event_id if last_event_id is not None else resume_from
    shape = _shape_in(None if viewer is None else viewer.language)
    guest = Guest(viewer.person_id, viewer.session_id) if isinstance(viewer, SignedIn) else None
    return events.EventStream(lambda: hub.listening(owner, topics, shape=shape, after=after, owner_max=owner_max, guest=guest))


HANDLERS = [read_inbox, mark_read, listen]


def _middle(watch: str | None) -> tuple[float, float] | None:
    if watch is None:
        return None
    try:
        point = wire.parse_point(watch)
    except ValueError as error:
        raise Malformed(path="watch", reason=str(error)) from error
    return point.lat, point.lon


def _owner(request: Request[Any, Any, Any], viewer: Person | None) -> tuple[str, int]:
    if viewer is not None:
        return person_topic(viewer.person_id), _STREAMS_OF_PERSON_MAX
    return f"address:{origin_of(request)}", _STREAMS_OF_ADDRESS_MAX


@functools.cache
def _shape_in(language: Language | None) -> Shape:
    # Made once a language, so that all its streams share what is written of an event. Without signing in there are no notices.
    def written(event: LiveEvent) -> bytes:
        if language is None or "subject_kind" not in event.body or not event.topic.startswith(PERSON_TOPIC):
            return events.block(event, event.body)
        notice = msgspec.convert({"read_at": None, **event.body}, Notice)
        return events.block(event, NoticeWire.of(notice, language))

    return written
