"""Bills: what a merchant was paid and gave back in a day or a month."""

from dataclasses import dataclass
from datetime import datetime

from everywhere.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Line:
    """One payment or refund. A refund's sums are negative and its `request_no` is set."""

    trade_no: str
    out_trade_no: str
    request_no: str
    subject: str
    created_at: datetime
    done_at: datetime
    store_id: str
    operator_id: str
    terminal_id: str
    buyer: str
    minor: int
    shared_minor: int


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, and how file names say it."""

    since: datetime
    until: datetime
    name: str


class NoSuchBill(Refusal):
    """There is no bill of that day or month, or not yet."""


class BillMalformed(Refusal):
    """Neither a day nor a month."""
