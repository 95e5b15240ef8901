"""Who: people, and how they come in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType
from uuid import UUID

from everywhere.kernel.catalogue import Language

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
