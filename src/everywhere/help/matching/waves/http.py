"""Instant waves, seen by the asker and by those who are asked."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta

from everywhere.help.matching.ranking.types import Reason
from everywhere.help.matching.viewing.http import WhyWire, language_of
from everywhere.help.matching.waves import actions, rules
from everywhere.help.matching.waves.types import Answer, Invitation, Progress
from everywhere.help.needs.types import Stage
from everywhere.kernel import paging
from everywhere.kernel.catalogue import Language
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.people import actions as people
from everywhere.people.http import FaceWire, Who
from everywhere.people.types import Person
from everywhere.places import actions as places

Ticks = Annotated[int, Meta(ge=0, le=2**52)]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class WaveWire(msgspec.Struct):
    """One ring: how far it reached, and how many were asked in it."""

    wave: int
    ring_m: int
    asked: int
    at: datetime


class WavesView(msgspec.Struct, kw_only=True):
    """How the asking for an instant need goes. `ring_m` is how far it reached so far, `next_at` when it widens."""

    progress: Progress
    asked: int
    bids: int
    ring_m: int
    next_at: datetime | None
    waves: list[WaveWire]


class InvitedNeed(msgspec.Struct, kw_only=True):
    """The need that an invitation is about; `at` is the centre of its cell."""

    id: UUID
    category: str
    title: str
    asker: FaceWire
    at: wire.PointWire
    cell: str
    minutes: int
    fee: wire.AmountWire | None
    stage: Stage
    ends_at: datetime
    expires_at: datetime


class InvitationView(msgspec.Struct, kw_only=True):
    """Somebody near by needs help now, and why you were asked. `answer`: bid, declined, or nothing yet."""

    need: InvitedNeed
    offer_id: UUID
    wave: int
    asked_at: datetime
    answer: Answer | None
    why: list[WhyWire]


@get("/api/needs/{need_id:uuid}/waves", tags=["matching"])
async def read_waves(need_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock) -> WavesView:
    """How the asking for your instant need goes."""
    async with db.read() as tx:
        need, asked, bids = await actions.progress(tx, who, need_id)
    progress = rules.progress(need, asked, now=clock())
    return WavesView(
        progress=progress,
        asked=sum(wave.asked for wave in asked),
        bids=bids,
        ring_m=asked[-1].ring_m if asked else 0,
        next_at=asked[-1].next_at if asked and progress == "asking" else None,
        waves=[WaveWire(wave.wave, wave.ring_m, wave.asked, wave.at) for wave in asked],
    )


@get("/api/me/invitations", tags=["matching"])
async def list_invitations(
    request: Request[Any, Any, Any],
    who: Who,
    db: given.Db,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[InvitationView]:
    """For which instant needs you were asked, newest first, and why."""
    async with db.read() as tx:
        found = await actions.invitations(tx, who, before=_before(cursor), limit=limit + 1)
        page, following = paging.cut(found, limit, lambda invitation: ((invitation.asked_at - _EPOCH) // _TICK, invitation.need_id))
        faces = await people.faces(tx, [invitation.asker_id for invitation in page])
    language = language_of(request, who)
    return Page([_view(invitation, faces[invitation.asker_id], language) for invitation in page], following)


@post("/api/needs/{need_id:uuid}/decline", status_code=204, tags=["matching"])
async def decline_need(need_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock) -> Response[None]:
    """Say no to an invitation. It is free: no record counts it."""
    await db.transact(lambda tx: actions.decline(tx, who, need_id, now=clock()))
    return Response(None, status_code=204)


HANDLERS = [read_waves, list_invitations, decline_need]


def _before(cursor: str | None) -> tuple[datetime, UUID] | None:
    found = paging.decode(cursor, tuple[Ticks, UUID])
    return None if found is None else (_EPOCH + found[0] * _TICK, found[1])


def _view(invitation: Invitation, asker: Person, language: Language) -> InvitationView:
    need = InvitedNeed(
        id=invitation.need_id,
        category=invitation.category,
        title=invitation.title,
        asker=FaceWire.of(asker),
        at=wire.PointWire(invitation.lat, invitation.lon),
        cell=places.cell_name(invitation.cell),
        minutes=invitation.minutes,
        fee=None if invitation.fee_minor is None else wire.AmountWire(invitation.fee_minor, invitation.currency),
        stage=invitation.stage,
        ends_at=invitation.ends_at,
        expires_at=invitation.expires_at,
    )
    return InvitationView(
        need=need,
        offer_id=invitation.offer_id,
        wave=invitation.wave,
        asked_at=invitation.asked_at,
        answer=invitation.answer,
        why=[WhyWire.of(Reason.of(reason["code"], **reason["facts"]), language) for reason in invitation.reasons],
    )
