"""What a deal that is over says about how both kept their word. To decline, or to go in time, says nothing."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from everywhere.help.cancelling import actions as cancelling
from everywhere.help.cancelling.types import Case, Reason, Side, When
from everywhere.help.deals.types import Deal
from everywhere.help.disputes.types import Dispute
from everywhere.help.reviews.types import Review
from everywhere.kernel.money import Money
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import Fact, Kind

LATE_AFTER = timedelta(minutes=15)
"""So long past the window in which it was to begin, work began late: as long as one waits for who is absent."""
LATE_VALUE = 0.75
CALLED_OFF: dict[When, float] = {"a_day_ahead": 0.0, "hours_ahead": 0.5, "short_notice": 1.0, "under_way": 1.0}
"""How much calling off counts, by how late it is; the categories' policies take money by the same times."""
BLAMELESS: frozenset[Reason] = frozenset({"weather", "illness", "unsafe", "not_as_described", "person_left"})
ABSENT = 0.5
"""Only the other side says so."""
NOT_FUNDED = 0.5
SETTLED = 0.5
"""A dispute that the two settled says less than one that was decided."""
WON_FROM, LOST_TO = 0.9, 0.5
"""Of the share that the helper is given: from here on the work was done, up to here it was not."""
SORE = 0.25
"""What a review counts of who lost the dispute about the same deal, and a poor one of who was refused more money."""
POOR_STARS = 2


def of_deal(deal: Deal, dispute: Dispute | None) -> list[Fact]:
    """The facts about both sides of a deal that is over."""
    match deal.stage:
        case "completed":
            return [_kept(deal), _fact(deal, "asker", "kept")]
        case "cancelled":
            return _cancelled(deal)
        case "resolved":
            return [] if dispute is None else _resolved(deal, dispute)
        case "agreed" | "funded" | "under_way" | "delivered" | "disputed":
            return []


def of_review(review: Review, deal: Deal, dispute: Dispute | None, *, refused: bool = False) -> Fact:
    """The fact that a revealed review is. A poor one says less where its writer was `refused` more money in this deal."""
    writer: Side = "asker" if review.about_role == "helper" else "helper"
    has_lost = dispute is not None and deal.stage == "resolved" and share_of(writer, dispute) < LOST_TO
    is_sore = has_lost or (refused and review.stars <= POOR_STARS)
    return Fact(
        person_id=review.about_id,
        id=evidence.fact_id(review.about_id, "review", review.id),
        kind="review",
        role=review.about_role,
        category=review.category,
        value=(review.stars - 1) / 4,
        weight=SORE if is_sore else 1.0,
        by_id=review.by_id,
        receipt_kind="review",
        receipt_id=review.id,
        at=review.revealed_at or review.written_at,
    )


def share_of(side: Side, dispute: Dispute) -> float:
    """What a side was given of what the dispute was about, 0 to 1."""
    to_helper = (dispute.to_helper_minor or 0) / dispute.stake_minor if dispute.stake_minor else 0.5
    return to_helper if side == "helper" else 1 - to_helper


def _kept(deal: Deal) -> Fact:
    began_at = deal.started_at or deal.agreed_at
    is_late = began_at > deal.ends_at + LATE_AFTER
    return _fact(deal, "helper", "kept_late" if is_late else "kept", value=LATE_VALUE if is_late else 1.0)


def _cancelled(deal: Deal) -> list[Fact]:
    reason, ended_at = deal.cancel_reason, deal.ended_at or deal.updated_at
    if reason is None or reason in BLAMELESS:
        return []
    if deal.cancelled_by is None:
        side: Side = "asker" if reason == "not_funded" else "helper"
        return [_fact(deal, side, "left_undone", value=0.0, weight=NOT_FUNDED if reason == "not_funded" else 1.0)]
    by: Side = "asker" if deal.cancelled_by == deal.asker_id else "helper"
    if reason == "other_side_absent":
        return [_fact(deal, "helper" if by == "asker" else "asker", "not_there", value=0.0, weight=ABSENT)]
    weight = 0.0 if _is_in_grace(deal, ended_at) else CALLED_OFF[_when(deal, by, reason, ended_at)]
    return [_fact(deal, by, "called_off", value=0.0, weight=weight)] if weight else []


def _is_in_grace(deal: Deal, ended_at: datetime) -> bool:
    return deal.started_at is None and ended_at < deal.agreed_at + cancelling.GRACE


def _when(deal: Deal, by: Side, reason: Reason, ended_at: datetime) -> When:
    nothing = Money(0, deal.currency)
    case = Case(
        policy=deal.cancellation_policy,
        by=by,
        reason=reason,
        is_under_way=deal.started_at is not None,
        agreed_at=deal.agreed_at,
        starts_at=deal.starts_at,
        price=nothing,
        released=nothing,
        held=nothing,
    )
    return cancelling.when(case, now=ended_at)


def _resolved(deal: Deal, dispute: Dispute) -> list[Fact]:
    weight = SETTLED if dispute.decided_by is None else 1.0
    facts = [_disputed(deal, side, dispute, weight) for side in ("asker", "helper")]
    to_helper = share_of("helper", dispute)
    if to_helper >= WON_FROM:
        return [*facts, _kept(deal)]
    if to_helper <= LOST_TO:
        return [*facts, _fact(deal, "helper", "left_undone", value=0.0, weight=1 - to_helper)]
    return facts


def _disputed(deal: Deal, side: Literal["asker", "helper"], dispute: Dispute, weight: float) -> Fact:
    return _fact(deal, side, "dispute", value=share_of(side, dispute), weight=weight, receipt="dispute")


def _fact(
    deal: Deal, side: Side, kind: Kind, *, value: float = 1.0, weight: float = 1.0, receipt: Literal["deal", "dispute"] = "deal"
) -> Fact:
    person_id: UUID = deal.asker_id if side == "asker" else deal.helper_id
    return Fact(
        person_id=person_id,
        id=evidence.fact_id(person_id, receipt, deal.id),
        kind=kind,
        role=side,
        category=deal.category,
        value=value,
        weight=weight,
        by_id=deal.other_than(person_id),
        receipt_kind=receipt,
        receipt_id=deal.id,
        at=deal.ended_at or deal.updated_at,
    )
