"""SQL of instant waves: who is near, how they stand, whom was asked before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.help.matching.ranking.types import Reason
from everywhere.help.matching.waves.types import Answer, Candidate, Chosen, Invitation, Load, Seeking, Wave
from everywhere.help.needs.types import Need
from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import lock_row, row, rows, value, write
from everywhere.places import rules as places
from everywhere.places.types import Point

CANDIDATES_MAX = 300
RIVALS_MAX = 19

LOCK_AREA = write("SELECT pg_advisory_xact_lock(hashtextextended('wave:' || :region::bigint::text, 0))")


async def lock_area(tx: Tx, region: Region) -> None:
    """Let one wave at a time be asked in a region, so that each sees whom the others asked."""
    await LOCK_AREA(tx, region=region)


CANDIDATES = rows(
    Candidate,
    """
    SELECT f.helper_id, f.id AS offer_id, f.lat, f.lon, f.cell, f.radius_m, f.community_ids, f.price_kind, f.price_minor, f.hours,
           coalesce(r.stars_sum, 0) AS stars_sum, coalesce(r.stars_count, 0) AS stars_count, coalesce(r.asked, 0) AS asked,
           coalesce(r.answered, 0) AS answered, coalesce(r.completed, 0) AS completed
      FROM (SELECT o.* FROM offer o
             WHERE o.stage = 'open' AND o.category = :category AND o.lat_row = ANY(:lat_rows::int[]) AND o.lon BETWEEN :west AND :east
               AND o.region = ANY(:regions::bigint[]) AND o.is_available AND o.helper_id <> ALL(:hidden::uuid[])
             ORDER BY (o.lat - :lat) ^ 2 + ((o.lon - :lon) * cos(radians(:lat))) ^ 2, o.id
             LIMIT :limit) f
      LEFT JOIN LATERAL (SELECT * FROM helper_record r WHERE r.region = f.region AND r.helper_id = f.helper_id LIMIT 1) r ON true""",
)


async def candidates(tx: ReadTx, category: str, point: Point, radius_m: float, hidden: Sequence[UUID]) -> list[Candidate]:
    """The nearest switched-on offers of a category around a point, by shown points."""
    first, last = places.rows_within(point, radius_m)
    west, east = places.lons_within(point, radius_m)
    return await CANDIDATES(
        tx,
        category=category,
        lat=point.lat,
        lon=point.lon,
        lat_rows=list(range(first, last + 1)),
        west=west,
        east=east,
        regions=places.regions_within(point, radius_m),
        hidden=hidden,
        limit=CANDIDATES_MAX,
    )


LOADS = rows(
    Load,
    """
    SELECT helper_id, count(*) FILTER (WHERE asked_at > :hour_ago) AS last_hour, count(*) AS last_day,
           bool_or(answer IS NULL AND asked_at > :just_now) AS is_pending
      FROM invitation
     WHERE region = ANY(:regions::bigint[]) AND helper_id = ANY(:helper_ids::uuid[]) AND asked_at > :day_ago
     GROUP BY helper_id""",
)


async def loads(tx: ReadTx, regions: list[Region], helper_ids: list[UUID], *, now: datetime, interval_s: float) -> dict[UUID, Load]:
    """How much helpers were asked in these regions lately."""
    found = await LOADS(
        tx,
        regions=regions,
        helper_ids=helper_ids,
        hour_ago=now - timedelta(hours=1),
        day_ago=now - timedelta(days=1),
        just_now=now - timedelta(seconds=interval_s),
    )
    return {load.helper_id: load for load in found}


@dataclass(frozen=True, slots=True)
class Helper:
    helper_id: UUID


BUSY = rows(
    Helper,
    """
    SELECT DISTINCT helper_id FROM deal
     WHERE region = ANY(:regions::bigint[]) AND helper_id = ANY(:helper_ids::uuid[])
       AND (stage = 'under_way' OR (stage IN ('agreed', 'funded') AND starts_at < :until AND ends_at > :now))""",
)


async def busy(tx: ReadTx, regions: list[Region], helper_ids: list[UUID], *, now: datetime, minutes: int) -> set[UUID]:
    """Who is at work, or will be while a job of so many minutes would last."""
    found = await BUSY(tx, regions=regions, helper_ids=helper_ids, now=now, until=now + timedelta(minutes=minutes))
    return {helper.helper_id for helper in found}


@dataclass(frozen=True, slots=True)
class Pair:
    need_id: UUID
    helper_id: UUID


ASKED = rows(
    Pair, "SELECT need_id, helper_id FROM invitation WHERE region = ANY(:regions::bigint[]) AND need_id = ANY(:need_ids::uuid[])"
)


async def asked(tx: ReadTx, need_ids: list[UUID]) -> set[tuple[UUID, UUID]]:
    """Who was asked for which of these needs."""
    regions = list({ids.region_of(need_id) for need_id in need_ids})
    return {(pair.need_id, pair.helper_id) for pair in await ASKED(tx, regions=regions, need_ids=need_ids)}


RIVALS = rows(
    Seeking,
    """
    SELECT n.id AS need_id, n.asker_id, n.community_id, n.lat, n.lon, n.cell, coalesce(w.wave, 0) + 1 AS wave
      FROM need n
      LEFT JOIN LATERAL (SELECT wave, next_at FROM wave w WHERE w.region = n.region AND w.need_id = n.id ORDER BY wave DESC LIMIT 1) w ON true
     WHERE n.stage = 'open' AND n.is_now AND n.category = :category AND n.lat_row = ANY(:lat_rows::int[]) AND n.lon BETWEEN :west AND :east
       AND n.region = ANY(:regions::bigint[]) AND n.id <> :need_id AND n.expires_at > :now
       AND CASE WHEN w.wave IS NULL THEN n.opened_at <= :soon ELSE w.next_at <= :soon END
     ORDER BY n.opened_at, n.id
     LIMIT :limit""",
)


async def rivals(tx: ReadTx, need: Need, radius_m: float, *, now: datetime) -> list[Seeking]:
    """Other instant needs of the category near by that are due for their next ring in the same moment."""
    first, last = places.rows_within(need.shown.point, radius_m)
    west, east = places.lons_within(need.shown.point, radius_m)
    return await RIVALS(
        tx,
        category=need.category,
        lat_rows=list(range(first, last + 1)),
        west=west,
        east=east,
        regions=places.regions_within(need.shown.point, radius_m),
        need_id=need.id,
        now=now,
        soon=now + timedelta(seconds=1),
        limit=RIVALS_MAX,
    )


WAVES = rows(
    Wave, "SELECT wave, ring_m, asked, at, next_at FROM wave WHERE region = :region AND need_id = :need_id ORDER BY wave LIMIT 200"
)


async def waves(tx: ReadTx, need_id: UUID) -> list[Wave]:
    """The rings that were asked for a need, in order."""
    return await WAVES(tx, region=ids.region_of(need_id), need_id=need_id)


ADD_WAVE = write(
    """
    INSERT INTO wave (region, need_id, wave, category, ring_m, asked, at, next_at, ready)
    VALUES (:region, :need_id, :wave, :category, :ring_m, :asked, :at, :next_at, :ready)"""
)


async def add_wave(tx: Tx, need: Need, wave: Wave) -> None:
    """Note that a ring was asked."""
    await ADD_WAVE(
        tx,
        region=need.region,
        need_id=need.id,
        category=need.category,
        wave=wave.wave,
        ring_m=wave.ring_m,
        asked=wave.asked,
        at=wave.at,
        next_at=wave.next_at,
        ready=wave.ready,
    )


INVITE = write(
    """
    INSERT INTO invitation (region, need_id, helper_id, offer_id, wave, reasons, asked_at)
    VALUES (:region, :need_id, :helper_id, :offer_id, :wave, :reasons, :now)"""
)


async def invite(tx: Tx, need: Need, wave: int, chosen: Sequence[Chosen], *, now: datetime) -> None:
    """Note who was asked, and why."""
    await INVITE.many(
        tx,
        [
            {
                "region": need.region,
                "need_id": need.id,
                "helper_id": each.helper_id,
                "offer_id": each.offer_id,
                "wave": wave,
                "reasons": [_kept(reason) for reason in each.reasons],
                "now": now,
            }
            for each in chosen
        ],
    )


_INVITATION = """
    SELECT i.region, i.need_id, i.offer_id, i.wave, i.reasons, i.asked_at, i.answer, i.answered_at, n.asker_id, n.category, n.title,
           n.lat, n.lon, n.cell, n.minutes, n.fee_minor, n.currency, n.ends_at, n.expires_at, n.stage
      FROM invitation i JOIN need n ON n.region = i.region AND n.id = i.need_id"""

INVITATIONS = rows(
    Invitation,
    f"""{_INVITATION}
     WHERE i.region = ANY(:regions::bigint[]) AND i.helper_id = :helper_id
       AND (:before_at::timestamptz IS NULL OR (i.asked_at, i.need_id) < (:before_at, :before_id::uuid))
     ORDER BY i.asked_at DESC, i.need_id DESC
     LIMIT :limit""",
)

INVITATION = row(Invitation, f"{_INVITATION} WHERE i.region = :region AND i.need_id = :need_id AND i.helper_id = :helper_id")


async def invitations(
    tx: ReadTx, regions: list[Region], helper_id: UUID, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[Invitation]:
    """For what a helper was asked, newest first."""
    before_at, before_id = before or (None, None)
    return await INVITATIONS(tx, regions=regions, helper_id=helper_id, before_at=before_at, before_id=before_id, limit=limit)


async def invitation(tx: ReadTx, need_id: UUID, helper_id: UUID) -> Invitation | None:
    """One invitation."""
    return await INVITATION(tx, region=ids.region_of(need_id), need_id=need_id, helper_id=helper_id)


@dataclass(frozen=True, slots=True)
class Answered:
    answer: Answer | None


LOCK = lock_row(
    Answered, "SELECT answer FROM invitation WHERE region = :region AND need_id = :need_id AND helper_id = :helper_id FOR UPDATE"
)
ANSWER = write(
    """
    UPDATE invitation SET answer = :answer, answered_at = :now
     WHERE region = :region AND need_id = :need_id AND helper_id = :helper_id AND answer IS DISTINCT FROM 'bid'"""
)


async def answer(tx: Tx, need_id: UUID, helper_id: UUID, said: Answer, *, now: datetime) -> bool:
    """Note what a helper said; a bid is never taken back by a later word. False where nobody asked them."""
    key = {"region": ids.region_of(need_id), "need_id": need_id, "helper_id": helper_id}
    found = await LOCK(tx, **key)
    if found is None:
        return False
    if found.answer != said:
        await ANSWER(tx, **key, answer=said, now=now)
    return True


COUNT_BIDS = value(int, "SELECT count(*) FROM invitation WHERE region = :region AND need_id = :need_id AND answer = 'bid'")


async def count_bids(tx: ReadTx, need_id: UUID) -> int:
    """How many of those who were asked made a bid."""
    return await COUNT_BIDS(tx, region=ids.region_of(need_id), need_id=need_id) or 0


def _kept(reason: Reason) -> dict[str, object]:
    return {"code": reason.code, "facts": dict(reason.facts)}
