"""What a scanned code asks for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.money import Money
from everywhere.pay.trades.types import Channel, Stage


@dataclass(frozen=True, slots=True)
class Bill:
    """What somebody is asked to pay: whom, for what, how much. A shop's code asks for no amount of its own."""

    code: str
    merchant_name: str
    subject: str
    amount: Money | None
    channel: Channel | None
    stage: Stage
    expires_at: datetime | None
    needs_password: bool
    quit_url: str
    payer_id: UUID | None
    """Who alone may pay it, or has paid it."""
