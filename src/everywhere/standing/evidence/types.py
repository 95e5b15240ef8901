"""Evidence: one fact about how somebody kept their word, with the receipt that proves it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType, get_args
from uuid import UUID

from everywhere.kernel.outbox import Event

FactId = NewType("FactId", UUID)

Kind = Literal[
    "kept",
    "kept_late",
    "called_off",
    "not_there",
    "left_undone",
    "dispute",
    "review",
    "verified_phone",
    "verified_email",
    "verified_place",
    "elsewhere",
    "returned",
]
"""elsewhere: promises of another installation, from a credential of its. returned: broken promises of an account that was left."""
KINDS: tuple[Kind, ...] = get_args(Kind)
Role = Literal["asker", "helper", "merchant"]
ROLES: tuple[Role, ...] = get_args(Role)
ReceiptKind = Literal["deal", "dispute", "review", "handle", "membership", "credential", "mark", "trade", "tab"]
SALE_WEIGHT = 0.25
"""What a trade that a shop kept its word in counts of a deal: its buyer did not choose the seller's time and place, and comes again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened. `value` says how well, 0 to 1; `weight` how much it counts, 1 for a whole deal.

    Nothing else about a person is evidence: there is no place for what they buy, own or look like, nor whom they know.
    """

    person_id: UUID
    id: FactId
    kind: Kind
    role: Role
    category: str
    value: float
    weight: float
    """Of a review below 1 where its writer had something to gain by it: a dispute lost, or more money refused."""
    by_id: UUID | None
    """The other one of the deal; of a trade its buyer, whom the seller is not told."""
    receipt_kind: ReceiptKind
    receipt_id: UUID
    at: datetime


RESTATED = "What this is about has changed, and is told anew."


@dataclass(frozen=True, slots=True)
class Correction:
    """That a fact was wrong: it stays where it is, and counts no more."""

    fact_id: FactId
    reason: str
    by_id: UUID | None
    """Who decided it; nobody where the time to decide was up."""
    at: datetime

    @property
    def is_restated(self) -> bool:
        """Whether nobody found it wrong: what it is about is told anew."""
        return self.reason == RESTATED and self.by_id is None


class FactsChanged(Event, frozen=True):
    """There is more, or less, evidence about a person."""

    person_id: UUID
