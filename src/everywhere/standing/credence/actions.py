"""Counting witnesses: how harsh they are, and how far they are believed."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from everywhere.kernel import bulk, outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.standing.credence import rules, store
from everywhere.standing.credence.types import Voice, Witness, WitnessDoubted
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import KINDS, FactId
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import AGAINST_BELOW, Believed, Columns, Counterpart, Floats

PAGE_FACTS = 400_000
SAVED_AT_ONCE = 20_000
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Page:
    """Some people's facts, all of each: who they are, and their columns with nobody's credence yet."""

    person_ids: list[UUID]
    others: dict[int, UUID]
    """Their counterparts, by the numbers that stand in the columns."""
    columns: Columns


class Voices:
    """Of how many people each witness spoke, and of how many against them with something to gain by it: counted page by page."""

    def __init__(self, cleared_s: Mapping[int, float]) -> None:
        numbers = sorted(cleared_s)
        self._cleared = np.array(numbers, np.uint64), np.array([cleared_s[number] for number in numbers])
        self._heard: list[tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]] = []

    def hear(self, columns: Columns) -> None:
        """Count one page: each of its people is on no other."""
        numbers, cleared_s = self._cleared
        since_s = np.full(len(columns.by), -np.inf)
        if len(numbers):
            at = np.minimum(np.searchsorted(numbers, columns.by), len(numbers) - 1)
            since_s = np.where(numbers[at] == columns.by, cleared_s[at], since_s)
        self._heard.append(rules.spoken_of(columns, since_s))

    def of(self, everybody: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The two counts of everybody, in the order of their numbers."""
        by, spoken, pressed = (np.concatenate(part) for part in zip(*self._heard, strict=True))
        at, people = np.searchsorted(everybody, by), len(everybody)
        return np.bincount(at, spoken, people).astype(np.int64), np.bincount(at, pressed, people).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Everybody who was counted, in the order of the random ends of their ids."""

    numbers: NDArray[np.uint64]
    credence: Floats
    harshness: Floats
    candour: Floats

    def weigh(self, columns: Columns) -> Columns:
        """The facts with what their counterparts are worth; somebody new has `NEW_CREDENCE`, and nobody at all takes nothing away."""
        unknown = np.where(columns.by == 0, 1.0, rules.NEW_CREDENCE)
        if not len(self.numbers):
            return replace(columns, credence=unknown)
        at = np.minimum(np.searchsorted(self.numbers, columns.by), len(self.numbers) - 1)
        is_known = self.numbers[at] == columns.by
        return replace(
            columns,
            credence=np.where(
                is_known, self.credence[at] * np.where(columns.value < AGAINST_BELOW, self.candour[at], 1.0), unknown
            ),
            harshness=np.where(is_known, self.harshness[at], 0.0),
        )


async def believed(tx: ReadTx, by_ids: Iterable[UUID | None]) -> Believed:
    """What these counterparts are worth as witnesses."""
    wanted = sorted({by_id for by_id in by_ids if by_id is not None})
    found = {each.person_id: each for each in await store.of(tx, wanted)}
    return {by_id: _counterpart(found.get(by_id)) for by_id in wanted}


async def witnesses(tx: ReadTx) -> Witnesses:
    """Everybody, for who scores everybody."""
    found = await store.everybody(tx)
    numbers = found["person_low"].astype(np.uint64)
    order = np.argsort(numbers)
    harshness = formulas.harshness_of(found["reviews_given"].astype(np.float64), found["value_sum"].astype(np.float64))
    candour = rules.candour(found["spoken"].astype(np.float64), found["pressed"].astype(np.float64))
    return Witnesses(numbers[order], found["credence"].astype(np.float64)[order], harshness[order], candour[order])


async def pages(db: Database) -> AsyncIterator[Page]:
    """Everybody's facts, people after people, each person whole on one page."""
    after, limit = _FIRST, PAGE_FACTS
    while True:
        async with db.read() as tx:
            found = await evidence.page(tx, after=after, limit=limit)
        is_last = len(found) < limit
        whole = found if is_last else found[: _last_begins(found)]
        if len(found) and not len(whole):  # one person fills the page
            limit *= 2
            continue
        if len(whole):
            after = _id(int(whole["person_high"][-1]), int(whole["person_low"][-1]))
            limit = PAGE_FACTS
            yield _page(whole)
        if is_last:
            return


async def recount(db: Database, *, now: datetime) -> int:
    """Count every witness again from all facts; returns how many there are. Holds about 60 bytes a fact meanwhile."""
    everybody: dict[int, UUID] = {}
    voices = Voices(await _cleared(db))
    heard: list[tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.int8], NDArray[np.float32]]] = []
    async for page in pages(db):
        people = np.array([formulas.number_of(person_id) for person_id in page.person_ids], np.uint64)
        everybody.update(zip(people.tolist(), page.person_ids, strict=True))
        everybody.update(page.others)
        columns = page.columns
        voices.hear(columns)
        heard.append((people[columns.person], columns.by, columns.kind.astype(np.int8), columns.value.astype(np.float32)))
    if not heard:
        return 0
    about, by, kind, value = (np.concatenate(part) for part in zip(*heard, strict=True))
    heard.clear()
    numbers = np.array(sorted(everybody), np.uint64)
    counted = (numbers, *_counted(numbers, about, by, kind, value), *voices.of(numbers))
    for begin in range(0, len(numbers), SAVED_AT_ONCE):
        some = zip(*(part[begin : begin + SAVED_AT_ONCE].tolist() for part in counted), strict=True)
        async with db.write() as tx:
            await _save(tx, [Witness(everybody[number], *known) for number, *known in some], now=now)
    return len(numbers)


