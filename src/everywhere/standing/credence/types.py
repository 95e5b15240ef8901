"""How far people are believed when they say something about others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.outbox import Event
from everywhere.standing.evidence.types import FactId


@dataclass(frozen=True, slots=True)
class Witness:
    """What is known of somebody as a witness: reviews given and what they were worth together, 0 to 1 each, credence by the walk; of
    how many they spoke, and of how many against them with something to gain by it; what remains of their credence as a shop's buyer.
    """

    person_id: UUID
    reviews_given: int
    value_sum: float
    credence: float
    spoken: int = 0
    pressed: int = 0
    custom: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What a person may know of themselves as a witness; `credence` is how far they are believed by whom they deal with, and
    `weight` what remains of it where they speak against somebody, 1 for all of it each.
    """

    spoken: int
    pressed: int
    credence: float
    weight: float
    counted_at: datetime | None
    cleared_at: datetime | None
    contest_id: FactId


@dataclass(frozen=True, slots=True)
class Counted:
    """A witness as they are kept."""

    spoken: int
    pressed: int
    credence: float
    counted_at: datetime
    cleared_at: datetime | None


class WitnessDoubted(Event, frozen=True):
    """What somebody says of others counts less from now on, and did not before."""

    person_id: UUID
