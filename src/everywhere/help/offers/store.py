# ruff: noqa: S608 - what is put into a query is the column list of this file
"""SQL of offers and of helpers' availability. Every query on offers names the region, which the id carries."""

from collections.abc import Sequence
from uuid import UUID

from everywhere.help.offers.types import Availability, Offer, Stage, Turning
from everywhere.kernel import changes, ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import Region
from everywhere.kernel.query import lock_row, lock_rows, row, rows, value, write

_COLUMNS = """region, id, helper_id, city, category, title, text, answers, picture_ids, cell, lat, lon, lat_row, exact_lat, exact_lon,
           radius_m, community_ids, price_kind, price_minor, currency, hours, is_available, stage, created_at, updated_at, version"""

INSERT = write(
    """
    INSERT INTO offer (region, id, helper_id, city, category, title, text, answers, picture_ids, cell, lat, lon, lat_row, exact_lat,
                       exact_lon, radius_m, community_ids, price_kind, price_minor, currency, hours, is_available, stage,
                       created_at, updated_at, version)
    VALUES (:region, :id, :helper_id, :city, :category, :title, :text, :answers, :picture_ids, :cell, :lat, :lon, :lat_row, :exact_lat,
            :exact_lon, :radius_m, :community_ids, :price_kind, :price_minor, :currency, :hours, :is_available, :stage,
            :created_at, :updated_at, :version)"""
)


async def insert(tx: Tx, offer: Offer) -> None:
    """Save a new offer."""
    await INSERT(tx, **{name: getattr(offer, name) for name in INSERT.statement.names})
    await changes.note(tx, "offer", [offer.id])


SAVE = write(
    """
    UPDATE offer
       SET title = :title, text = :text, answers = :answers, picture_ids = :picture_ids, radius_m = :radius_m,
           community_ids = :community_ids, price_kind = :price_kind, price_minor = :price_minor, hours = :hours,
           is_available = :is_available, stage = :stage, updated_at = :updated_at, version = :version
     WHERE region = :region AND id = :id"""
)


async def save(tx: Tx, offer: Offer) -> None:
    """Save what changes of an offer during its life; its row is locked."""
    await SAVE(tx, **{name: getattr(offer, name) for name in SAVE.statement.names})
    await changes.note(tx, "offer", [offer.id])


READ = row(Offer, f"SELECT {_COLUMNS} FROM offer WHERE region = :region AND id = :id")
LOCK = lock_row(Offer, f"SELECT {_COLUMNS} FROM offer WHERE region = :region AND id = :id FOR UPDATE")


async def read(tx: ReadTx, offer_id: UUID) -> Offer | None:
    """The offer with this id."""
    return await READ(tx, region=ids.region_of(offer_id), id=offer_id)


async def lock(tx: Tx, offer_id: UUID) -> Offer | None:
    """The offer with this id, locked until the transaction ends."""
    return await LOCK(tx, region=ids.region_of(offer_id), id=offer_id)


OF_HELPER = rows(
    Offer,
    f"""
    SELECT {_COLUMNS} FROM offer
     WHERE region = ANY(:regions::bigint[]) AND helper_id = :helper_id AND (:before::uuid IS NULL OR id < :before)
       AND (:stage::text IS NULL OR stage = :stage)
     ORDER BY id DESC
     LIMIT :limit""",
)


async def of_helper(
    tx: ReadTx, regions: Sequence[Region], helper_id: UUID, *, stage: Stage | None, before: UUID | None, limit: int
) -> list[Offer]:
    """A person's offers, newest first."""
    return await OF_HELPER(tx, regions=regions, helper_id=helper_id, stage=stage, before=before, limit=limit)


COUNT_LIVE = value(
    int,
    """
    SELECT count(*) FROM offer
     WHERE region = ANY(:regions::bigint[]) AND helper_id = :helper_id AND stage IN ('screened', 'open', 'paused')""",
)


async def count_live(tx: ReadTx, regions: Sequence[Region], helper_id: UUID) -> int:
    """How many offers a person has."""
    return await COUNT_LIVE(tx, regions=regions, helper_id=helper_id) or 0


LOCK_HELPERS = write(
    """
    SELECT pg_advisory_xact_lock(hashtextextended('helper:' || helper_id, 0))
      FROM (SELECT unnest(:helper_ids::uuid[])::text AS helper_id ORDER BY 1) AS helpers"""
)


async def lock_helpers(tx: Tx, helper_ids: Sequence[UUID]) -> None:
    """Let one change of these helpers' offers or switches happen at a time, so that the one always fits the other."""
    await LOCK_HELPERS(tx, helper_ids=helper_ids)


LIVE_OF_HELPERS = lock_rows(
    Offer,
    f"""
    SELECT {_COLUMNS} FROM offer
     WHERE region = :region AND helper_id = ANY(:helper_ids::uuid[]) AND stage IN ('screened', 'open', 'paused')
     ORDER BY id
       FOR UPDATE""",
)


