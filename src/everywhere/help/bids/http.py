"""Bids over HTTP: on needs, on offers, and what the two say to each other until they agree."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from everywhere.help.bids import actions
from everywhere.help.bids.types import Action, Bid, BidId, BidVersion, Booking, Proposal, Stage
from everywhere.help.cancelling.http import CancellationTerms
from everywhere.help.cancelling.types import Side
from everywhere.help.categories import actions as categories
from everywhere.help.deals import http as deals
from everywhere.help.deals.http import DealView
from everywhere.help.deals.types import Materials, Payment
from everywhere.kernel import paging
from everywhere.kernel.database import ReadTx
from everywhere.kernel.http import given, tags, wire
from everywhere.kernel.http.wire import AmountWire, MoneyWire, PointWire
from everywhere.kernel.paging import Page
from everywhere.people import actions as people
from everywhere.people.http import FaceWire, Who
from everywhere.people.types import Person
from everywhere.places.types import Point

Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339, with its offset.")]
Minutes = Annotated[int, Meta(ge=1, le=10_080, description="How long the work takes.")]


class VersionWire(msgspec.Struct):
    """What one of the two proposed."""

    version: int
    by: Side
    fee: AmountWire
    starts_at: datetime
    ends_at: datetime
    minutes: int
    note: str
    at: datetime


class BidCard(msgspec.Struct, kw_only=True):
    """A bid at its present version, as one of the two sees it: `side` is yours, `can` what you may do now, `cancellation` what calling it
    off will cost, `community_id` whose gates it passes.
    """

    id: BidId
    version: int
    stage: Stage
    side: Side
    need_id: UUID | None
    offer_id: UUID | None
    community_id: UUID | None
    asker: FaceWire
    helper: FaceWire
    category: str
    title: str
    proposed_by: Side
    fee: AmountWire
    note: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    payment: Payment
    materials: Materials
    at: PointWire
    cancellation: CancellationTerms
    can: list[Action]
    expires_at: datetime
    created_at: datetime
    updated_at: datetime


class BidView(BidCard, kw_only=True):
    """A bid with every version that the two wrote."""

    versions: list[VersionWire]


class BidDraft(wire.Input, frozen=True, kw_only=True):
    """A helper's answer to a need; a time that is not there is the need's."""

    fee: MoneyWire
    note: wire.Text = ""
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    minutes: Minutes | None = None

    def proposal(self) -> Proposal:
        """As the domain knows it."""
        fee, note = self.fee.money(), wire.tidied(self.note)
        return Proposal(fee=fee, note=note, starts_at=self.starts_at, ends_at=self.ends_at, minutes=self.minutes)


class BookingDraft(BidDraft, frozen=True, kw_only=True):
    """An asker's booking of an offer: where, and how it is paid."""

    at: PointWire
    place_note: wire.Text = ""
    payment: Payment = "balance"
    materials: Materials = "none"

    def booking(self) -> Booking:
        """As the domain knows it."""
        point, note = Point(self.at.lat, self.at.lon), wire.tidied(self.place_note)
        return Booking(proposal=self.proposal(), at=point, place_note=note, payment=self.payment, materials=self.materials)


class Counter(BidDraft, frozen=True, kw_only=True):
    """The next version; `version` is the one that it answers."""

    version: wire.Version


class Acceptance(wire.Input, frozen=True):
    """Yes to this version."""

    version: wire.Version


class Refusing(wire.Input, frozen=True):
    """No, and perhaps why."""

    reason: wire.Text = ""


@post("/api/needs/{need_id:uuid}/bids", status_code=201, tags=["bids"])
async def place_bid(need_id: FromPath[UUID], data: JSONBody[BidDraft], who: Who, command: given.Command) -> Response[BidView]:
    """Answer a need with a fee and a time; another fee than the need names is a counter-offer."""
    return await command.run(
        who.person_id,
        lambda tx: _after(tx, who, command.now, actions.place(tx, who, need_id, data.proposal(), now=command.now)),
        status=201,
    )


@post("/api/offers/{offer_id:uuid}/bids", status_code=201, tags=["bids"])
async def book_offer(offer_id: FromPath[UUID], data: JSONBody[BookingDraft], who: Who, command: given.Command) -> Response[BidView]:
    """Ask for an offer's help, at a place and a time, for a fee."""
    return await command.run(
        who.person_id,
        lambda tx: _after(tx, who, command.now, actions.book(tx, who, offer_id, data.booking(), now=command.now)),
        status=201,
    )


