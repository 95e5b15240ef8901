"""Standing as it is kept: a score, who agreed to it, and to whom it is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.outbox import Event
from everywhere.people.consents.types import WORDINGS
from everywhere.standing.evidence.types import Role
from everywhere.standing.explaining.types import Step

Shown = Literal["score", "band", "nothing"]
WORDING_VERSION = WORDINGS["standing"]
"""Of what people are told when they are asked whether they want to be scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person's scores, how many facts they are made of, and by which version of the formula."""

    person_id: UUID
    score: int
    as_asker: int
    as_helper: int
    as_merchant: int
    facts: int
    formula: int
    scored_at: datetime

    def in_role(self, role: Role | None) -> int:
        """The score in one role, or overall."""
        match role:
            case "asker":
                return self.as_asker
            case "helper":
                return self.as_helper
            case "merchant":
                return self.as_merchant
            case None:
                return self.score


@dataclass(frozen=True, slots=True)
class InCategory:
    """A person's score in one role for one kind of help, and how many facts are of just these."""

    category: str
    role: Role
    score: int
    facts: int


@dataclass(frozen=True, slots=True)
class WayTo:
    """What leads to a higher score: so many promises kept in time, None for too many to name, and what else would raise it."""

    promises: int | None
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Sharing:
    """What somebody agreed to: to be scored, and what others see of it; by which wording, 0 for none."""

    is_scored: bool
    shown: Shown
    agreed_version: int = 0


class StandingChanged(Event, frozen=True):
    """A person's standing is another, or they have none any more."""

    person_id: UUID


class NotScored(Refusal):
    """There is no standing without the person's yes."""
