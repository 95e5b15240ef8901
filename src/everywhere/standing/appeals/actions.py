"""Contesting a standing: a person appeals, a human decides in time, or the person is believed."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.people.types import Person
from everywhere.standing.appeals import rules, store
from everywhere.standing.appeals.types import Appeal, AppealEnded, AppealMade, AppealOpen
from everywhere.standing.credence import actions as credence
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import FactId
from everywhere.standing.returning import actions as returning
from everywhere.standing.scores.types import NotScored

APPEALS_MAX = 100
LAPSED = "Nobody decided in time."


async def make(tx: Tx, who: Person, *, fact_id: UUID | None, text: str, now: datetime) -> Appeal:
    """Contest a fact, what is kept of who left, how far one is believed, or the score. Raises NotScored, NotFound and AppealOpen."""
    if fact_id is None or fact_id not in await _contestable_unscored(tx, who.person_id, now=now):
        if not await evidence.is_scored(tx, who.person_id):
            raise NotScored
        if fact_id is not None:
            await evidence.get(tx, who.person_id, fact_id)
    appeal = rules.made(who, ids.new_id(), None if fact_id is None else FactId(fact_id), text, now=now)
    if not await store.insert(tx, appeal):
        raise AppealOpen
    await outbox.emit(tx, AppealMade(appeal.person_id, appeal.id))
    return appeal


async def decide(
    tx: Tx, operator: Person, person_id: UUID, appeal_id: UUID, *, is_granted: bool, note: str, now: datetime
) -> Appeal:
    """Decide as an operator; the caller has made sure that they are one. A fact that is granted counts no more.

    Raises NotFound, NotAllowed and AppealOver.
    """
    appeal = rules.decided(await _locked(tx, person_id, appeal_id), operator, is_granted=is_granted, note=note, now=now)
    await _end(tx, appeal, is_believed=is_granted, reason=note, by_id=operator.person_id, now=now)
    return appeal


async def lapse(tx: Tx, person_id: UUID, appeal_id: UUID, *, now: datetime) -> None:
    """Believe a person whose appeal nobody decided in time; again is as good as once."""
    appeal = rules.lapsed(await _locked(tx, person_id, appeal_id), now=now)
    if appeal is not None:
        await _end(tx, appeal, is_believed=True, reason=LAPSED, by_id=None, now=now)


async def get(tx: Tx, person_id: UUID, appeal_id: UUID) -> Appeal:
    """An appeal, for hearers. Raises NotFound."""
    return await _locked(tx, person_id, appeal_id)


async def of(tx: ReadTx, who: Person) -> list[Appeal]:
    """A person's own appeals, newest first."""
    return await store.of(tx, who.person_id, limit=APPEALS_MAX)


async def open_ones(tx: ReadTx, *, after: tuple[datetime, UUID] | None, limit: int) -> list[Appeal]:
    """Open appeals for operators, the most urgent first; one more than `limit` where there are more."""
    return await store.open_ones(tx, after=after, limit=limit + 1)


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop the appeals of a person who is gone."""
    await store.forget(tx, person_id)


async def _contestable_unscored(tx: ReadTx, person_id: UUID, *, now: datetime) -> set[UUID]:
    """What is held against somebody even where they are not scored."""
    kept: set[UUID] = {each.fact_id for each in await returning.kept(tx, person_id, now=now)}
    voice = await credence.voice(tx, person_id)
    return kept if voice.weight == 1 else {*kept, voice.contest_id}


async def _locked(tx: Tx, person_id: UUID, appeal_id: UUID) -> Appeal:
    appeal = await store.lock(tx, person_id, appeal_id)
    if appeal is None:
        raise NotFound
    return appeal


async def _end(tx: Tx, appeal: Appeal, *, is_believed: bool, reason: str, by_id: UUID | None, now: datetime) -> None:
    await store.save(tx, appeal)
    if is_believed and appeal.fact_id is not None:
        await evidence.correct(tx, appeal.person_id, appeal.fact_id, reason=reason, by_id=by_id, now=now)
        await returning.corrected(tx, appeal.person_id, appeal.fact_id, now=now)
        if appeal.fact_id == credence.contest_id(appeal.person_id):
            await credence.clear(tx, appeal.person_id, now=now)
    await outbox.emit(tx, AppealEnded(appeal.person_id, appeal.id))