@get("/api/needs/{need_id:uuid}/bids", tags=["bids"])
async def list_bids_on_need(
    *,
    need_id: FromPath[UUID],
    who: Who,
    db: given.Db,
    clock: given.Clock,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[BidCard]:
    """The bids on a need, newest first: its asker sees all, a helper their own."""
    async with db.read() as tx:
        found = await actions.on_need(tx, who, need_id, before=_before(cursor), limit=limit)
        return await _page(tx, who, found, limit, clock())


@get("/api/offers/{offer_id:uuid}/bids", tags=["bids"])
async def list_bids_on_offer(
    *,
    offer_id: FromPath[UUID],
    who: Who,
    db: given.Db,
    clock: given.Clock,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[BidCard]:
    """The bookings of an offer, newest first: its helper sees all, an asker their own."""
    async with db.read() as tx:
        found = await actions.on_offer(tx, who, offer_id, before=_before(cursor), limit=limit)
        return await _page(tx, who, found, limit, clock())


@get("/api/me/bids", tags=["bids"])
async def list_my_bids(
    *,
    who: Who,
    db: given.Db,
    clock: given.Clock,
    role: FromQuery[Side | None] = None,
    stage: FromQuery[Stage | None] = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[BidCard]:
    """Your bids and bookings, and those on what is yours, newest first."""
    async with db.read() as tx:
        found = await actions.of_person(tx, who, side=role, stage=stage, before=_before(cursor), limit=limit)
        return await _page(tx, who, found, limit, clock())


@get("/api/bids/{bid_id:uuid}", tags=["bids"])
async def read_bid(bid_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock) -> Response[BidView]:
    """One bid with its versions, for its two sides; the ETag is its version."""
    async with db.snapshot() as tx:
        bid = await actions.mine(tx, who, bid_id)
        shown = await _view(tx, who, bid, clock())
    return Response(shown, headers={"ETag": tags.tag(bid.version)})


@post("/api/bids/{bid_id:uuid}/counter", status_code=200, tags=["bids"])
async def counter_bid(bid_id: FromPath[UUID], data: JSONBody[Counter], who: Who, command: given.Command) -> Response[BidView]:
    """Write the next version, which the other side may accept."""
    return await command.run(
        who.person_id,
        lambda tx: _after(
            tx, who, command.now, actions.counter(tx, who, bid_id, data.proposal(), version=data.version, now=command.now)
        ),
    )


@post("/api/bids/{bid_id:uuid}/accept", status_code=200, tags=["bids"])
async def accept_bid(bid_id: FromPath[UUID], data: JSONBody[Acceptance], who: Who, command: given.Command) -> Response[DealView]:
    """Say yes to the other side's version: the answer is the deal. Saying it again answers the same deal."""
    return await command.run(
        who.person_id,
        lambda tx: deals.after(tx, who, actions.accept(tx, who, bid_id, version=data.version, now=command.now)),
    )


@post("/api/bids/{bid_id:uuid}/decline", status_code=200, tags=["bids"])
async def decline_bid(
    bid_id: FromPath[UUID], who: Who, command: given.Command, data: JSONBody[Refusing | None] = None
) -> Response[BidView]:
    """Say no, and perhaps why; nobody's standing suffers."""
    reason = wire.tidied(data.reason) if data else ""
    return await command.run(
        who.person_id,
        lambda tx: _after(tx, who, command.now, actions.decline(tx, who, bid_id, reason=reason, now=command.now)),
    )


@post("/api/bids/{bid_id:uuid}/withdraw", status_code=200, tags=["bids"])
async def withdraw_bid(bid_id: FromPath[UUID], who: Who, command: given.Command) -> Response[BidView]:
    """Take back what you began."""
    return await command.run(
        who.person_id, lambda tx: _after(tx, who, command.now, actions.withdraw(tx, who, bid_id, now=command.now))
    )


_READS: list[Any] = [list_bids_on_need, list_bids_on_offer, list_my_bids, read_bid]
HANDLERS: list[Any] = [*_READS, place_bid, book_offer, counter_bid, accept_bid, decline_bid, withdraw_bid]


async def _after(tx: ReadTx, who: Person, now: datetime, step: Awaitable[Bid]) -> BidView:
    return await _view(tx, who, await step, now)


async def _view(tx: ReadTx, who: Person, bid: Bid, now: datetime) -> BidView:
    faces = await people.faces(tx, [bid.asker_id, bid.helper_id])
    policy = (await categories.get(tx, bid.category)).cancellation_policy
    versions = [_version(bid, each) for each in await actions.versions(tx, bid)]
    return BidView(**_fields(bid, who, faces, CancellationTerms.of(policy, bid.fee), now), versions=versions)


async def _page(tx: ReadTx, who: Person, found: list[Bid], limit: int, now: datetime) -> Page[BidCard]:
    page, following = paging.cut(found, limit, lambda bid: [bid.id])
    faces = await people.faces(tx, [person for bid in page for person in (bid.asker_id, bid.helper_id)])
    policies = {category.code: category.cancellation_policy for category in await categories.all_of(tx)}
    cards = [BidCard(**_fields(bid, who, faces, CancellationTerms.of(policies[bid.category], bid.fee), now)) for bid in page]
    return Page(cards, following)


def _before(cursor: str | None) -> BidId | None:
    after = paging.decode(cursor, tuple[BidId])
    return None if after is None else after[0]


def _fields(bid: Bid, who: Person, faces: dict[UUID, Person], terms: CancellationTerms, now: datetime) -> dict[str, Any]:
    same = {name: getattr(bid, name) for name in BidCard.__struct_fields__ if hasattr(bid, name)}
    return {
        **same,
        "side": _side(bid, who.person_id),
        "proposed_by": _side(bid, bid.proposed_by),
        "asker": FaceWire.of(faces[bid.asker_id]),
        "helper": FaceWire.of(faces[bid.helper_id]),
        "fee": AmountWire.of(bid.fee),
        "at": PointWire(bid.lat, bid.lon),
        "cancellation": terms,
        "can": sorted(actions.can(bid, who.person_id, now=now)),
    }


def _side(bid: Bid, person_id: UUID) -> Side:
    return "asker" if person_id == bid.asker_id else "helper"


def _version(bid: Bid, version: BidVersion) -> VersionWire:
    same = {name: getattr(version, name) for name in VersionWire.__struct_fields__ if hasattr(version, name)}
    return VersionWire(**same, by=_side(bid, version.proposed_by), fee=AmountWire(version.fee_minor, bid.currency))
