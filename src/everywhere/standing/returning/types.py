"""Coming back: what is left of an account whose promises were broken, and by what its owner is known again."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from everywhere.kernel.outbox import Event
from everywhere.standing.evidence.types import FactId, Role

Mark = NewType("Mark", UUID)
"""A handle under a key that only the servers have: one can tell that it is the same again, and not which it is."""
Departure = NewType("Departure", UUID)
"""An account under that key."""


@dataclass(frozen=True, slots=True)
class Held:
    """A mark of somebody who is scored, and how their departure would be called."""

    mark: Mark
    departure: Departure


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left of an account: so many broken promises, as they weighed at that moment, mostly in that role; nothing else."""

    departure: Departure
    role: Role
    weight: float
    at: datetime
    kept_until: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept by a person's marks, and the id by which they contest it. It is their own until they are somebody new."""

    fact_id: FactId
    left: Left
    is_own: bool


class HandlesMarked(Event, frozen=True):
    """Something was left behind by handles that this person has now: whether it is theirs is to be looked at."""

    person_id: UUID
