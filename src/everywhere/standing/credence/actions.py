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
from everywhere.standing.evidence.types import KINDS, ROLES, FactId
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import AGAINST_BELOW, Believed, Columns, Counterpart, Floats

PAGE_FACTS = 400_000
SAVED_AT_ONCE = 20_000
MERCHANT = ROLES.index("merchant")
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


class Sales:
    """Which shop kept its word to whom, and when, page by page."""

    def __init__(self) -> None:
        self._heard: list[tuple[NDArray[np.uint64], NDArray[np.uint64], Floats]] = []

    def hear(self, columns: Columns, people: NDArray[np.uint64]) -> None:
        """Take one page, which is about these people."""
        sold = (columns.role == MERCHANT) & (columns.kind == KINDS.index("kept")) & (columns.by != 0)
        if sold.any():
            self._heard.append((people[columns.person[sold]], columns.by[sold], columns.at_s[sold]))

    def custom(self, everybody: NDArray[np.uint64], credence: Floats) -> Floats:
        """What remains of everybody's credence as a buyer, in the order of their numbers."""
        if not self._heard:
            return np.ones(len(everybody))
        shop, buyer, at_s = (np.concatenate(part) for part in zip(*self._heard, strict=True))
        is_unknown = credence <= rules.NEW_CREDENCE
        return rules.custom(np.searchsorted(everybody, shop), np.searchsorted(everybody, buyer), at_s, is_unknown)


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Everybody who was counted, in the order of the random ends of their ids."""

    numbers: NDArray[np.uint64]
    credence: Floats
    harshness: Floats
    candour: Floats
    custom: Floats

    def weigh(self, columns: Columns) -> Columns:
        """The facts with what their counterparts are worth; somebody new has `NEW_CREDENCE`, and nobody at all takes nothing away."""
        unknown = np.where(columns.by == 0, 1.0, rules.NEW_CREDENCE)
        if not len(self.numbers):
            return replace(columns, credence=unknown)
        at = np.minimum(np.searchsorted(self.numbers, columns.by), len(self.numbers) - 1)
        is_known = self.numbers[at] == columns.by
        bought = np.where(columns.role == MERCHANT, self.custom[at], 1.0)
        said = np.where(columns.value < AGAINST_BELOW, self.candour[at], bought)
        return replace(
            columns,
            credence=np.where(is_known, self.credence[at] * said, unknown),
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
    credence, custom = found["credence"].astype(np.float64), found["custom"].astype(np.float64)
    return Witnesses(numbers[order], credence[order], harshness[order], candour[order], custom[order])


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
    voices, sales = Voices(await _cleared(db)), Sales()
    heard: list[tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.int8], NDArray[np.float32]]] = []
    async for page in pages(db):
        people = np.array([formulas.number_of(person_id) for person_id in page.person_ids], np.uint64)
        everybody.update(zip(people.tolist(), page.person_ids, strict=True))
        everybody.update(page.others)
        columns = page.columns
        voices.hear(columns)
        sales.hear(columns, people)
        # What somebody buys says nothing of how far they are to be believed about people.
        dealt = columns.role != MERCHANT
        about, kind, value = people[columns.person], columns.kind.astype(np.int8), columns.value.astype(np.float32)
        heard.append((about[dealt], columns.by[dealt], kind[dealt], value[dealt]))
    if not heard:
        return 0
    about, by, kind, value = (np.concatenate(part) for part in zip(*heard, strict=True))
    heard.clear()
    numbers = np.array(sorted(everybody), np.uint64)
    reviews, value_sum, credence = _counted(numbers, about, by, kind, value)
    counted = (numbers, reviews, value_sum, credence, *voices.of(numbers), sales.custom(numbers, credence))
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
    return Counterpart(witness.credence, float(harshness[0]), rules.candour_of(witness.spoken, witness.pressed), witness.custom)


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
    dealt = np.zeros(people, np.bool_)
    dealt[who] = True
    who, other = who[said], np.searchsorted(everybody, by[said]).astype(np.int32)
    dealt[other] = True
    kind, value = kind[said], value[said]
    reviewed = kind == KINDS.index("review")
    given = np.bincount(other[reviewed], minlength=people)
    value_sum = np.bincount(other[reviewed], value[reviewed], people)
    if not dealt.all():  # whoever only sold or bought makes the town no larger
        place = (np.cumsum(dealt) - 1).astype(np.int32)
        who, other = place[who], place[other]
    graph = rules.graph_of(who, other, 2.0 * value.astype(np.float64) - 1.0, int(dealt.sum()))
    walked = rules.credences(graph, int(dealt.sum()), anchors[dealt]) * rules.openness(graph, everybody[dealt], anchors[dealt])
    credence = np.full(people, rules.NEW_CREDENCE)
    credence[dealt] = np.maximum(rules.CREDENCE_MIN, walked)
    return given.astype(np.int64), value_sum.astype(np.float64), credence
