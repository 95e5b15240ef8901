"""What people do with needs, and what other domains ask of them."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from everywhere.help.categories import actions as categories
from everywhere.help.categories.types import Decision
from everywhere.help.needs import rules, store
from everywhere.help.needs.types import (
    Changes,
    Draft,
    Need,
    NeedAgreed,
    NeedChanged,
    NeedExpired,
    NeedHeldBack,
    NeedId,
    NeedNotOpen,
    NeedPosted,
    NeedRemoved,
    NeedWithdrawn,
    Placed,
    Stage,
)
from everywhere.kernel import files, ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.standing.gates import actions as gates
from everywhere.standing.gates.types import Job

EXPORT_MAX = 10_000


async def post(tx: Tx, who: Person, draft: Draft, *, now: datetime) -> Need:
    """Put a need on the map, or before somebody who reads it first.

    Raises UnknownCategory, CategoryOff, AnswersDoNotFit, OutsideCities, TooManyNeeds, UnknownPicture, WrongCurrency,
    FeeBelowFloor, StandingTooLow, WindowInPast, WindowTooFar and WindowTooShort.
    """
    await store.lock_posting(tx, who.person_id)
    city = await places.city_at(tx, draft.at)
    category = await categories.get(tx, draft.category)
    await files.must_be_mine(tx, who.person_id, draft.picture_ids)
    rules.must_have_room(await store.count_live(tx, await people.regions_of(tx, who.person_id), who.person_id, now))
    community = await places.community_at(tx, draft.at)
    job = Job(None if draft.fee is None else draft.fee.minor, is_held=draft.payment == "balance")
    await gates.must_pass(tx, who, "ask", categories.gated(category), None if community is None else community.id, job, now=now)
    shown = await places.blur(tx, who.person_id, draft.at, now=now)
    placed = Placed(city, None if community is None else community.id, shown)
    need_id = NeedId(ids.placed_id(shown.region, now=now))
    need = rules.posted(draft, placed, need_id=need_id, by=who.person_id, category=category, now=now)
    categories.must_fit(category, draft.answers)
    places.must_meet_floor(city, draft.fee, need.minutes)
    if categories.suspicion(category, *rules.words(need)):
        need = rules.held_back(need)
    await store.insert(tx, need)
    await people.been_in(tx, who.person_id, need.region)
    await outbox.emit(tx, NeedPosted(need.id) if need.stage == "open" else NeedHeldBack(need.id))
    return need


async def get(tx: ReadTx, need_id: UUID) -> Need:
    """One need, whoever asks. Raises NotFound."""
    need = await store.read(tx, need_id)
    if need is None:
        raise NotFound
    return need


async def seen(tx: ReadTx, viewer: Person | None, need_id: UUID) -> Need:
    """One need as far as somebody may read it. Raises NotFound, for a need of somebody blocked too."""
    need = await get(tx, need_id)
    viewer_id = None if viewer is None else viewer.person_id
    if not rules.is_seen_by(need, viewer_id, is_operator=viewer is not None and viewer.role == "operator"):
        raise NotFound
    if viewer is not None and viewer.role != "operator":
        await people.must_be_unblocked(tx, viewer.person_id, need.asker_id)
    return need


async def mine(tx: ReadTx, who: Person, *, stage: Stage | None, before: UUID | None, limit: int) -> list[Need]:
    """A person's own needs, newest first."""
    regions = await people.regions_of(tx, who.person_id)
    return await store.of_asker(tx, regions, who.person_id, stage=stage, before=before, limit=limit)


async def edit(tx: Tx, who: Person, need_id: UUID, changes: Changes, *, must_match: Callable[[int], None], now: datetime) -> Need:
    """Change a need while nobody agreed. `must_match` is given the present version and may refuse it."""
    need = rules.owned(await store.lock(tx, need_id), who.person_id)
    must_match(need.version)
    await files.must_be_mine(tx, who.person_id, changes.get("picture_ids", []))
    category = await categories.get(tx, need.category)
    edited = rules.edited(need, changes, now=now)
    categories.must_fit(category, edited.answers)
    job = Job(edited.fee_minor, is_held=edited.payment == "balance")
    await gates.must_pass(tx, who, "ask", categories.gated(category), need.community_id, job, now=now)
    places.must_meet_floor(await places.city(tx, need.city), changes.get("fee", need.fee), edited.minutes)
    if rules.words(edited) != rules.words(need) and categories.suspicion(category, *rules.words(edited)):
        edited = rules.held_back(edited)
    await store.save(tx, edited)
    await outbox.emit(tx, NeedChanged(need.id) if edited.stage == need.stage else NeedHeldBack(need.id))
    return edited


