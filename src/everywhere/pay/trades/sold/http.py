"""My shop's trades, one by one: what was paid, and giving it back."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from everywhere.kernel import ids, paging
from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.command import IdempotencyKey
from everywhere.kernel.paging import Page
from everywhere.pay.trades.refunds.types import Refund
from everywhere.pay.trades.sold import actions
from everywhere.pay.trades.sold.types import Sale
from everywhere.pay.trades.types import Holding, SoldState, Stage, Trade
from everywhere.people.http import Who
from everywhere.people.types import Person

Words = Annotated[str, QueryParameter(max_length=64)]
_WITHOUT_KEY = "owner"


class RefundDraft(wire.Input, frozen=True):
    """How much to give back, and what for; the payer's statement has the amount alone."""

    amount: wire.MoneyWire
    reason: wire.Note = ""


class SoldView(msgspec.Struct, kw_only=True):
    """A trade that your shop was paid. `left`: what can still be given back. `by_app`: one of your programs made it."""

    trade_no: str
    order_no: str
    subject: str
    amount: wire.AmountWire
    refunded: wire.AmountWire
    left: wire.AmountWire
    stage: Stage
    holding: Holding
    by_app: bool
    paid_at: datetime

    @classmethod
    def of(cls, trade: Trade) -> "SoldView":
        """From the domain's trade."""
        return cls(
            trade_no=trade.trade_no,
            order_no=trade.out_trade_no,
            subject=trade.said.subject,
            amount=wire.AmountWire.of(trade.amount),
            refunded=wire.AmountWire.of(trade.money(trade.refunded_minor)),
            left=wire.AmountWire.of(trade.money(trade.refundable_minor if trade.stage == "paid" else 0)),
            stage=trade.stage,
            holding=trade.holding,
            by_app=bool(trade.app_id),
            paid_at=trade.paid_at or trade.created_at,
        )


class GivenBackView(msgspec.Struct):
    """One refund of a trade."""

    amount: wire.AmountWire
    reason: str
    at: datetime

    @classmethod
    def of(cls, refund: Refund, currency: str) -> "GivenBackView":
        """From the domain's refund."""
        return cls(wire.AmountWire(refund.amount_minor, currency), refund.reason, refund.at)


class SaleView(msgspec.Struct):
    """One trade of your shop, what was given back of it, and how its payer signs in, masked."""

    trade: SoldView
    refunds: list[GivenBackView]
    payer: str

    @classmethod
    def of(cls, sale: Sale) -> "SaleView":
        """From the domain's sale."""
        given_back = [GivenBackView.of(each, sale.trade.currency) for each in sale.refunds]
        return cls(SoldView.of(sale.trade), given_back, sale.payer)


@get("/api/me/pay/merchant/trades", tags=["pay"])
async def list_sold(
    *,
    who: Who,
    db: given.Db,
    clock: given.Clock,
    which: FromQuery[SoldState | None] = None,
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    words: FromQuery[Words] = "",
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[SoldView]:
    """What your shop was paid, newest first: on these days in Shanghai, all or which state, with these words in its subject or this number."""
    wanted = actions.wanted(since=since, until=until, state=which, words=words.strip())
    before = paging.decode(cursor, tuple[datetime, str])
    async with db.read() as tx:
        found = await actions.list_of(tx, who.person_id, wanted, before=before, limit=limit, now=clock())
    page, following = paging.cut(found, limit, lambda trade: [trade.paid_at, trade.trade_no])
    return Page([SoldView.of(each) for each in page], following)


@get("/api/me/pay/merchant/trades/{trade_no:str}", tags=["pay"])
async def read_sold(trade_no: FromPath[str], who: Who, db: given.Db, clock: given.Clock) -> SaleView:
    """One trade that your shop was paid."""
    async with db.read() as tx:
        return SaleView.of(await actions.get(tx, who.person_id, trade_no, now=clock()))


@post("/api/me/pay/merchant/trades/{trade_no:str}/refund", status_code=201, tags=["pay"])
async def give_back(
    *,
    trade_no: FromPath[str],
    data: JSONBody[RefundDraft],
    who: Who,
    command: given.Command,
    idempotency_key: IdempotencyKey = None,
) -> Response[SaleView]:
    """Give a part of it back to its payer, or all; out of what is held, else out of your takings."""
    number = f"{_WITHOUT_KEY}-{idempotency_key or ids.new_id().hex}"
    return await command.run(who.person_id, lambda tx: _given_back(tx, who, trade_no, data, number, command.now), status=201)


HANDLERS: list[Any] = [list_sold, read_sold, give_back]


async def _given_back(tx: Tx, who: Person, trade_no: str, data: RefundDraft, number: str, now: datetime) -> SaleView:
    reason = wire.tidied(data.reason)
    await actions.give_back(tx, who.person_id, trade_no, data.amount.money(), number=number, reason=reason, now=now)
    return SaleView.of(await actions.get(tx, who.person_id, trade_no, now=now))
