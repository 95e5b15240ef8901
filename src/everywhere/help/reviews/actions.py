"""Reviewing: write, reveal both at one moment, answer, and read what there is about somebody."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from everywhere.help.cancelling.types import Side
from everywhere.help.categories import actions as categories
from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Deal
from everywhere.help.masking import actions as masking
from everywhere.help.reviews import rules, store
from everywhere.help.reviews.rules import is_reviewable, reveal_at
from everywhere.help.reviews.types import Answering, Repute, Review, ReviewId, ReviewReplied, ReviewsRevealed, ReviewWritten
from everywhere.kernel import ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.people import actions as people
from everywhere.people.types import Person

__all__ = ["is_reviewable", "reveal_at"]

EXPORT_MAX = 10_000
SIDES: tuple[Side, ...] = get_args(Side)


async def write(tx: Tx, who: Person, deal_id: UUID, *, stars: int, answers: dict[str, bool], text: str, now: datetime) -> Review:
    """Review the other one of a deal. When it is the second, both are revealed, at this moment.

    Raises NotFound, DealNotReviewable, ReviewWindowOver, UnknownQuestion and AlreadyReviewed.
    """
    # The deal's lock puts the two writers in order: the later one sees the earlier one's review.
    deal, _ = await deals.lock_mine(tx, who, deal_id)
    before = await store.of_deal(tx, deal.id)
    rules.must_be_reviewable(deal, before, by_id=who.person_id, now=now)
    review = rules.written(
        deal,
        review_id=ReviewId(ids.placed_id(deal.region, now=now)),
        by_id=who.person_id,
        stars=stars,
        answers=answers,
        text=text,
        now=now,
    )
    category = await categories.get(tx, deal.category)
    rules.check_answers(category.review_questions, review.about_role, answers)
    await store.insert(tx, review)
    await outbox.emit(tx, ReviewWritten(review.id, deal.id))
    if before:
        await _reveal(tx, deal, now=now)
    return await get(tx, review.id)


async def reveal_if_due(tx: Tx, deal_id: UUID, *, now: datetime) -> None:
    """Reveal what was written about a deal whose time for reviews is over; again and again is as good as once."""
    deal = await deals.lock(tx, deal_id)
    if rules.is_due(deal, now=now):
        await _reveal(tx, deal, now=now)


async def reply(tx: Tx, who: Person, review_id: UUID, text: str, *, now: datetime) -> Review:
    """Answer a review of oneself, once. Raises NotFound and AlreadyReplied."""
    review = await store.lock(tx, review_id)
    if review is None:
        raise NotFound
    rules.must_be_open_to_reply(review, who.person_id, now=now)
    await store.reply(tx, review, masking.masked(text).text, now=now)
    await outbox.emit(tx, ReviewReplied(review.id))
    return await get(tx, review_id)


async def get(tx: ReadTx, review_id: UUID) -> Review:
    """A review, revealed or not, for hearers. Raises NotFound."""
    review = await store.read(tx, review_id)
    if review is None:
        raise NotFound
    return review


async def mine(tx: ReadTx, who: Person, review_id: UUID, *, now: datetime) -> Review:
    """A review that this person wrote or that is about them, and that they may read. Raises NotFound."""
    review = await get(tx, review_id)
    if who.person_id not in (review.by_id, review.about_id) or not rules.is_seen_by(review, who.person_id, now=now):
        raise NotFound
    return review


async def revealed_of(tx: ReadTx, deal_id: UUID) -> list[Review]:
    """What everybody can read about a deal, for hearers."""
    return [review for review in await store.of_deal(tx, deal_id) if review.revealed_at is not None]


async def of_deal(tx: ReadTx, who: Person, deal_id: UUID, *, now: datetime) -> tuple[Deal, list[Review]]:
    """A deal of this person's and what they may read of its reviews. Raises NotFound."""
    deal = await deals.mine(tx, who, deal_id)
    written = await store.of_deal(tx, deal_id)
    return deal, [review for review in written if rules.is_seen_by(review, who.person_id, now=now)]


async def about(
    tx: ReadTx, person_id: UUID, *, role: Side | None, before: tuple[datetime, UUID] | None, limit: int, now: datetime
) -> list[Review]:
    """What everybody can read about a person, last revealed first; one more than `limit` where there is more."""
    regions = await people.regions_of(tx, person_id)
    return await store.about(tx, regions, person_id, role=role, before=before, limit=limit + 1, now=now)


async def repute(tx: ReadTx, person_id: UUID, *, now: datetime) -> tuple[dict[Side, Repute], Answering]:
    """What is known of a person in each role, and how they answer."""
    regions = await people.regions_of(tx, person_id)
    known = {side: await store.repute(tx, regions, person_id, side, now=now) for side in SIDES}
    return known, await store.answering(tx, regions, person_id)


async def export(tx: ReadTx, person_id: UUID) -> list[Review]:
    """What a person wrote about others, newest first."""
    return await store.by(tx, await people.regions_of(tx, person_id), person_id, limit=EXPORT_MAX)


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Take a person's words out of reviews and answers to reviews."""
    await store.blank_of(tx, await people.regions_of(tx, person_id), person_id)


async def _reveal(tx: Tx, deal: Deal, *, now: datetime) -> None:
    if await store.reveal(tx, deal.id, now=now):
        await outbox.emit(tx, ReviewsRevealed(deal.id, deal.asker_id, deal.helper_id))
