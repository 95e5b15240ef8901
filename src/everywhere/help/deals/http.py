"""Deals over HTTP: the list, the card, and each step."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from everywhere.help.cancelling import actions as cancelling
from everywhere.help.cancelling.http import CancellationTerms, OutcomeWire
from everywhere.help.cancelling.types import By, Reason, Side
from everywhere.help.deals import actions
from everywhere.help.deals.types import Action, Deadline, Deal, DealEvent, DealId, DepositStage, Kind, Materials, Payment, Stage
from everywhere.kernel import paging
from everywhere.kernel.database import ReadTx
from everywhere.kernel.http import given, tags, wire
from everywhere.kernel.http.wire import AmountWire, PointWire
from everywhere.kernel.paging import Page
from everywhere.people import actions as people
from everywhere.people.http import FaceWire, Who
from everywhere.people.types import Person

PictureIds = Annotated[list[UUID], Meta(max_length=8)]


class DeadlineWire(msgspec.Struct):
    """What happens by itself, and when."""

    at: datetime
    does: Deadline


class SumsWire(msgspec.Struct):
    """Where the money is: `held` went into escrow, `released` and `refunded` left it, `in_escrow` is there now; a `deposit` is held apart."""

    price: AmountWire
    topped_up: AmountWire
    held: AmountWire
    in_escrow: AmountWire
    released: AmountWire
    refunded: AmountWire
    tipped: AmountWire
    commission_bps: int
    deposit: AmountWire
    deposit_taken: AmountWire
    deposit_stage: DepositStage | None


class PlaceWire(msgspec.Struct):
    """Where it really is: for the asker, and for the helper until the deal is over."""

    at: PointWire
    note: str


class DeliveryWire(msgspec.Struct):
    """What the helper said when it was done."""

    note: str
    pictures: list[str]
    at: datetime


class HappeningWire(msgspec.Struct):
    """One line of the time line; nobody did what happened by itself, and `operator` is whoever runs this place."""

    version: int
    kind: Kind
    by: By | Literal["operator"]
    facts: dict[str, Any]
    at: datetime


class DealCard(msgspec.Struct, kw_only=True):
    """A deal in a list, as one of the two sees it: `side` is yours, `can` what you may do now."""

    id: DealId
    version: int
    stage: Stage
    side: Side
    need_id: UUID | None
    offer_id: UUID | None
    asker: FaceWire
    helper: FaceWire
    category: str
    title: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    fee: AmountWire
    payment: Payment
    materials: Materials
    deadline: DeadlineWire | None
    can: list[Action]
    agreed_at: datetime
    started_at: datetime | None
    delivered_at: datetime | None
    ended_at: datetime | None


class DealView(DealCard, kw_only=True):
    """The whole card. `at` is where others saw it; `place` is exact."""

    bid_id: UUID
    scope: str
    city: str
    community_id: UUID | None
    at: PointWire
    place: PlaceWire | None
    money: SumsWire
    cancellation: CancellationTerms
    reasons_to_cancel: list[Reason]
    delivery: DeliveryWire | None
    cancel_reason: Reason | None
    cancelled_by: By | None
    cash_confirmed_by: list[Side]
    time_line: list[HappeningWire]


class Delivery(wire.Input, frozen=True):
    """What to show when it is done."""

    note: wire.Text = ""
    picture_ids: PictureIds = msgspec.field(default_factory=list)


class Cancellation(wire.Input, frozen=True):
    """Why it is called off. With `version`, only where nothing happened since that version was read."""

    reason: Reason
    version: wire.Version | None = None


async def view(tx: ReadTx, who: Person, deal: Deal) -> DealView:
    """The whole card, as one of its two sees it."""
    faces = await people.faces(tx, [deal.asker_id, deal.helper_id])
    time_line = await actions.time_line(tx, deal.id)
    side: Side = "asker" if who.person_id == deal.asker_id else "helper"
    is_exact = side == "asker" or not deal.is_over
    by = deal.cancelled_by
    return DealView(
        **_card_fields(deal, side, faces),
        bid_id=deal.bid_id,
        scope=deal.scope,
        city=deal.city,
        community_id=deal.community_id,
        at=PointWire(deal.lat, deal.lon),
        place=PlaceWire(PointWire(deal.exact_lat, deal.exact_lon), deal.exact_note) if is_exact else None,
        money=_sums(deal),
        cancellation=CancellationTerms.of(deal.cancellation_policy, deal.price, deal.agreed_at),
        reasons_to_cancel=cancelling.reasons(side) if "cancel" in actions.can(deal, side) else [],
        delivery=_delivery(deal),
        cancel_reason=deal.cancel_reason,
        cancelled_by=(deal.side_of(by) if by else "nobody") if deal.stage == "cancelled" else None,
        cash_confirmed_by=_cash_confirmed_by(deal),
        time_line=[_happening(deal, each) for each in time_line],
    )


@get("/api/deals", tags=["deals"])
async def list_deals(
    *,
    who: Who,
    db: given.Db,
    role: FromQuery[Side | None] = None,
    stage: FromQuery[Stage | None] = None,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[DealCard]:
    """Your deals, newest first."""
    after = paging.decode(cursor, tuple[DealId])
    async with db.read() as tx:
        found = await actions.of_person(tx, who, side=role, stage=stage, before=after[0] if after else None, limit=limit)
        page, following = paging.cut(found, limit, lambda deal: [deal.id])
        faces = await people.faces(tx, [person for deal in page for person in (deal.asker_id, deal.helper_id)])
    cards = [DealCard(**_card_fields(deal, deal.side_of(who.person_id) or "asker", faces)) for deal in page]
    return Page(cards, following)


@get("/api/deals/{deal_id:uuid}", tags=["deals"])
async def read_deal(deal_id: FromPath[UUID], who: Who, db: given.Db) -> Response[DealView]:
    """One of your deals, with its time line, its money and what you may do next; the ETag is its version."""
    async with db.snapshot() as tx:
        deal = await actions.mine(tx, who, deal_id)
        shown = await view(tx, who, deal)
    return Response(shown, headers={"ETag": tags.tag(deal.version)})


@post("/api/deals/{deal_id:uuid}/fund", status_code=200, tags=["deals"])
async def fund(deal_id: FromPath[UUID], who: Who, command: given.Command) -> Response[DealView]:
    """Put the price into escrow from your balance; asking again holds nothing twice."""
    return await command.run(who.person_id, lambda tx: after(tx, who, actions.fund(tx, who, deal_id, now=command.now)))


@post("/api/deals/{deal_id:uuid}/start", status_code=200, tags=["deals"])
async def start(deal_id: FromPath[UUID], who: Who, command: given.Command) -> Response[DealView]:
    """Begin the work, as its helper, from an hour before the window."""
    return await command.run(who.person_id, lambda tx: after(tx, who, actions.start(tx, who, deal_id, now=command.now)))


@post("/api/deals/{deal_id:uuid}/deliver", status_code=200, tags=["deals"])
async def deliver(
    deal_id: FromPath[UUID], who: Who, command: given.Command, data: JSONBody[Delivery | None] = None
) -> Response[DealView]:
    """Say that the work is done, with a note and pictures."""
    said = data or Delivery()
    note = wire.tidied(said.note)
    return await command.run(
        who.person_id,
        lambda tx: after(tx, who, actions.deliver(tx, who, deal_id, note=note, picture_ids=said.picture_ids, now=command.now)),
    )


@post("/api/deals/{deal_id:uuid}/complete", status_code=200, tags=["deals"])
async def complete(deal_id: FromPath[UUID], who: Who, command: given.Command) -> Response[DealView]:
    """Confirm, as the asker: the money in escrow goes to the helper. In a cash deal: confirm that you paid."""
    return await command.run(who.person_id, lambda tx: after(tx, who, actions.complete(tx, who, deal_id, now=command.now)))


@post("/api/deals/{deal_id:uuid}/cash", status_code=200, tags=["deals"])
async def confirm_cash(deal_id: FromPath[UUID], who: Who, command: given.Command) -> Response[DealView]:
    """Confirm, as the helper, that you were paid in cash."""
    return await command.run(who.person_id, lambda tx: after(tx, who, actions.confirm_cash(tx, who, deal_id, now=command.now)))


@get("/api/deals/{deal_id:uuid}/cancellation", tags=["deals"])
async def preview_cancellation(
    deal_id: FromPath[UUID], reason: FromQuery[Reason], who: Who, db: given.Db, clock: given.Clock
) -> OutcomeWire:
    """Who would pay what if you called it off now for this reason; nothing is changed."""
    async with db.read() as tx:
        found = await actions.preview(tx, who, deal_id, reason, now=clock())
    return OutcomeWire.of(found)


@post("/api/deals/{deal_id:uuid}/cancel", status_code=200, tags=["deals"])
async def cancel(deal_id: FromPath[UUID], data: JSONBody[Cancellation], who: Who, command: given.Command) -> Response[DealView]:
    """Call it off; `GET …/cancellation` says before what it costs."""
    return await command.run(
        who.person_id,
        lambda tx: after(tx, who, actions.cancel(tx, who, deal_id, data.reason, version=data.version, now=command.now)),
    )


HANDLERS: list[Any] = [list_deals, read_deal, fund, start, deliver, complete, confirm_cash, preview_cancellation, cancel]


async def after(tx: ReadTx, who: Person, step: Awaitable[Deal]) -> DealView:
    """The card after a step."""
    return await view(tx, who, await step)


def _card_fields(deal: Deal, side: Side, faces: dict[UUID, Person]) -> dict[str, Any]:
    deadline = DeadlineWire(deal.deadline_at, deal.deadline_does) if deal.deadline_at and deal.deadline_does else None
    same = {name: getattr(deal, name) for name in DealCard.__struct_fields__ if hasattr(deal, name)}
    return {
        **same,
        "side": side,
        "asker": FaceWire.of(faces[deal.asker_id]),
        "helper": FaceWire.of(faces[deal.helper_id]),
        "fee": AmountWire.of(deal.fee),
        "deadline": deadline,
        "can": sorted(actions.can(deal, side)),
    }


def _sums(deal: Deal) -> SumsWire:
    return SumsWire(
        price=AmountWire.of(deal.price),
        topped_up=AmountWire(deal.topped_up_minor, deal.currency),
        held=AmountWire(deal.held_minor, deal.currency),
        in_escrow=AmountWire.of(deal.in_escrow),
        released=AmountWire(deal.released_minor, deal.currency),
        refunded=AmountWire(deal.refunded_minor, deal.currency),
        tipped=AmountWire(deal.tipped_minor, deal.currency),
        commission_bps=deal.commission_bps,
        deposit=AmountWire.of(deal.deposit),
        deposit_taken=AmountWire(deal.deposit_taken_minor, deal.currency),
        deposit_stage=deal.deposit_stage,
    )


def _delivery(deal: Deal) -> DeliveryWire | None:
    pictures = [f"/api/pictures/{each}" for each in deal.delivery_picture_ids]
    return DeliveryWire(deal.delivery_note, pictures, deal.delivered_at) if deal.delivered_at else None


def _cash_confirmed_by(deal: Deal) -> list[Side]:
    said: dict[Side, bool] = {"asker": deal.cash_confirmed_by_asker, "helper": deal.cash_confirmed_by_helper}
    return [side for side, is_said in said.items() if is_said]


def _happening(deal: Deal, event: DealEvent) -> HappeningWire:
    by = "nobody" if event.by_id is None else deal.side_of(event.by_id) or "operator"
    return HappeningWire(event.version, event.kind, by, event.facts, event.at)
