"""Whose turn it is in a complaint, and what each side may do.

seller → buyer → settled
↓        ↓
operator → decided

The seller has 72 hours to answer, as parties to a deal have to agree; the buyer seven days to say that they are not content. A buyer
may take it back until it is over.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from everywhere.pay.complaints.types import (
    Complaint,
    ComplaintPastThisStep,
    Move,
    NothingToComplainOf,
    Reason,
    Side,
    Stage,
    TooManyWords,
)
from everywhere.pay.trades.types import Trade

SELLER_HAS = timedelta(hours=72)
BUYER_HAS = timedelta(days=7)
WITHIN = timedelta(days=90)
"""How long after a payment one may complain of it."""
WORDS_MAX = 50
"""Of each side."""
_MOVES: dict[tuple[Stage, Side], tuple[Move, ...]] = {
    ("seller", "buyer"): ("reply", "withdraw"),
    ("seller", "seller"): ("reply", "answer"),
    ("buyer", "buyer"): ("reply", "settle", "escalate", "withdraw"),
    ("buyer", "seller"): ("reply",),
    ("operator", "buyer"): ("reply", "withdraw"),
    ("operator", "seller"): ("reply", "supplement"),
    ("operator", "operator"): ("decide",),
}


def opened(trade: Trade, buyer_id: UUID, complaint_no: str, *, reason: Reason, text: str, now: datetime) -> Complaint:
    """A fresh complaint of a trade's buyer. Raises NothingToComplainOf."""
    if trade.buyer_id != buyer_id or trade.paid_at is None or now >= trade.paid_at + WITHIN:
        raise NothingToComplainOf
    return Complaint(
        seller_id=trade.seller_id,
        complaint_no=complaint_no,
        trade_no=trade.trade_no,
        app_id=trade.app_id,
        buyer_id=buyer_id,
        reason=reason,
        text=text,
        due_at=now + SELLER_HAS,
        opened_at=now,
        changed_at=now,
    )


def as_of(complaint: Complaint, now: datetime) -> Complaint:
    """The complaint as it stands at this moment: who says nothing in time lets it go on."""
    due_at = complaint.due_at
    if due_at is None or now < due_at:
        return complaint
    if complaint.stage == "seller":
        return _stepped(complaint, due_at, stage="operator", due_at=None)
    return _stepped(complaint, due_at, stage="settled", due_at=None, ended_at=due_at)


def moves(complaint: Complaint, side: Side) -> tuple[Move, ...]:
    """What a side may do now."""
    return _MOVES.get((complaint.stage, side), ())


def moved(complaint: Complaint, side: Side, move: Move, *, now: datetime) -> Complaint:
    """The complaint after a side's move. Raises ComplaintPastThisStep."""
    if move not in moves(complaint, side):
        raise ComplaintPastThisStep(stage=complaint.stage)
    match move:
        case "answer":
            return _stepped(complaint, now, stage="buyer", due_at=now + BUYER_HAS)
        case "settle":
            return _stepped(complaint, now, stage="settled", due_at=None, ended_at=now)
        case "escalate":
            return _stepped(complaint, now, stage="operator", due_at=None)
        case "withdraw":
            return _stepped(complaint, now, stage="withdrawn", due_at=None, ended_at=now)
        case "decide":
            return _stepped(complaint, now, stage="decided", due_at=None, ended_at=now)
        case "reply" | "supplement":
            return _stepped(complaint, now)


def must_have_room(count: int) -> None:
    """Raise TooManyWords for a side that has said as much as one may."""
    if count >= WORDS_MAX:
        raise TooManyWords(limit=WORDS_MAX)


def _stepped(complaint: Complaint, at: datetime, **changes: Any) -> Complaint:
    return replace(complaint, version=complaint.version + 1, changed_at=at, **changes)
