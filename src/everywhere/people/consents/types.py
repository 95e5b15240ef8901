"""Consent: what a person lets us do beyond what the service itself needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from everywhere.kernel.outbox import Event

Purpose = Literal["live_location", "standing", "standing_shown", "statistics", "news"]
PURPOSES: tuple[Purpose, ...] = ("live_location", "standing", "standing_shown", "statistics", "news")


@dataclass(frozen=True, slots=True)
class Consent:
    """One word of a person about one purpose: given or taken back, to a wording as it stood then."""

    id: UUID
    purpose: Purpose
    given: bool
    wording_version: int
    at: datetime


class ConsentSaid(Event, frozen=True):
    """A person agreed to a purpose, or took it back."""

    person_id: UUID
    purpose: str
    given: bool
