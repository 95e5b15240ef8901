"""What a person paid to merchants, and what waits for them to confirm."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment as its payer sees it; `awaits` until they have confirmed it."""

    person_id: UUID
    trade_id: UUID
    seller_id: UUID
    trade_no: str
    merchant_name: str
    subject: str
    amount_minor: int
    currency: str
    refunded_minor: int
    awaits: bool
    at: datetime
