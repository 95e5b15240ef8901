"""What moved a merchant's account."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement, with the balance after it; positive came in. Of what is no trade of the time, the numbers are empty."""

    number: str
    trade_no: str
    out_trade_no: str
    subject: str
    at: datetime
    other: str
    minor: int
    balance_minor: int
    purpose: str
