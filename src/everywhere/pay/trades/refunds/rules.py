"""Decide about refunds."""

from everywhere.kernel.money import Money
from everywhere.pay.trades import rules as trades
from everywhere.pay.trades.refunds.types import Refund, RefundDiffers, RefundNumberNeeded, RefundTooMuch
from everywhere.pay.trades.types import Trade, TradeAtAnotherStage, TradeClosed, TradeFinished


def number_of(trade: Trade, out_request_no: str, amount: Money) -> str:
    """The number of a refund: of the whole it may be left away, and is the order's then. Raises RefundNumberNeeded."""
    if not out_request_no and amount.minor != trade.amount_minor:
        raise RefundNumberNeeded(path="out_request_no")
    return out_request_no or trade.out_trade_no


def must_be_same(refund: Refund, amount: Money) -> None:
    """Raise RefundDiffers unless that refund gave back as much."""
    if refund.amount_minor != amount.minor:
        raise RefundDiffers(path="out_request_no")


def refunded(trade: Trade, amount: Money) -> tuple[Trade, Money]:
    """The trade with this much given back, and how much of it comes out of what is held; the seller gives the rest.

    Raises TradeFinished, TradeClosed, TradeAtAnotherStage, RefundTooMuch.
    """
    if trade.stage == "finished":
        raise TradeFinished
    if trade.stage == "closed":
        raise TradeClosed
    if trade.stage != "paid":
        raise TradeAtAnotherStage(stage=trade.stage)
    if amount.minor > trade.refundable_minor:
        raise RefundTooMuch(path="refund_amount", left_minor=trade.refundable_minor)
    held_minor = min(amount.minor, trade.held_minor)
    is_whole = amount.minor == trade.refundable_minor
    left_minor = trade.held_minor - held_minor
    is_over = trade.holding in ("held", "frozen") and left_minor == 0
    after = trades.stepped(
        trade,
        refunded_minor=trade.refunded_minor + amount.minor,
        held_minor=left_minor,
        holding="released" if is_over else trade.holding,
        settles_at=None if is_over else trade.settles_at,
        stage="closed" if is_whole else "paid",
    )
    return after, trade.money(held_minor)
