"""Consent: what a person lets us do beyond what the service itself needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.outbox import Event

Purpose = Literal["live_location", "standing", "standing_shown", "statistics", "news"]
PURPOSES: tuple[Purpose, ...] = ("live_location", "standing", "standing_shown", "statistics", "news")
WORDINGS: Mapping[Purpose, int] = {"standing": 2}
"""The wording of each purpose that one can agree to now; 1 where it never changed. Who agreed to an older one did so and is left in peace."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One word of a person about one purpose: given or taken back, to a wording as it stood then."""

    id: UUID
    purpose: Purpose
    given: bool
    wording_version: int
    at: datetime


class WordingOutdated(Refusal):
    """The words that were agreed to are not those that are asked with now."""


class ConsentSaid(Event, frozen=True):
    """A person agreed to a purpose, or took it back."""

    person_id: UUID
    purpose: str
    given: bool