async def withdraw(tx: Tx, who: Person, need_id: UUID, *, must_match: Callable[[int], None], now: datetime) -> Need:
    """Take a need off the map; only its asker can, and only while nobody agreed. Once is as good as twice."""
    need = rules.owned(await store.lock(tx, need_id), who.person_id)
    if need.stage == "withdrawn":
        return need
    must_match(need.version)
    withdrawn = rules.withdrawn(need, now=now)
    await store.save(tx, withdrawn)
    await outbox.emit(tx, NeedWithdrawn(need.id))
    return withdrawn


async def screen(tx: Tx, need_id: UUID, decision: Decision, *, now: datetime) -> Need:
    """Let a need that was held back go live, or remove one; for operators. Raises NotFound and NeedNotOpen."""
    need = await _locked(tx, need_id)
    screened = rules.screened(need, decision, now=now)
    await store.save(tx, screened)
    await outbox.emit(tx, NeedPosted(need.id) if screened.stage == "open" else NeedRemoved(need.id))
    return screened


async def lock_open(tx: Tx, need_id: UUID, *, now: datetime) -> Need:
    """An open need, locked until the transaction ends. Raises NotFound and NeedNotOpen."""
    need = await _locked(tx, need_id)
    rules.must_be(need, "open", now=now)
    return need


async def mark_agreed(tx: Tx, need_id: UUID, deal_id: UUID, *, now: datetime) -> Need:
    """Note that two people made a deal of an open need. Raises NeedNotOpen."""
    agreed = rules.agreed(await _locked(tx, need_id), deal_id, now=now)
    await store.save(tx, agreed)
    await outbox.emit(tx, NeedAgreed(agreed.id, deal_id))
    return agreed


async def reopen(tx: Tx, need_id: UUID, *, now: datetime) -> Need:
    """Put a need back on the map after its deal came to nothing; it expires instead when its time is over."""
    reopened = rules.reopened(await _locked(tx, need_id), now=now)
    await store.save(tx, reopened)
    await outbox.emit(tx, NeedPosted(reopened.id) if reopened.stage == "open" else NeedExpired(reopened.id))
    return reopened


async def close(tx: Tx, need_id: UUID, *, now: datetime) -> Need:
    """Note that a need's deal is done; doing it twice changes nothing."""
    need = await _locked(tx, need_id)
    closed = rules.closed(need, now=now)
    await store.save(tx, closed)
    return closed


async def note_first_bid(tx: Tx, need_id: UUID, *, now: datetime) -> None:
    """Remember when the first answer came; later ones change nothing."""
    await store.note_first_bid(tx, NeedId(need_id), now)


async def expire(tx: Tx, need_id: UUID, *, now: datetime) -> None:
    """Let a need expire if its last chance is over and nobody agreed; else nothing happens."""
    need = await store.lock(tx, need_id)
    if need is None or not rules.is_due(need, now):
        return
    await store.save(tx, rules.expired(need, now=now))
    await outbox.emit(tx, NeedExpired(need.id))


async def export(tx: ReadTx, person_id: UUID) -> list[Need]:
    """Everything that a person ever asked for."""
    regions = await people.regions_of(tx, person_id)
    return await store.of_asker(tx, regions, person_id, stage=None, before=None, limit=EXPORT_MAX)


async def forget_person(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Take back what a person who is gone still asks for, and take the words out of what they ever asked for."""
    regions = await people.regions_of(tx, person_id)
    for live in await store.live_of_asker(tx, regions, person_id):
        need = await _locked(tx, live.id)
        try:
            await store.save(tx, rules.withdrawn(need, now=now))
        except NeedNotOpen:
            continue  # agreed or expired in the meantime
        await outbox.emit(tx, NeedWithdrawn(need.id))
    await store.scrub(tx, regions, person_id)


async def _locked(tx: Tx, need_id: UUID) -> Need:
    need = await store.lock(tx, need_id)
    if need is None:
        raise NotFound
    return need
