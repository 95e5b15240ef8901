"""How far people are believed when they say something about others."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Witness:
    """What is known of somebody as a witness: reviews given and what they were worth together, 0 to 1 each, and credence."""

    person_id: UUID
    reviews_given: int
    value_sum: float
    credence: float
