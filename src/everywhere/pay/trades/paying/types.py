"""A payment that is to be made, and what may become of it."""

from dataclasses import dataclass
from uuid import UUID

from everywhere.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Payment:
    """Who is to pay which trade; with the payer's code where they were charged by it."""

    seller_id: UUID
    trade_no: str
    trade_id: UUID
    buyer_id: UUID
    code: str = ""


class TradeMoved(Exception):
    """Somebody changed a trade while it was being paid: the next try sees what they did."""


class CodeNotPayable(Refusal):
    """The payer's code is no code, has ended, or was used before."""
