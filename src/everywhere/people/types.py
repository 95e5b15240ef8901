"""Who: people, and how others see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType
from uuid import UUID

from everywhere.kernel.catalogue import Language
from everywhere.kernel.outbox import Event

PersonId = NewType("PersonId", UUID)
Role = Literal["person", "operator"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is signed in, or whom someone else looks at."""

    person_id: PersonId
    name: str
    language: Language
    bio: str
    picture_id: UUID | None
    role: Role
    created_at: datetime
    erased_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Handle:
    """A phone number or an e-mail address that belongs to a person: `phone:+8613800000000`, `email:li@example.org`."""

    value: str
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Block:
    """Whom a person wants neither to see nor to be seen by."""

    blocked_id: UUID
    at: datetime


class HandlesChanged(Event, frozen=True):
    """A person signs in by another handle, by one more or one less; `is_less` where one that they had leads to them no more."""

    person_id: UUID
    is_less: bool


class PersonErased(Event, frozen=True):
    """A person is gone: what is left of them has no name, and nothing waits for them any more."""

    person_id: UUID
