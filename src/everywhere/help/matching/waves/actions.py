"""Asking helpers for an instant need, ring by ring."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from everywhere.help.categories import actions as categories
from everywhere.help.categories.types import Category
from everywhere.help.matching.waves import rules, store
from everywhere.help.matching.waves.types import Chosen, HelperAsked, Invitation, Manner, Seeking, Wave, WaveDue
from everywhere.help.needs import actions as needs
from everywhere.help.needs.types import Need, NeedNotOpen
from everywhere.help.offers import actions as offers
from everywhere.help.prices import actions as prices
from everywhere.kernel import outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places


async def first_due(tx: ReadTx, need_id: UUID, *, now: datetime) -> tuple[int, datetime] | None:
    """Which ring of a need is next and when it may be asked; None for a need that waits for no ring."""
    need = await needs.get(tx, need_id)
    asked = await store.waves(tx, need_id)
    if rules.progress(need, asked, now=now) != "asking":
        return None
    at = await _from_when(tx, need, await categories.get(tx, need.category), now)
    return (len(asked) + 1, at) if at < need.expires_at else None


async def ask(tx: Tx, need_id: UUID, wave: int, manner: Manner, *, now: datetime) -> list[Chosen]:
    """Ask one ring of a need that is still open, and say when the next is due; a ring that was asked is not asked again.

    At night, by the category's rule, nobody is asked and the same ring is due in the morning; in batches the first ring is due at
    the end of the interval.
    """
    try:
        need = await needs.lock_open(tx, need_id, now=now)
    except (NeedNotOpen, NotFound):
        return []
    if len(await store.waves(tx, need_id)) != wave - 1:
        return []
    category = await categories.get(tx, need.category)
    at = await _from_when(tx, need, category, now)
    if wave == 1 and manner.matching == "batch" and need.opened_at is not None:
        # An opening that is still to come was noted by a clock that was ahead.
        opened_at = min(need.opened_at, now)
        at = max(at, rules.together_at(opened_at, need.expires_at, interval_s=manner.interval_s))
    if at > now:
        await _announce(tx, need_id, wave, at, now=now)
        return []
    await store.lock_area(tx, need.region)
    chosen, ready = await _choose(tx, need, category, wave, manner, now=now)
    await _keep(tx, need, wave, chosen, ready if wave == 1 else None, interval_s=manner.interval_s, now=now)
    return chosen


async def progress(tx: ReadTx, who: Person, need_id: UUID) -> tuple[Need, list[Wave], int]:
    """The asker's need, its rings so far and how many of those asked made a bid. Raises NotFound for anybody else."""
    need = await needs.get(tx, need_id)
    if need.asker_id != who.person_id:
        raise NotFound
    return need, await store.waves(tx, need_id), await store.count_bids(tx, need_id)


async def invitations(tx: ReadTx, who: Person, *, before: tuple[datetime, UUID] | None, limit: int) -> list[Invitation]:
    """For what a helper was asked, newest first."""
    return await store.invitations(tx, await people.regions_of(tx, who.person_id), who.person_id, before=before, limit=limit)


async def invitation(tx: ReadTx, need_id: UUID, helper_id: UUID) -> Invitation | None:
    """What a helper was asked for, and why."""
    return await store.invitation(tx, need_id, helper_id)


async def decline(tx: Tx, who: Person, need_id: UUID, *, now: datetime) -> None:
    """Say no to an invitation: free, and counted nowhere. Raises NotFound where nobody asked."""
    if not await store.answer(tx, need_id, who.person_id, "declined", now=now):
        raise NotFound


async def note_bid(tx: Tx, need_id: UUID, helper_id: UUID, *, now: datetime) -> None:
    """Note that a helper answered an invitation with a bid; a bid without one is fine."""
    await store.answer(tx, need_id, helper_id, "bid", now=now)


async def _choose(tx: Tx, need: Need, category: Category, wave: int, manner: Manner, *, now: datetime) -> tuple[list[Chosen], int]:
    seeking = Seeking(need.id, need.asker_id, need.community_id, need.lat, need.lon, need.cell, wave)
    reach_m = rules.ring_m(wave) + rules.REACH_M + places.cell_radius_m(need.cell)
    hidden = [need.asker_id, *await people.blocked_ids(tx, need.asker_id)]
    rivals = [] if manner.matching == "nearest" else await store.rivals(tx, need, reach_m, now=now)
    need_ids = [need.id, *(rival.need_id for rival in rivals)]
    pool = await _pool(tx, need, hidden, need_ids, reach_m, interval_s=manner.interval_s, now=now)
    band = await prices.price_band(tx, seeking.point, need.category, now=now)
    median_minor = None if band is None else band.median.minor
    best = pool.choose(
        seeking, rivals, median_minor=median_minor, typical_minutes=category.typical_minutes, matching=manner.matching
    )
    chosen = [
        rules.chosen(each, distance_m, lately=pool.lately(each.helper_id), fee_minor=need.fee_minor, median_minor=median_minor)
        for each, distance_m in best
    ]
    return chosen, pool.ready(seeking)


async def _pool(
    tx: Tx, need: Need, hidden: list[UUID], need_ids: list[UUID], reach_m: float, *, interval_s: float, now: datetime
) -> rules.Pool:
    here = need.shown.point
    found = await store.candidates(tx, need.category, here, reach_m, hidden)
    helper_ids = list({candidate.helper_id for candidate in found})
    # A helper may be at work a little outside of where they are asked.
    regions = places.regions_within(here, reach_m + rules.REACH_M)
    return rules.Pool(
        found,
        await offers.availability_of(tx, helper_ids),
        await store.loads(tx, regions, helper_ids, now=now, interval_s=interval_s),
        await store.busy(tx, regions, helper_ids, now=now, minutes=need.minutes),
        await store.asked(tx, need_ids),
        zone=await _zone(tx, need),
        now=now,
    )


async def _keep(
    tx: Tx, need: Need, wave: int, chosen: list[Chosen], ready: int | None, *, interval_s: float, now: datetime
) -> None:
    due = rules.next_at(wave, now=now, interval_s=interval_s, expires_at=need.expires_at)
    await store.add_wave(tx, need, Wave(wave, rules.ring_m(wave), len(chosen), now, due, ready))
    await store.invite(tx, need, wave, chosen, now=now)
    for each in sorted(chosen, key=lambda one: one.helper_id):
        # The invitation lies in the need's region, which may be a new one for the helper.
        await people.been_in(tx, each.helper_id, need.region)
    for each in chosen:
        await outbox.emit(tx, HelperAsked(need.id, each.helper_id))
    if due is not None:
        await _announce(tx, need.id, wave + 1, due, now=now)


async def _announce(tx: Tx, need_id: UUID, wave: int, at: datetime, *, now: datetime) -> None:
    await outbox.emit(tx, WaveDue(need_id, wave, at, wait_s=(at - now).total_seconds()))


async def _from_when(tx: ReadTx, need: Need, category: Category, now: datetime) -> datetime:
    return rules.from_when(category, await _zone(tx, need), now)


async def _zone(tx: ReadTx, need: Need) -> ZoneInfo:
    return ZoneInfo((await places.city(tx, need.city)).timezone)
