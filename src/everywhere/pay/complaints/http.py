"""Complaints: as buyers, sellers and operators see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from everywhere.kernel import paging
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.pay.complaints import actions
from everywhere.pay.complaints.types import Complaint, Kind, Move, Reason, Side, Stage, Word
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.types import Trade
from everywhere.people.http import Operator, Who

Number = Annotated[str, msgspec.Meta(min_length=28, max_length=28, pattern="^[0-9]+$")]


class ComplaintDraft(wire.Input, frozen=True, kw_only=True):
    """What is wrong with what you paid for."""

    reason: Reason
    text: wire.Words


class BuyersMove(wire.Input, frozen=True, kw_only=True):
    """Say something more; be content; ask an operator; take it back."""

    move: Literal["reply", "settle", "escalate", "withdraw"]
    text: wire.Words | None = None


class SellersMove(wire.Input, frozen=True, kw_only=True):
    """Say something; answer, with which it is the buyer's turn; show something to the operator."""

    move: Literal["reply", "answer", "supplement"]
    text: wire.Words


class ComplaintDecision(wire.Input, frozen=True, kw_only=True):
    """How much of the payment the seller must give back, in minor units; and why, which both read."""

    refund_minor: Annotated[int, msgspec.Meta(ge=0, le=10_000_000_000)]
    note: wire.Words


class WordView(msgspec.Struct):
    """Something that one side said."""

    side: Side
    kind: Kind
    text: str
    at: datetime

    @classmethod
    def of(cls, word: Word) -> "WordView":
        """From the domain's word."""
        return cls(word.side, word.kind, word.text, word.at)


class ComplaintView(msgspec.Struct, kw_only=True):
    """A complaint. `due_at`: until when whoever's turn it is may wait; `can`: what you may do now."""

    number: str
    seller_id: UUID
    trade_id: UUID
    subject: str
    amount: wire.AmountWire
    reason: Reason
    text: str
    stage: Stage
    due_at: datetime | None
    refunded: wire.AmountWire | None
    opened_at: datetime
    ended_at: datetime | None
    can: list[Move]
    words: list[WordView]


@post("/api/me/pay/receipts/{trade_id:uuid}/complaint", status_code=201, tags=["pay"])
async def complain(
    trade_id: FromPath[UUID], data: JSONBody[ComplaintDraft], who: Who, command: given.Command
) -> Response[ComplaintView]:
    """Complain of something that you paid for within 90 days; the seller has 72 hours to answer."""

    async def made(tx: Tx) -> ComplaintView:
        text = wire.tidied(data.text)
        found = await actions.open_one(tx, who.person_id, trade_id, reason=data.reason, text=text, now=command.now)
        return await _view(tx, found, "buyer", now=command.now)

    return await command.run(who.person_id, made, status=201)


@get("/api/me/pay/receipts/{trade_id:uuid}/complaint", tags=["pay"])
async def read_own(trade_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock) -> ComplaintView:
    """Your complaint of something that you paid for."""
    async with db.read(newest=True) as tx:
        return await _view(tx, await actions.of_trade(tx, who.person_id, trade_id, now=clock()), "buyer", now=clock())


@post("/api/me/pay/receipts/{trade_id:uuid}/complaint/moves", status_code=200, tags=["pay"])
async def move_own(
    trade_id: FromPath[UUID], data: JSONBody[BuyersMove], who: Who, command: given.Command
) -> Response[ComplaintView]:
    """Go on with your complaint."""

    async def made(tx: Tx) -> ComplaintView:
        found = await actions.of_trade(tx, who.person_id, trade_id, now=command.now)
        text = wire.tidied(data.text or "")
        return await _view(tx, await actions.say(tx, found, "buyer", data.move, text, now=command.now), "buyer", now=command.now)

    return await command.run(who.person_id, made)


@get("/api/me/pay/complaints", tags=["pay"])
async def list_against(who: Who, db: given.Db, clock: given.Clock) -> Page[ComplaintView]:
    """What your buyers complain of, the newest first; at most 500, without what was said."""
    now = clock()
    async with db.read() as tx:
        found = await actions.of_seller(tx, who.person_id, now=now)
        subjects = await trades.read_some(tx, [(each.seller_id, each.trade_no) for each in found], now=now)
        return Page([_bare_view(each, subjects[each.trade_id], "seller") for each in found if each.trade_id in subjects])


