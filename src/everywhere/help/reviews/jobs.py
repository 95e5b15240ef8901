"""What happens around reviews: both are asked for one, both hear when they are revealed, and time reveals what is in."""

from datetime import datetime
from uuid import UUID

from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Deal, DealCancelled, DealCompleted, DealResolved
from everywhere.help.reviews import actions
from everywhere.help.reviews.types import ReviewReplied, ReviewsRevealed
from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.notify import actions as notify
from everywhere.people import actions as people
from everywhere.people.types import PersonErased


class RevealReviews(jobs.Job, frozen=True):
    """Reveal what was written about a deal by now."""

    deal_id: UUID


async def ask_for_reviews(tx: Tx, event: DealCompleted | DealResolved | DealCancelled, now: datetime) -> None:
    """Ask both for a review, and set the time at which what is in is revealed."""
    deal = await deals.get(tx, event.deal_id)
    if not actions.is_reviewable(deal):
        return
    await jobs.later(tx, RevealReviews(deal.id), at=actions.reveal_at(deal), now=now, once=f"reveal_reviews:{deal.id}")
    for person_id in (deal.asker_id, deal.helper_id):
        await _tell(tx, deal, person_id, "review_due", now)


async def reveal_due(db: Database, job: RevealReviews, now: datetime) -> None:
    """Do the job."""
    await db.transact(lambda tx: actions.reveal_if_due(tx, job.deal_id, now=now))


async def tell_revealed(tx: Tx, event: ReviewsRevealed, now: datetime) -> None:
    """Tell both that they can read what was written."""
    deal = await deals.get(tx, event.deal_id)
    for person_id in (deal.asker_id, deal.helper_id):
        await _tell(tx, deal, person_id, "reviews_revealed", now)


async def tell_replied(tx: Tx, event: ReviewReplied, now: datetime) -> None:
    """Tell the writer of a review that it was answered."""
    review = await actions.get(tx, event.review_id)
    await _tell(tx, await deals.get(tx, review.deal_id), review.by_id, "review_replied", now)


async def forget_erased(tx: Tx, event: PersonErased, _now: datetime) -> None:
    """Take the words of a person who is gone out of reviews."""
    await actions.forget_person(tx, event.person_id)


async def _tell(tx: Tx, deal: Deal, person_id: UUID, kind: str, now: datetime) -> None:
    two = await people.faces(tx, [deal.asker_id, deal.helper_id])
    if two[person_id].erased_at is None:
        facts = {"title": deal.title, "name": two[deal.other_than(person_id)].name}
        await notify.tell(tx, person_id, kind, facts, subject_kind="deal", subject_id=deal.id, now=now)
