"""SQL of helpers' records: counted from invitations, deals and reviews, and kept beside the offers they order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Record
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import row, rows, write, write_rows

INVITATIONS_COUNT_FOR = timedelta(days=90)
ANSWERED_WITHIN = timedelta(minutes=15)
"""An invitation that is younger and has no answer yet says nothing."""


@dataclass(frozen=True, slots=True)
class Valued:
    id: UUID


COUNT = row(
    Record,
    """
    SELECT v.stars_sum, v.stars_count, i.asked, i.answered, d.completed
      FROM (SELECT coalesce(sum(stars), 0) AS stars_sum, count(*) AS stars_count
              FROM review
             WHERE region = ANY(:regions::bigint[]) AND about_id = :helper_id AND about_role = 'helper'
               AND revealed_at <= :now AND expires_at > :now) v,
           (SELECT count(*) AS asked, count(*) FILTER (WHERE answer = 'bid') AS answered
              FROM invitation
             WHERE region = ANY(:regions) AND helper_id = :helper_id AND asked_at > :since
               AND answer IS DISTINCT FROM 'declined' AND (answer IS NOT NULL OR asked_at < :answered_by)) i,
           (SELECT count(*) AS completed
              FROM deal
             WHERE region = ANY(:regions) AND helper_id = :helper_id AND stage IN ('completed', 'resolved')) d""",
)


async def count(tx: ReadTx, helper_id: UUID, regions: list[Region], *, now: datetime) -> Record:
    """The record as its sources have it."""
    counted = await COUNT(
        tx, helper_id=helper_id, regions=regions, now=now, since=now - INVITATIONS_COUNT_FOR, answered_by=now - ANSWERED_WITHIN
    )
    return counted or Record()


SAVE = write(
    """
    INSERT INTO helper_record (region, helper_id, stars_sum, stars_count, asked, answered, completed, merit, standing, counted_at)
    SELECT region, :helper_id, :stars_sum, :stars_count, :asked, :answered, :completed, :merit, :standing, :now
      FROM unnest(:regions::bigint[]) AS region
    ON CONFLICT (region, helper_id) DO UPDATE
       SET stars_sum = excluded.stars_sum, stars_count = excluded.stars_count, asked = excluded.asked, answered = excluded.answered,
           completed = excluded.completed, merit = excluded.merit, standing = excluded.standing, counted_at = excluded.counted_at"""
)


async def save(tx: Tx, helper_id: UUID, regions: list[Region], record: Record, *, now: datetime) -> None:
    """Keep the record in each of these regions, with what it is worth in the list "best"."""
    await SAVE(
        tx,
        helper_id=helper_id,
        regions=sorted(regions),
        stars_sum=record.stars_sum,
        stars_count=record.stars_count,
        asked=record.asked,
        answered=record.answered,
        completed=record.completed,
        merit=ranking.merit(record),
        standing=ranking.standing(record),
        now=now,
    )


VALUE = write_rows(
    Valued,
    """
    UPDATE offer SET merit = :merit
     WHERE region = ANY(:regions::bigint[]) AND helper_id = :helper_id AND stage = 'open'
    RETURNING id""",
)


async def value(tx: Tx, helper_id: UUID, regions: list[Region], merit: float) -> list[UUID]:
    """Let a helper's open offers stand where their record puts them; returns their ids."""
    return [offer.id for offer in await VALUE(tx, helper_id=helper_id, regions=regions, merit=merit)]


@dataclass(frozen=True, slots=True)
class Helper:
    helper_id: UUID


HELPERS = rows(Helper, "SELECT DISTINCT helper_id FROM offer")


async def helper_ids(tx: ReadTx) -> list[UUID]:
    """Everybody who ever offered."""
    return [helper.helper_id for helper in await HELPERS(tx)]
