"""What the owner of a shop sees of one trade."""

from dataclasses import dataclass

from everywhere.pay.trades.refunds.types import Refund
from everywhere.pay.trades.types import Trade


@dataclass(frozen=True, slots=True)
class Sale:
    """A trade that was paid, what was given back of it, and by which masked handle its payer signs in."""

    trade: Trade
    refunds: list[Refund]
    payer: str
