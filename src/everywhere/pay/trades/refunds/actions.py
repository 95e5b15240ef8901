"""Give back: in parts or the whole, each part once, out of what is held while it is held and from the seller afterwards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.escrow.types import account_of as escrow_of
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import Account, Transfer, posted
from everywhere.pay.merchants.types import takings_of
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.refunds import rules, store
from everywhere.pay.trades.refunds.types import Refund
from everywhere.pay.trades.rules import must_be_cancellable
from everywhere.pay.trades.types import Trade, TradeWasRefunded
from everywhere.pay.wallet.types import account_of as wallet_of

REFUNDS_OF_BILL_MAX = 100_000
SHOWN_MAX = 100
_CANCEL = "cancel"


async def refund(
    tx: Tx,
    found: Trade,
    amount: Money,
    *,
    out_request_no: str,
    reason: str = "",
    terms: dict[str, Any] | None = None,
    now: datetime,
) -> tuple[Trade, Refund, bool]:
    """Give `amount` of a trade back to its buyer; the trade then, the refund, and whether it moved money now.

    The same number with the same amount is the same refund. Raises RefundNumberNeeded, RefundDiffers, RefundTooMuch,
    TradeFinished, TradeClosed, TradeAtAnotherStage, SellerShortOfFunds.
    """
    trade = await trades.lock(tx, found, now=now)
    number = rules.number_of(trade, out_request_no, amount)
    before = await store.read(tx, trade.seller_id, trade.trade_no, number)
    if before is not None:
        rules.must_be_same(before, amount)
        return trade, before, False
    after, from_held = rules.refunded(trade, amount)
    made = Refund(trade.seller_id, trade.trade_no, number, amount.minor, after.refunded_minor, reason, terms or {}, now)
    await store.insert(tx, made)
    await trades.save(tx, [after], TradeWasRefunded(after.seller_id, after.trade_no, after.version, number))
    await _give_back(tx, after, made, from_held, now=now)
    return after, made, True


async def cancel(tx: Tx, found: Trade, *, now: datetime) -> tuple[Trade, str]:
    """Undo a trade of the last 24 hours: close it unpaid, or give all back. The action is empty where there was nothing to do.

    Raises CancelTooLate, TradeFinished, SellerShortOfFunds.
    """
    must_be_cancellable(found, now=now)
    trade = await trades.lock(tx, found, now=now)
    match trade.stage:
        case "waiting":
            return await trades.close(tx, trade, now=now), "close"
        case "paid":
            after, _, _ = await refund(tx, trade, trade.money(trade.refundable_minor), out_request_no=_cancel_no(trade), now=now)
            return after, "refund"
        case _:
            done = await store.read(tx, trade.seller_id, trade.trade_no, _cancel_no(trade))
            return trade, "close" if done is None else "refund"


async def find(tx: ReadTx, trade: Trade, out_request_no: str) -> Refund | None:
    """A refund of a trade by its number."""
    return await store.read(tx, trade.seller_id, trade.trade_no, out_request_no)


async def of_trade(tx: ReadTx, trade: Trade) -> list[Refund]:
    """What was given back of a trade, oldest first; at most 100."""
    return await store.of_trade(tx, trade.seller_id, trade.trade_no, limit=SHOWN_MAX)


async def between(tx: ReadTx, seller_id: UUID, since: datetime, until: datetime) -> list[Refund]:
    """What a seller gave back in a span of time, oldest first."""
    return await store.between(tx, seller_id, since, until, limit=REFUNDS_OF_BILL_MAX)


async def _give_back(tx: Tx, trade: Trade, made: Refund, from_held: Money, *, now: datetime) -> None:
    if trade.buyer_id is None:
        raise LookupError(trade.trade_no)
    wallet = wallet_of(trade.buyer_id, trade.currency)
    escrow, takings = escrow_of(trade.id, trade.currency, payer_id=trade.buyer_id), takings_of(trade.seller_id, trade.currency)
    parts = [(escrow, from_held), (takings, trade.money(made.amount_minor) - from_held)]
    transfers = [_transfer(trade, made, source, wallet, part) for source, part in parts if part.minor > 0]
    await trades.move(tx, transfers, wallet, takings, now=now)
    if from_held.minor > 0:
        await ledger.close_if_zero(tx, escrow, now=now)


def _transfer(trade: Trade, made: Refund, source: Account, wallet: Account, part: Money) -> Transfer:
    transfer_id = ids.derived_id("trade_refund", trade.id, made.out_request_no, source.purpose)
    return posted(transfer_id, source, wallet, part, purpose="trade_refund", ref=trade.id)


def _cancel_no(trade: Trade) -> str:
    return f"{_CANCEL}-{trade.trade_no}"
