"""When a review can be written, what it may answer, and when it is seen."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from everywhere.help.cancelling.types import Side
from everywhere.help.deals.types import Deal
from everywhere.help.masking import actions as masking
from everywhere.help.reviews.types import (
    AlreadyReplied,
    AlreadyReviewed,
    DealNotReviewable,
    Review,
    ReviewId,
    ReviewWindowOver,
    UnknownQuestion,
)
from everywhere.kernel.errors import NotFound

WINDOW = timedelta(days=7)
"""So long after a deal's end its reviews can be written; then what is in is revealed."""
CLOCKS_APART_MAX = timedelta(minutes=1)
"""A job falls due by the database's clock and is done by a server's."""
KEPT = timedelta(days=730)
"""24 months after it was written a review ends: people change."""


def is_reviewable(deal: Deal) -> bool:
    """Whether the two may judge each other: it is over, and somebody had begun."""
    return deal.stage in ("completed", "resolved") or (deal.stage == "cancelled" and deal.started_at is not None)


def reveal_at(deal: Deal) -> datetime:
    """When the reviews of a deal that is over are seen at the latest."""
    return (deal.ended_at or deal.updated_at) + WINDOW


def must_be_reviewable(deal: Deal, written: list[Review], *, by_id: UUID, now: datetime) -> None:
    """Raise DealNotReviewable, AlreadyReviewed or ReviewWindowOver; `written` is what is in."""
    if not is_reviewable(deal):
        raise DealNotReviewable
    if any(review.by_id == by_id for review in written):
        raise AlreadyReviewed
    if now >= reveal_at(deal) or any(review.revealed_at is not None for review in written):
        raise ReviewWindowOver(days=WINDOW.days)


def is_due(deal: Deal, *, now: datetime) -> bool:
    """Whether what is in can be revealed without waiting for the other."""
    return is_reviewable(deal) and now >= reveal_at(deal) - CLOCKS_APART_MAX


def check_answers(questions: list[dict[str, Any]], about: Side, answers: Mapping[str, bool]) -> None:
    """Raise UnknownQuestion unless every answer is to a question about this side."""
    codes = {question["code"] for question in questions if question["about"] == about}
    for code in answers:
        if code not in codes:
            raise UnknownQuestion(path=f"answers.{code}", codes=", ".join(sorted(codes)))


def written(
    deal: Deal, *, review_id: ReviewId, by_id: UUID, stars: int, answers: dict[str, bool], text: str, now: datetime
) -> Review:
    """A review of the other one of the two. What everybody will read holds no contact data."""
    return Review(
        region=deal.region,
        id=review_id,
        deal_id=deal.id,
        by_id=by_id,
        about_id=deal.other_than(by_id),
        about_role="helper" if by_id == deal.asker_id else "asker",
        category=deal.category,
        stars=stars,
        answers=answers,
        text=masking.masked(text).text,
        reply="",
        replied_at=None,
        written_at=now,
        revealed_at=None,
        expires_at=now + KEPT,
    )


def is_seen_by(review: Review, viewer_id: UUID | None, *, now: datetime) -> bool:
    """Whether somebody may read a review: its writer at once, others between its revealing and its end."""
    if review.by_id == viewer_id:
        return True
    return review.revealed_at is not None and review.revealed_at <= now < review.expires_at


def must_be_open_to_reply(review: Review, by_id: UUID, *, now: datetime) -> None:
    """Let the person reviewed answer once. Raises NotFound for everybody else, AlreadyReplied."""
    if review.about_id != by_id or review.revealed_at is None or not is_seen_by(review, by_id, now=now):
        raise NotFound
    if review.replied_at is not None:
        raise AlreadyReplied
