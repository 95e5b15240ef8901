"""What a tab says about how its payer kept their word, once it has ended. How much it was about stays out.

kept         paid at once, or within three days of being asked for
kept late    paid after that
left undone  never paid, within the 15 days that it waits
"""

from datetime import datetime

from everywhere.pay.tabs.types import IN_TIME, Tab
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import Fact, Kind

KEPT_WEIGHT = 0.1
"""What a tab that was paid counts of a deal: the money was taken by itself, and a shop is easily come by."""
UNPAID_WEIGHT = 0.5
"""What one counts that never was: somebody was left without what they were promised, but not waiting in the rain."""
LATE_VALUE = 0.75


def fact_of(tab: Tab) -> Fact | None:
    """What an ended tab says; nothing where nothing was asked for, or the seller let it go."""
    if tab.ended_at is None or tab.stage not in ("paid", "unpaid"):
        return None
    if tab.stage == "unpaid":
        return _fact(tab, "left_undone", value=0.0, weight=UNPAID_WEIGHT, at=tab.ended_at)
    if tab.due_at is not None and tab.ended_at > tab.due_at + IN_TIME:
        return _fact(tab, "kept_late", value=LATE_VALUE, weight=KEPT_WEIGHT, at=tab.ended_at)
    return _fact(tab, "kept", value=1.0, weight=KEPT_WEIGHT, at=tab.ended_at)


def _fact(tab: Tab, kind: Kind, *, value: float, weight: float, at: datetime) -> Fact:
    return Fact(
        person_id=tab.payer_id,
        id=evidence.fact_id(tab.payer_id, "tab", tab.id),
        kind=kind,
        role="asker",
        category="",
        value=value,
        weight=weight,
        by_id=tab.seller_id,
        receipt_kind="tab",
        receipt_id=tab.id,
        at=at,
    )