async def voice(tx: ReadTx, person_id: UUID) -> Voice:
    """What a person may know of themselves as a witness, and by which id they contest it."""
    found = await store.counted(tx, person_id)
    spoken, pressed = (0, 0) if found is None else (found.spoken, found.pressed)
    return Voice(
        spoken=spoken,
        pressed=pressed,
        credence=rules.NEW_CREDENCE if found is None else found.credence,
        weight=rules.candour_of(spoken, pressed),
        counted_at=None if found is None else found.counted_at,
        cleared_at=None if found is None else found.cleared_at,
        contest_id=contest_id(person_id),
    )


def contest_id(person_id: UUID) -> FactId:
    """The id by which a person contests that they are believed less."""
    return evidence.fact_id(person_id, "voice")


async def clear(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Let a witness begin anew: what they said until now is not held against them any more."""
    await store.clear(tx, person_id, now=now)


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop somebody who is gone."""
    await store.forget(tx, person_id)


def _counterpart(witness: Witness | None) -> Counterpart:
    if witness is None:
        return Counterpart(rules.NEW_CREDENCE, 0.0)
    harshness = formulas.harshness_of(np.array([float(witness.reviews_given)]), np.array([witness.value_sum]))
    return Counterpart(witness.credence, float(harshness[0]), rules.candour_of(witness.spoken, witness.pressed))


async def _cleared(db: Database) -> dict[int, float]:
    async with db.read() as tx:
        return {formulas.number_of(person_id): at.timestamp() for person_id, at in (await store.cleared(tx)).items()}


async def _save(tx: Tx, witnesses: Sequence[Witness], *, now: datetime) -> None:
    doubted = [each.person_id for each in witnesses if each.pressed and rules.candour_of(each.spoken, each.pressed) < 1]
    before = {each.person_id: rules.candour_of(each.spoken, each.pressed) for each in await store.of(tx, doubted)}
    await store.save(tx, witnesses, now=now)
    for person_id in doubted:
        if before.get(person_id, 1.0) == 1:
            await outbox.emit(tx, WitnessDoubted(person_id))


def _last_begins(found: NDArray[np.void]) -> int:
    same = (found["person_high"] == found["person_high"][-1]) & (found["person_low"] == found["person_low"][-1])
    return int(np.argmax(same))


def _page(found: NDArray[np.void]) -> Page:
    high, low = found["person_high"].astype(np.uint64), found["person_low"].astype(np.uint64)
    begins = np.concatenate([[True], (high[1:] != high[:-1]) | (low[1:] != low[:-1])])
    by, first = np.unique(found["by_low"].astype(np.uint64), return_index=True)
    others = zip(by.tolist(), found["by_high"][first].tolist(), strict=True)
    columns = Columns(
        person=np.cumsum(begins) - 1,
        kind=found["kind"].astype(np.int64) - 1,
        role=found["role"].astype(np.int64) - 1,
        value=found["value"].astype(np.float64),
        weight=found["weight"].astype(np.float64),
        at_s=found["at_us"].astype(np.float64) / 1e6 + bulk.EPOCH_S,
        by=found["by_low"].astype(np.uint64),
        credence=np.ones(len(found)),
        harshness=np.zeros(len(found)),
    )
    people = zip(high[begins].tolist(), low[begins].tolist(), strict=True)
    return Page([_id(*halves) for halves in people], {number: _id(top, number) for number, top in others if number}, columns)


def _id(high: int, low: int) -> UUID:
    return UUID(int=(high << 64) | low)


def _counted(
    everybody: NDArray[np.uint64],
    about: NDArray[np.uint64],
    by: NDArray[np.uint64],
    kind: NDArray[np.int8],
    value: NDArray[np.float32],
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Of everybody, in the order of their numbers: reviews given, what they were worth together, credence."""
    people = len(everybody)
    who = np.searchsorted(everybody, about).astype(np.int32)
    anchors = np.zeros(people, np.bool_)
    anchors[who[kind == KINDS.index("verified_place")]] = True
    said = by != 0
    who, other = who[said], np.searchsorted(everybody, by[said]).astype(np.int32)
    kind, value = kind[said], value[said]
    reviewed = kind == KINDS.index("review")
    given = np.bincount(other[reviewed], minlength=people)
    value_sum = np.bincount(other[reviewed], value[reviewed], people)
    graph = rules.graph_of(who, other, 2.0 * value.astype(np.float64) - 1.0, people)
    walked = rules.credences(graph, people, anchors) * rules.openness(graph, everybody, anchors)
    return given.astype(np.int64), value_sum.astype(np.float64), np.maximum(rules.CREDENCE_MIN, walked)
