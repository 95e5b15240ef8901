"""What a trade says about how its seller kept their word. Of its buyer it says nothing, and how much it was about stays out.

    kept         paid a week ago, handed over, not complained of: by the share that was not given back
    left undone  an operator let at least half be given back
    dispute      lost: by the share that an operator let be given back, or that the shop gave back once it was complained of

What a buyer may send back of their own choice takes from what was kept, and is no fault. A complaint without money given back, or
that is taken back, leaves the trade as it was.
"""

from datetime import datetime, timedelta

from everywhere.pay.complaints.types import Complaint, Reason
from everywhere.pay.trades.types import Trade
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import SALE_WEIGHT, Fact, Kind

COUNTS_AFTER = timedelta(days=7)
"""So long after it was paid a trade speaks: by then most buyers know whether it was as promised."""
TOLD_FROM = 2
"""From this wording on people are told that sales count; of who agreed to an older one none do."""
SETTLED = 0.5
"""What the two settled says less than what was decided, as with deals."""
UNDONE_FROM = 0.5
"""Of the share that an operator let be given back: from here on the promise was not kept."""
FAILED: frozenset[Reason] = frozenset({"not_delivered", "not_as_described", "damaged", "charged_wrongly", "not_refunded"})


def promise_of(trade: Trade, complaint: Complaint | None, *, is_circle: bool, now: datetime) -> Fact | None:
    """How the seller kept their word, if that can be said by now; `is_circle`: the seller pays this buyer, too, who then praises nobody."""
    if trade.paid_at is None or now < trade.paid_at + COUNTS_AFTER or trade.holding == "held" or _is_open(complaint):
        return None
    upheld = upheld_share(trade, complaint)
    if upheld >= UNDONE_FROM:
        return _fact(trade, "left_undone", value=0.0, weight=SALE_WEIGHT * upheld, at=trade.paid_at)
    kept = trade.refundable_minor / trade.amount_minor
    if kept == 0 or is_circle:
        return None
    return _fact(trade, "kept", value=1.0, weight=SALE_WEIGHT * kept, at=trade.paid_at)


def dispute_of(trade: Trade, complaint: Complaint | None, *, conceded_minor: int) -> Fact | None:
    """The complaint that the seller lost; `conceded_minor`: what they gave back since it was made."""
    if complaint is None or complaint.ended_at is None:
        return None
    weight = upheld_share(trade, complaint)
    if complaint.stage == "settled" and complaint.reason in FAILED:
        weight = SETTLED * conceded_minor / trade.amount_minor
    return _fact(trade, "dispute", value=0.0, weight=SALE_WEIGHT * weight, at=complaint.ended_at) if weight else None


def upheld_share(trade: Trade, complaint: Complaint | None) -> float:
    """The share of a trade that an operator let be given back, 0 to 1."""
    is_decided = complaint is not None and complaint.stage == "decided"
    return (complaint.refund_minor or 0) / trade.amount_minor if complaint is not None and is_decided else 0.0


def _is_open(complaint: Complaint | None) -> bool:
    return complaint is not None and complaint.ended_at is None


def _fact(trade: Trade, kind: Kind, *, value: float, weight: float, at: datetime) -> Fact:
    return Fact(
        person_id=trade.seller_id,
        id=evidence.fact_id(trade.seller_id, "trade", trade.id, kind),
        kind=kind,
        role="merchant",
        category="",
        value=value,
        weight=weight,
        by_id=trade.buyer_id,
        receipt_kind="trade",
        receipt_id=trade.id,
        at=at,
    )
