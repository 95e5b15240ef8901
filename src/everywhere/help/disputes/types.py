"""Disputes: the two do not agree about the work, and share the money out themselves or let an operator decide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.ids import Region
from everywhere.kernel.money import Money

Reason = Literal[
    "not_done",
    "partly_done",
    "badly_done",
    "damage",
    "no_show",
    "not_as_described",
    "not_confirmed",
    "not_paid",
    "unsafe",
    "other",
    "not_delivered",
]
"""not_delivered is what the house says when work was begun and nobody said anything more."""

Action = Literal["propose", "accept", "add_evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A dispute as it stands. `to_helper_minor` of the stake and `from_deposit_minor` of the asker's deposit are the present proposal,
    and once it is resolved what was agreed or decided; both go to the helper.
    """

    region: Region
    deal_id: UUID
    opened_by: UUID | None
    reason: Reason
    text: str
    picture_ids: list[UUID]
    stake_minor: int
    deposit_minor: int = 0
    currency: str
    proposal_version: int
    proposed_by: UUID | None
    to_helper_minor: int | None
    from_deposit_minor: int = 0
    is_escalated: bool
    decided_by: UUID | None
    decision_note: str
    opened_at: datetime
    resolved_at: datetime | None

    @property
    def stake(self) -> Money:
        """What is to be shared out."""
        return Money(self.stake_minor, self.currency)

    @property
    def deposit(self) -> Money:
        """What is held of a deposit beside the stake."""
        return Money(self.deposit_minor, self.currency)

    @property
    def from_deposit(self) -> Money:
        """What the helper gets of the deposit, as proposed or as resolved."""
        return Money(self.from_deposit_minor, self.currency)

    @property
    def to_helper(self) -> Money | None:
        """The helper's part, as proposed or as resolved."""
        return None if self.to_helper_minor is None else Money(self.to_helper_minor, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What is wrong, and pictures that show it."""

    reason: Reason
    text: str
    picture_ids: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one of the two shows to the other, and to an operator who must decide."""

    region: Region
    id: UUID
    deal_id: UUID
    by_id: UUID
    text: str
    picture_ids: list[UUID]
    at: datetime


class MoreThanStake(Refusal):
    """No more can be shared out than there is."""


class OwnSplit(Refusal):
    """The present proposal is one's own; the other side is to answer it."""


class NothingProposed(Refusal):
    """Nobody has proposed how to share the money out."""


class TooManySplits(Refusal):
    """The two have made as many proposals as one dispute takes."""


class TooMuchEvidence(Refusal):
    """One side has shown as much as one may."""


class NotForYouToSay(Refusal):
    """Only the house names this reason."""
