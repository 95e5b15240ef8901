"""Knowing again who left broken promises behind: by marks of handles, of people who were told so when they agreed to be scored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from everywhere.kernel import outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.people import actions as people
from everywhere.people.consents import actions as consents
from everywhere.standing.credence import actions as credence
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.formula import rules as formulas
from everywhere.standing.returning import rules, store
from everywhere.standing.returning.types import Departure, HandlesMarked, Held, Kept, Left

KEY_PURPOSE = "marks of handles"


async def look(tx: Tx, person_id: UUID, *, key: bytes, now: datetime) -> int:
    """Mark the handles of a person who is scored, and hear what was left behind by them; returns how much of it is new. Again is as
    good as once.

    What they left themselves is in their facts again, so it tells nothing; a handle that they gave up meanwhile is left behind.
    """
    if await consents.wording_of(tx, person_id, "standing") < rules.TOLD_FROM:
        return 0
    departure = rules.departure_of(key, person_id)
    marks = sorted({rules.mark_of(key, handle.value) for handle in await people.handles_of(tx, person_id)})
    gone = [each for each in await store.held(tx, person_id) if each.mark not in marks]
    await _leave_behind(tx, person_id, gone, now=now)
    await store.let_go(tx, person_id, [each.mark for each in gone])
    await store.hold(tx, person_id, marks, departure, until=None)
    found = [left for left in await store.left(tx, marks, now=now) if left.departure != departure]
    facts = [fact for fact in (rules.returned(person_id, left) for left in found) if not await evidence.has(tx, fact)]
    await evidence.hear(tx, facts, now=now)
    return len(facts)


async def leave(tx: Tx, person_id: UUID, *, now: datetime, is_erased: bool) -> None:
    """Keep what is worth keeping of a person who goes or takes back their yes, before their facts are dropped; and nothing else."""
    held = await store.held(tx, person_id)
    if not held:
        return
    left = await _leave_behind(tx, person_id, held, now=now)
    marks = [each.mark for each in held]
    if left and not is_erased:
        until = max(each.kept_until for each in left)
        await store.hold(tx, person_id, marks, held[0].departure, until=until)
    elif is_erased or not await store.left(tx, marks, now=now):
        await store.let_go(tx, person_id, marks)


async def kept(tx: ReadTx, person_id: UUID, *, now: datetime) -> list[Kept]:
    """What is kept by a person's marks, of themselves or of who had a handle of theirs before. While they are scored, what they left
    themselves is in their facts, and not here.
    """
    held = await store.held(tx, person_id)
    own = {each.departure for each in held}
    left = await store.left(tx, [each.mark for each in held], now=now) if held else []
    found = [Kept(rules.fact_id(person_id, each.departure), each, each.departure in own) for each in left]
    return [each for each in found if not each.is_own] if await evidence.is_scored(tx, person_id) else found


async def marks_of(tx: ReadTx, person_id: UUID) -> int:
    """By how many marks a person would be known again."""
    return len(await store.held(tx, person_id))


async def would_be_left(tx: ReadTx, person_id: UUID, *, now: datetime) -> Left | None:
    """What would be kept if a person who is scored left now; None where nothing would."""
    held = await store.held(tx, person_id)
    return await _left_by(tx, person_id, held[0].departure, now=now) if held else None


async def corrected(tx: Tx, person_id: UUID, fact_id: UUID, *, now: datetime) -> None:
    """A fact was wrong: what is kept by it is let go, and nobody is known by it again. What they left themselves is weighed anew."""
    held = await store.held(tx, person_id)
    marks = [each.mark for each in held]
    for left in await store.left(tx, marks, now=now):
        is_own = left.departure == held[0].departure
        if fact_id == rules.fact_id(person_id, left.departure) or (is_own and await evidence.is_scored(tx, person_id)):
            await store.free(tx, marks, left.departure)


async def export(tx: ReadTx, person_id: UUID, *, now: datetime) -> dict[str, object]:
    """A person's marks, and what is kept by them."""
    return {"marks": await store.held(tx, person_id), "kept": await kept(tx, person_id, now=now)}


async def _leave_behind(tx: Tx, person_id: UUID, held: Sequence[Held], *, now: datetime) -> list[Left]:
    """Leave by these marks what the person breaks faith with, and what they came with themselves."""
    if not held:
        return []
    own = await _left_by(tx, person_id, held[0].departure, now=now)
    before = await store.left(tx, [each.mark for each in await store.held(tx, person_id)], now=now)
    found = [each for each in [own, *before] if each is not None]
    marks = [each.mark for each in held]
    for each in found:
        await store.leave(tx, marks, each)
    for other_id in await store.holders(tx, marks, but=person_id) if found else []:
        await outbox.emit(tx, HandlesMarked(other_id))
    return found


async def _left_by(tx: ReadTx, person_id: UUID, departure: Departure, *, now: datetime) -> Left | None:
    facts = await evidence.of(tx, person_id)
    believed = await credence.believed(tx, [fact.by_id for fact in facts])
    return rules.left_by(facts, departure, now, formulas.CURRENT, believed=believed)
