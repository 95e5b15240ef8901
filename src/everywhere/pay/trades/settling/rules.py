"""Decide what a seller may do with a trade's money."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from everywhere.pay.trades import rules as trades
from everywhere.pay.trades.settling.types import (
    NothingHeld,
    ReleasedAlready,
    Settlement,
    SettlementDiffers,
    Share,
    ShareBeforeRelease,
    ShareMalformed,
    ShareTooMuch,
)
from everywhere.pay.trades.types import Trade, TradeAtAnotherStage

FROZEN_FOR = timedelta(days=30)
SHARES_MAX = 5


def must_be_same(before: Settlement, digest: bytes) -> None:
    """Raise SettlementDiffers unless that was asked for before."""
    if before.digest != digest:
        raise SettlementDiffers(path="out_request_no")


def confirmed(trade: Trade, *, keeps_frozen: bool, now: datetime) -> Trade:
    """With its money the seller's, or frozen for shares for 30 days. Raises TradeAtAnotherStage, ReleasedAlready, NothingHeld."""
    if trade.stage != "paid":
        raise TradeAtAnotherStage(stage=trade.stage)
    if trade.holding in ("frozen", "released"):
        raise ReleasedAlready
    if trade.holding == "none":
        raise NothingHeld
    if keeps_frozen:
        return trades.stepped(trade, holding="frozen", settles_at=now + FROZEN_FOR)
    return released(trade)


def released(trade: Trade) -> Trade:
    """With all that it held its seller's."""
    return trades.stepped(trade, holding="released", held_minor=0, settles_at=None)


def shared(trade: Trade, shares: Sequence[Share], *, is_last: bool) -> Trade:
    """With shares given: out of what is frozen, else by the seller. The last shares release the rest.

    Raises ShareMalformed, TradeAtAnotherStage, ShareBeforeRelease, ShareTooMuch.
    """
    if not 1 <= len(shares) <= SHARES_MAX or any((each.payee_id, each.side) == (trade.seller_id, "merchant") for each in shares):
        raise ShareMalformed(path="royalty_parameters", shares_max=SHARES_MAX)
    if trade.stage not in ("paid", "finished"):
        raise TradeAtAnotherStage(stage=trade.stage)
    if trade.holding == "held":
        raise ShareBeforeRelease
    minor = sum(each.minor for each in shares)
    left_minor = trade.amount_minor - trade.refunded_minor - trade.shared_minor
    if minor > left_minor or (trade.holding == "frozen" and minor > trade.held_minor):
        raise ShareTooMuch(path="royalty_parameters", left_minor=left_minor)
    held_minor = trade.held_minor - minor if trade.holding == "frozen" else 0
    after = trades.stepped(trade, shared_minor=trade.shared_minor + minor, held_minor=held_minor)
    if trade.holding == "frozen" and (is_last or held_minor == 0):
        return replace(after, holding="released", held_minor=0, settles_at=None)
    return after
