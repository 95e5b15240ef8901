"""Put a merchant's bill together from trades and refunds."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx
from everywhere.pay.bills import rules
from everywhere.pay.bills.types import Line, NoSuchBill, Span
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.pay.trades.refunds.types import Refund
from everywhere.pay.trades.types import Trade

span_of = rules.span_of


async def must_have_lines(tx: ReadTx, seller_id: UUID, span: Span) -> None:
    """Raise NoSuchBill for a span in which nothing was paid or given back."""
    if not await trades.paid_between(tx, seller_id, span.since, span.until) and not await refunds.between(
        tx, seller_id, span.since, span.until
    ):
        raise NoSuchBill


async def zip_of(tx: ReadTx, seller_id: UUID, span: Span, *, now: datetime) -> bytes:
    """The bill of a span of time, as a ZIP. Give it a snapshot. Raises NotAMerchant."""
    merchant = await merchants.of(tx, seller_id)
    paid = await trades.paid_between(tx, seller_id, span.since, span.until)
    given = [
        (each, await trades.get(tx, seller_id, each.trade_no, now=now))
        for each in await refunds.between(tx, seller_id, span.since, span.until)
    ]
    buyers = {each.buyer_id for each in [*paid, *(trade for _, trade in given)] if each.buyer_id is not None}
    names = {buyer_id: await merchants.logon_of(tx, buyer_id) for buyer_id in buyers}
    lines = [_payment(each, names) for each in paid] + [_refund(each, trade, names) for each, trade in given]
    return rules.zipped(merchant.number, span, sorted(lines, key=lambda line: line.done_at), now=now)


def _payment(trade: Trade, names: dict[UUID, str]) -> Line:
    return _line(trade, names, "", trade.amount_minor, trade.shared_minor, trade.paid_at or trade.created_at)


def _refund(refund: Refund, trade: Trade, names: dict[UUID, str]) -> Line:
    return _line(trade, names, refund.out_request_no, -refund.amount_minor, 0, refund.at)


def _line(trade: Trade, names: dict[UUID, str], request_no: str, minor: int, shared_minor: int, done_at: datetime) -> Line:
    extra = trade.said.extra
    return Line(
        trade_no=trade.trade_no,
        out_trade_no=trade.out_trade_no,
        request_no=request_no,
        subject=trade.said.subject,
        created_at=trade.created_at,
        done_at=done_at,
        store_id=str(extra.get("store_id", "")),
        operator_id=str(extra.get("operator_id", "")),
        terminal_id=str(extra.get("terminal_id", "")),
        buyer=names.get(trade.buyer_id, "") if trade.buyer_id else "",
        minor=minor,
        shared_minor=shared_minor,
    )
