"""Who looks at the map, from where, and in which language."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.catalogue import Language
from everywhere.people.types import Person
from everywhere.places.types import Point


@dataclass(frozen=True, slots=True)
class Sight:
    """Somebody, or nobody that we know, looking from a point that counts among the viewpoints of `key`."""

    viewer: Person | None
    key: str
    point: Point
    language: Language
    now: datetime

    def is_mine(self, person_id: UUID) -> bool:
        """Whether something belongs to the one who looks."""
        return self.viewer is not None and self.viewer.person_id == person_id
