"""Partners: who may be given shares of a seller's trades."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.pay.merchants.types import Side


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody whom a seller named as one who may be given shares, as a person or as a merchant."""

    seller_id: UUID
    payee_id: UUID
    side: Side
    memo: str
    bound_at: datetime


class PartnersMalformed(Refusal):
    """Nobody is named, or more than one request takes."""


class PartnerIsSeller(Refusal):
    """The seller is no partner of their own."""


class TooManyPartners(Refusal):
    """The seller has as many partners as one may."""


class NotAPartner(Refusal):
    """A share for somebody whom the seller never named as a partner."""
