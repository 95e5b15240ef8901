"""What becomes of the money that an escrowed trade holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.pay.merchants.types import Side

Kind = Literal["release", "share"]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a trade's money for somebody, as a person or as a merchant."""

    payee_id: UUID
    side: Side
    minor: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """One thing that a seller asked of a trade's money."""

    seller_id: UUID
    trade_no: str
    out_request_no: str
    kind: Kind
    settle_no: str
    digest: bytes
    amount_minor: int
    shares: list[dict[str, Any]]
    at: datetime


class SettlementDiffers(Refusal):
    """The number was used to ask for something else."""


class NothingHeld(Refusal):
    """The trade is not escrowed, or its money was released before."""


class ReleasedAlready(Refusal):
    """The seller has confirmed this trade before."""


class ShareBeforeRelease(Refusal):
    """Shares are given once the seller has confirmed."""


class ShareTooMuch(Refusal):
    """More than what is left to share."""


class ShareMalformed(Refusal):
    """No shares, more than five, or one for the seller."""