async def lock_live_of(tx: Tx, regions: Sequence[Region], helper_ids: Sequence[UUID]) -> list[Offer]:
    """The offers that helpers have, locked in the order of their ids."""
    # Region by region: a cluster locks in one at a time.
    return [offer for region in sorted(regions) for offer in await LIVE_OF_HELPERS(tx, region=region, helper_ids=helper_ids)]


# Haversine on the mean sphere: the same numbers as places.distance_m, and the rule is rules.is_reached.
TURNING = rows(
    Turning,
    """
    SELECT o.region, o.id, o.helper_id
      FROM unnest(:regions::bigint[], :helper_ids::uuid[], :are_available::boolean[], :lats::float8[], :lons::float8[])
           AS h(region, helper_id, is_available, lat, lon)
      JOIN offer o ON o.region = h.region AND o.helper_id = h.helper_id
     WHERE o.stage IN ('screened', 'open', 'paused')
       AND o.is_available <> (h.is_available AND (h.lat IS NULL OR o.radius_m >= 2 * 6371008.8 * asin(sqrt(least(1,
                sin(radians(o.exact_lat - h.lat) / 2) ^ 2
                + cos(radians(h.lat)) * cos(radians(o.exact_lat)) * sin(radians(o.exact_lon - h.lon) / 2) ^ 2)))))""",
)


async def turning(tx: ReadTx, helpers: Sequence[Availability], been: Sequence[tuple[UUID, Region]]) -> list[Turning]:
    """The offers in these regions that helpers, who are locked, have come into or out of reach of."""
    by_id = {helper.person_id: helper for helper in helpers}
    there = [(region, by_id[person_id]) for person_id, region in been]
    return await TURNING(
        tx,
        regions=[region for region, _ in there],
        helper_ids=[helper.person_id for _, helper in there],
        are_available=[helper.is_available for _, helper in there],
        lats=[helper.exact_lat for _, helper in there],
        lons=[helper.exact_lon for _, helper in there],
    )


LOCK_FOR_FLIP = lock_rows(
    Turning, "SELECT region, id, helper_id FROM offer WHERE region = :region AND id = ANY(:ids::uuid[]) ORDER BY id FOR UPDATE"
)
FLIP = write(
    """
    UPDATE offer SET is_available = NOT is_available
     WHERE region = ANY(:regions::bigint[]) AND id = ANY(:ids::uuid[])"""
)


async def flip(tx: Tx, offers: Sequence[Turning]) -> None:
    """Turn the availability of offers around, whose helpers are locked."""
    if not offers:
        return
    ids = [offer.id for offer in offers]
    regions = sorted({offer.region for offer in offers})
    for region in regions:
        await LOCK_FOR_FLIP(tx, region=region, ids=ids)
    await FLIP(tx, regions=regions, ids=ids)
    await changes.note(tx, "offer", ids)


SCRUB = write(
    """
    UPDATE offer
       SET title = '–', text = '', answers = '{}', picture_ids = '{}', exact_lat = lat, exact_lon = lon, community_ids = '{}',
           is_available = false
     WHERE region = ANY(:regions::bigint[]) AND helper_id = :helper_id"""
)
FORGET_AVAILABILITY = write("DELETE FROM availability WHERE person_id = :person_id")


async def scrub(tx: Tx, regions: Sequence[Region], helper_id: UUID) -> None:
    """Take the words and the exact places out of a person's offers, and their switch away."""
    await SCRUB(tx, regions=regions, helper_id=helper_id)
    await FORGET_AVAILABILITY(tx, person_id=helper_id)


AVAILABILITY = rows(
    Availability,
    """
    SELECT person_id, is_available, exact_lat, exact_lon, quiet_from_hour, quiet_to_hour, at
      FROM availability WHERE person_id = ANY(:person_ids::uuid[])""",
)


async def availability_of(tx: ReadTx, person_ids: Sequence[UUID]) -> dict[UUID, Availability]:
    """The switches of people by id; who was never on is not there."""
    return {each.person_id: each for each in await AVAILABILITY(tx, person_ids=person_ids)}


SET_AVAILABILITY = write(
    """
    INSERT INTO availability (person_id, is_available, exact_lat, exact_lon, quiet_from_hour, quiet_to_hour, at)
    SELECT * FROM unnest(:person_ids::uuid[], :are_available::boolean[], :lats::float8[], :lons::float8[],
                         :quiet_from_hours::int[], :quiet_to_hours::int[], :ats::timestamptz[])
    ON CONFLICT (person_id) DO UPDATE
       SET is_available = excluded.is_available, exact_lat = excluded.exact_lat, exact_lon = excluded.exact_lon,
           quiet_from_hour = excluded.quiet_from_hour, quiet_to_hour = excluded.quiet_to_hour, at = excluded.at"""
)


async def set_availability(tx: Tx, switches: Sequence[Availability]) -> None:
    """Save switches in one statement."""
    await SET_AVAILABILITY(
        tx,
        person_ids=[each.person_id for each in switches],
        are_available=[each.is_available for each in switches],
        lats=[each.exact_lat for each in switches],
        lons=[each.exact_lon for each in switches],
        quiet_from_hours=[each.quiet_from_hour for each in switches],
        quiet_to_hours=[each.quiet_to_hour for each in switches],
        ats=[each.at for each in switches],
    )
