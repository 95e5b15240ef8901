"""Reviews: what the two of a deal say of each other, seen by others only once both are in or time is up."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from everywhere.help.cancelling.types import Side
from everywhere.kernel.errors import Refusal
from everywhere.kernel.ids import Region
from everywhere.kernel.outbox import Event

ReviewId = NewType("ReviewId", UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What one of a deal says of the other. `answers` are yes or no to the category's questions."""

    region: Region
    id: ReviewId
    deal_id: UUID
    by_id: UUID
    about_id: UUID
    about_role: Side
    category: str
    stars: int
    answers: dict[str, bool]
    text: str
    reply: str
    replied_at: datetime | None
    written_at: datetime
    revealed_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Repute:
    """What is known of a person in one role; only revealed reviews that have not expired count."""

    stars_sum: int
    stars_count: int
    completed: int

    @property
    def stars(self) -> float | None:
        """The average, to one place; None without reviews."""
        return round(self.stars_sum / self.stars_count, 1) if self.stars_count else None


@dataclass(frozen=True, slots=True)
class Answering:
    """How many of those who asked a helper lately got an answer."""

    asked: int
    answered: int


class ReviewWritten(Event, frozen=True):
    """One of the two wrote; what it says is nobody's to see yet."""

    review_id: UUID
    deal_id: UUID


class ReviewsRevealed(Event, frozen=True):
    """What was written about a deal can be seen, all at one moment."""

    deal_id: UUID
    asker_id: UUID
    helper_id: UUID


class ReviewReplied(Event, frozen=True):
    """Somebody answered a review of themselves."""

    review_id: UUID


class DealNotReviewable(Refusal):
    """The deal is not over, or was called off before anybody began."""


class ReviewWindowOver(Refusal):
    """The reviews of this deal were revealed, so none can be added that would have seen the other."""


class AlreadyReviewed(Refusal):
    """The person reviewed this deal before."""


class UnknownQuestion(Refusal):
    """An answer is to no question of the category about this side."""


class AlreadyReplied(Refusal):
    """The review was answered before."""
