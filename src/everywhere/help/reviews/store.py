"""SQL of reviews, and of what can be said of a person from them."""

from datetime import datetime
from uuid import UUID

from everywhere.help.cancelling.types import Side
from everywhere.help.reviews.types import Answering, Repute, Review
from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import lock_row, row, rows, write

INSERT = write(
    """
    INSERT INTO review (region, id, deal_id, by_id, about_id, about_role, category, stars, answers, text, written_at, expires_at)
    VALUES (:region, :id, :deal_id, :by_id, :about_id, :about_role, :category, :stars, :answers, :text, :written_at, :expires_at)"""
)

LOCK = lock_row(
    Review,
    """
    SELECT region, id, deal_id, by_id, about_id, about_role, category, stars, answers, text, reply, replied_at, written_at,
           revealed_at, expires_at
      FROM review WHERE region = :region AND id = :id
       FOR UPDATE""",
)

READ = row(
    Review,
    """
    SELECT region, id, deal_id, by_id, about_id, about_role, category, stars, answers, text, reply, replied_at, written_at,
           revealed_at, expires_at
      FROM review WHERE region = :region AND id = :id""",
)

OF_DEAL = rows(
    Review,
    """
    SELECT region, id, deal_id, by_id, about_id, about_role, category, stars, answers, text, reply, replied_at, written_at,
           revealed_at, expires_at
      FROM review WHERE region = :region AND deal_id = :deal_id
     ORDER BY about_role""",
)

REVEAL = write("UPDATE review SET revealed_at = :now WHERE region = :region AND deal_id = :deal_id AND revealed_at IS NULL")

REPLY = write("UPDATE review SET reply = :reply, replied_at = :now WHERE region = :region AND id = :id")

ABOUT = rows(
    Review,
    """
    SELECT region, id, deal_id, by_id, about_id, about_role, category, stars, answers, text, reply, replied_at, written_at,
           revealed_at, expires_at
      FROM review
     WHERE region = ANY(:regions::bigint[]) AND about_id = :about_id AND revealed_at <= :now AND expires_at > :now
       AND (:role::text IS NULL OR about_role = :role)
       AND (:before::timestamptz IS NULL OR (revealed_at, id) < (:before, :before_id::uuid))
     ORDER BY revealed_at DESC, id DESC LIMIT :limit""",
)

REPUTE = row(
    Repute,
    """
    SELECT v.stars_sum, v.stars_count, d.completed
      FROM (SELECT coalesce(sum(stars), 0) AS stars_sum, count(*) AS stars_count
              FROM review
             WHERE region = ANY(:regions::bigint[]) AND about_id = :person_id AND about_role = :role
               AND revealed_at <= :now AND expires_at > :now) v,
           (SELECT count(*) AS completed
              FROM deal
             WHERE region = ANY(:regions) AND stage IN ('completed', 'resolved')
               AND CASE WHEN :role = 'asker' THEN asker_id = :person_id ELSE helper_id = :person_id END) d""",
)

# The same figures stand in each region where the helper offers.
ANSWERING = row(
    Answering,
    "SELECT asked, answered FROM helper_record WHERE region = ANY(:regions::bigint[]) AND helper_id = :person_id ORDER BY counted_at DESC LIMIT 1",
)

BY = rows(
    Review,
    """
    SELECT region, id, deal_id, by_id, about_id, about_role, category, stars, answers, text, reply, replied_at, written_at,
           revealed_at, expires_at
      FROM review WHERE region = ANY(:regions::bigint[]) AND by_id = :person_id
     ORDER BY id DESC LIMIT :limit""",
)

BLANK_BY = write("UPDATE review SET text = '' WHERE region = ANY(:regions::bigint[]) AND by_id = :person_id")

BLANK_REPLIES_OF = write("UPDATE review SET reply = '' WHERE region = ANY(:regions::bigint[]) AND about_id = :person_id")


async def insert(tx: Tx, review: Review) -> None:
    """Write a review."""
    await INSERT(
        tx,
        region=review.region,
        id=review.id,
        deal_id=review.deal_id,
        by_id=review.by_id,
        about_id=review.about_id,
        about_role=review.about_role,
        category=review.category,
        stars=review.stars,
        answers=review.answers,
        text=review.text,
        written_at=review.written_at,
        expires_at=review.expires_at,
    )


async def lock(tx: Tx, review_id: UUID) -> Review | None:
    """A review for this transaction alone."""
    return await LOCK(tx, region=ids.region_of(review_id), id=review_id)


async def read(tx: ReadTx, review_id: UUID) -> Review | None:
    """A review."""
    return await READ(tx, region=ids.region_of(review_id), id=review_id)


async def of_deal(tx: ReadTx, deal_id: UUID) -> list[Review]:
    """The reviews of a deal, at most two."""
    return await OF_DEAL(tx, region=ids.region_of(deal_id), deal_id=deal_id)


async def reveal(tx: Tx, deal_id: UUID, *, now: datetime) -> int:
    """Let a deal's reviews be seen; how many were not before."""
    return await REVEAL(tx, region=ids.region_of(deal_id), deal_id=deal_id, now=now)


async def reply(tx: Tx, review: Review, text: str, *, now: datetime) -> None:
    """Write down what the person reviewed answers."""
    await REPLY(tx, region=review.region, id=review.id, reply=text, now=now)


async def about(
    tx: ReadTx,
    regions: list[Region],
    person_id: UUID,
    *,
    role: Side | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
    now: datetime,
) -> list[Review]:
    """What can be read about a person, last revealed first."""
    revealed_at, before_id = before or (None, None)
    return await ABOUT(
        tx, regions=regions, about_id=person_id, role=role, before=revealed_at, before_id=before_id, limit=limit, now=now
    )


async def repute(tx: ReadTx, regions: list[Region], person_id: UUID, role: Side, *, now: datetime) -> Repute:
    """Stars and completed deals of a person in one role."""
    return await REPUTE(tx, regions=regions, person_id=person_id, role=role, now=now) or Repute(0, 0, 0)


async def answering(tx: ReadTx, regions: list[Region], person_id: UUID) -> Answering:
    """How a helper answers those who ask."""
    return await ANSWERING(tx, regions=regions, person_id=person_id) or Answering(0, 0)


async def by(tx: ReadTx, regions: list[Region], person_id: UUID, *, limit: int) -> list[Review]:
    """What a person wrote, newest first."""
    return await BY(tx, regions=regions, person_id=person_id, limit=limit)


async def blank_of(tx: Tx, regions: list[Region], person_id: UUID) -> None:
    """Take a person's words out of reviews; stars and answers stay."""
    await BLANK_BY(tx, regions=regions, person_id=person_id)
    await BLANK_REPLIES_OF(tx, regions=regions, person_id=person_id)
