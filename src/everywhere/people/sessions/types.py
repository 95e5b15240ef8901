"""Sessions: how somebody who signed in is known again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from everywhere.people.types import Person

Via = Literal["code", "passkey"]
LASTS = timedelta(days=30)
"""A session ends this long after it was last used."""


@dataclass(frozen=True, slots=True)
class Session:
    """One device on which a person is signed in."""

    id: UUID
    via: Via
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn(Person):
    """A person, and the session by which they came."""

    session_id: UUID
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Guest:
    """The session by which somebody came who stays: a stream is open as long as it."""

    person_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class Token:
    """What a client shows to be known: the person's id, so that the session is found where that person's rows are, and a secret."""

    person_id: UUID
    text: str
    hash: bytes
