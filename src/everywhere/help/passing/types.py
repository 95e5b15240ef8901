"""What gates say before somebody asks or offers: which gate, whether they pass with this job, and what to do next."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from everywhere.help.categories.types import Category
from everywhere.places.types import Community, Point
from everywhere.standing.explaining.types import StepCode
from everywhere.standing.gates.types import Doing, Job, Lack, Passage

NextCode = Literal["be_scored", "keep_promises"] | Lack | StepCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What somebody has in mind: what kind of help, where or for which communities, and the job as far as it is known."""

    doing: Doing
    category: str
    at: Point | None
    community_ids: list[UUID]
    job: Job


@dataclass(frozen=True, slots=True)
class Next:
    """Something that opens a closed gate, or leads towards it: how often, and how many points that gives."""

    code: NextCode
    count: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What one gate says to one person about one plan; `community` is the one whose gate it is."""

    doing: Doing
    passage: Passage
    category: Category
    community: Community | None
    currency: str
    next: list[Next]
