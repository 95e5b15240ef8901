"""Money given back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from everywhere.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Refund:
    """One giving back of a trade's money; with it `total_minor` was given back of the trade."""

    seller_id: UUID
    trade_no: str
    out_request_no: str
    amount_minor: int
    total_minor: int
    reason: str
    terms: dict[str, Any]
    at: datetime


class RefundNumberNeeded(Refusal):
    """A refund of less than the whole names itself by a number."""


class RefundDiffers(Refusal):
    """The number was used for a refund of another amount."""


class RefundTooMuch(Refusal):
    """More than what is left of the trade."""
