"""How a dispute begins and ends: proposals in versions, a helper's part between nothing and everything, 72 hours, an operator."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Deal
from everywhere.help.disputes.types import (
    Action,
    Complaint,
    Dispute,
    MoreThanStake,
    NotForYouToSay,
    NothingProposed,
    OwnSplit,
    TooManySplits,
    TooMuchEvidence,
)
from everywhere.kernel.errors import VersionMoved
from everywhere.kernel.money import Money

AGREED_WITHIN = timedelta(hours=72)
PROPOSALS_MAX = 50
EVIDENCE_MAX = 20


def disputed(deal: Deal, *, now: datetime) -> Deal:
    """The deal, its money fast until the two agree or an operator decides."""
    return deals.stepped(deal, now=now, stage="disputed", deadline_at=now + AGREED_WITHIN, deadline_does="escalate")


def opened(deal: Deal, complaint: Complaint, *, by: UUID | None, now: datetime) -> Dispute:
    """A fresh dispute; nobody opens one about work that was begun and never delivered."""
    if by is not None and complaint.reason == "not_delivered":
        raise NotForYouToSay(path="reason", reason=complaint.reason)
    stake = deal.price if deal.is_cash else deal.in_escrow
    return Dispute(
        region=deal.region,
        deal_id=deal.id,
        opened_by=by,
        reason=complaint.reason,
        text=complaint.text,
        picture_ids=complaint.picture_ids,
        stake_minor=stake.minor,
        deposit_minor=deal.deposit_held.minor,
        currency=stake.currency,
        proposal_version=0,
        proposed_by=None,
        to_helper_minor=None,
        is_escalated=False,
        decided_by=None,
        decision_note="",
        opened_at=now,
        resolved_at=None,
    )


def proposed(dispute: Dispute, to_helper: Money, *, by: UUID, from_deposit: Money | None = None) -> Dispute:
    """The next proposal, which the other side may accept."""
    must_fit(dispute, to_helper, from_deposit)
    if dispute.proposal_version >= PROPOSALS_MAX:
        raise TooManySplits(limit=PROPOSALS_MAX)
    return replace(
        dispute,
        proposal_version=dispute.proposal_version + 1,
        proposed_by=by,
        to_helper_minor=to_helper.minor,
        from_deposit_minor=0 if from_deposit is None else from_deposit.minor,
    )


def agreed(dispute: Dispute, *, by: UUID, version: int, now: datetime) -> tuple[Dispute, Money]:
    """The dispute resolved by both, and the helper's part. Raises NothingProposed, VersionMoved, OwnSplit."""
    to_helper = dispute.to_helper
    if to_helper is None:
        raise NothingProposed
    if version != dispute.proposal_version:
        raise VersionMoved(version=dispute.proposal_version)
    if by == dispute.proposed_by:
        raise OwnSplit(version=version)
    return replace(dispute, resolved_at=now), to_helper


def is_agreed_by(dispute: Dispute, *, by: UUID, version: int) -> bool:
    """Whether this person accepted this proposal already, so that doing it again changes nothing."""
    is_settled = dispute.resolved_at is not None and dispute.decided_by is None
    return is_settled and dispute.proposal_version == version and dispute.proposed_by != by


def decided(
    dispute: Dispute, to_helper: Money, *, by: UUID, note: str, now: datetime, from_deposit: Money | None = None
) -> Dispute:
    """The dispute, resolved by an operator."""
    must_fit(dispute, to_helper, from_deposit)
    taken_minor = 0 if from_deposit is None else from_deposit.minor
    said = replace(dispute, to_helper_minor=to_helper.minor, from_deposit_minor=taken_minor)
    return replace(said, decided_by=by, decision_note=note, resolved_at=now)


def escalated(dispute: Dispute) -> Dispute:
    """The dispute on an operator's list; the two may still agree."""
    return replace(dispute, is_escalated=True)


def resolved(deal: Deal, to_helper: Money, *, from_deposit_minor: int = 0, now: datetime) -> Deal:
    """The deal, over. Of a cash deal only the words are kept: its money is not here."""
    share = deal.money(0) if deal.is_cash else to_helper
    return deals.ended(deal, "resolved", to_helper=share, from_deposit_minor=from_deposit_minor, now=now)


def must_fit(dispute: Dispute, to_helper: Money, from_deposit: Money | None = None) -> None:
    """Raise MoreThanStake for a part of the stake or of the deposit that is not between nothing and everything, in the deal's money."""
    if to_helper.currency != dispute.currency or not 0 <= to_helper.minor <= dispute.stake_minor:
        raise MoreThanStake(path="to_helper", stake=dispute.stake)
    if from_deposit is not None and (
        from_deposit.currency != dispute.currency or not 0 <= from_deposit.minor <= dispute.deposit_minor
    ):
        raise MoreThanStake(path="from_deposit", stake=dispute.deposit)


def must_have_room(shown: int) -> None:
    """Raise TooMuchEvidence for a side that has shown as much as one may."""
    if shown >= EVIDENCE_MAX:
        raise TooMuchEvidence(limit=EVIDENCE_MAX)


def can(dispute: Dispute, person_id: UUID) -> list[Action]:
    """What one of the two may do now."""
    if dispute.resolved_at is not None:
        return []
    answer: list[Action] = ["accept"] if dispute.proposed_by not in (None, person_id) else []
    return [*answer, "add_evidence", "propose"]