@get("/api/me/pay/complaints/{number:str}", tags=["pay"])
async def read_against(number: FromPath[Number], who: Who, db: given.Db, clock: given.Clock) -> ComplaintView:
    """One of them, with what was said."""
    async with db.read(newest=True) as tx:
        return await _view(tx, await actions.get(tx, who.person_id, number, now=clock()), "seller", now=clock())


@post("/api/me/pay/complaints/{number:str}/moves", status_code=200, tags=["pay"])
async def move_against(
    number: FromPath[Number], data: JSONBody[SellersMove], who: Who, command: given.Command
) -> Response[ComplaintView]:
    """Answer a complaint of one of your buyers."""

    async def made(tx: Tx) -> ComplaintView:
        found = await actions.get(tx, who.person_id, number, now=command.now)
        text = wire.tidied(data.text)
        return await _view(tx, await actions.say(tx, found, "seller", data.move, text, now=command.now), "seller", now=command.now)

    return await command.run(who.person_id, made)


@get("/api/pay/complaints", tags=["operators"])
async def list_for_operators(
    operator: Operator,  # noqa: ARG001 - to ask for it is the check
    db: given.Db,
    clock: given.Clock,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[ComplaintView]:
    """Operators: complaints that the two could not settle, the oldest first."""
    after = paging.decode(cursor, tuple[datetime, str])
    async with db.read() as tx:
        found = await actions.for_operators(tx, after=after, limit=limit)
        page, following = paging.cut(found, limit, lambda each: [each.opened_at, each.complaint_no])
        return Page(await _desk_views(tx, page, now=clock()), following)


@post("/api/pay/complaints/{seller_id:uuid}/{number:str}/decision", status_code=200, tags=["operators"])
async def decide(
    *,
    seller_id: FromPath[UUID],
    number: FromPath[Number],
    data: JSONBody[ComplaintDecision],
    operator: Operator,
    command: given.Command,
) -> Response[ComplaintView]:
    """Operators: decide a complaint; what the seller must give back goes back at once."""

    async def made(tx: Tx) -> ComplaintView:
        found = await actions.get(tx, seller_id, number, now=command.now)
        note = wire.tidied(data.note)
        after = await actions.decide(tx, operator, found, refund_minor=data.refund_minor, note=note, now=command.now)
        return await _view(tx, after, "operator", now=command.now)

    return await command.run(operator.person_id, made)


HANDLERS: list[Any] = [complain, read_own, move_own, list_against, read_against, move_against, list_for_operators, decide]


async def _view(tx: ReadTx, found: Complaint, side: Side, *, now: datetime) -> ComplaintView:
    trade = await trades.get(tx, found.seller_id, found.trade_no, now=now)
    words = [WordView.of(each) for each in await actions.words_of(tx, found)]
    return msgspec.structs.replace(_bare_view(found, trade, side), words=words)


async def _desk_views(tx: ReadTx, page: Sequence[Complaint], *, now: datetime) -> list[ComplaintView]:
    about = await trades.read_some(tx, [(each.seller_id, each.trade_no) for each in page], now=now)
    said = await actions.words_of_some(tx, page)
    return [
        msgspec.structs.replace(
            _bare_view(each, about[each.trade_id], "operator"), words=[WordView.of(word) for word in said[each.complaint_no]]
        )
        for each in page
        if each.trade_id in about
    ]


def _bare_view(found: Complaint, trade: Trade, side: Side) -> ComplaintView:
    return ComplaintView(
        number=found.complaint_no,
        seller_id=found.seller_id,
        trade_id=found.trade_id,
        subject=trade.said.subject,
        amount=wire.AmountWire.of(trade.amount),
        reason=found.reason,
        text=found.text,
        stage=found.stage,
        due_at=found.due_at,
        refunded=None if found.refund_minor is None else wire.AmountWire.of(trade.money(found.refund_minor)),
        opened_at=found.opened_at,
        ended_at=found.ended_at,
        can=list(actions.moves(found, side)),
        words=[],
    )
