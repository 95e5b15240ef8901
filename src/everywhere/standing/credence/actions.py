"""Counting witnesses: how harsh they are, and how far they are believed."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from everywhere.kernel import bulk
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.standing.credence import rules, store
from everywhere.standing.credence.types import Witness
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import KINDS
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import Believed, Columns, Counterpart, Floats

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


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Everybody who was counted, in the order of the random ends of their ids."""

    numbers: NDArray[np.uint64]
    credence: Floats
    harshness: Floats

    def weigh(self, columns: Columns) -> Columns:
        """The facts with what their counterparts are worth; somebody new has `NEW_CREDENCE`, and nobody at all takes nothing away."""
        unknown = np.where(columns.by == 0, 1.0, rules.NEW_CREDENCE)
        if not len(self.numbers):
            return replace(columns, credence=unknown)
        at = np.minimum(np.searchsorted(self.numbers, columns.by), len(self.numbers) - 1)
        is_known = self.numbers[at] == columns.by
        return replace(
            columns,
            credence=np.where(is_known, self.credence[at], unknown),
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
    return Witnesses(numbers[order], found["credence"].astype(np.float64)[order], harshness[order])


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
    heard: list[tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.int8], NDArray[np.float32]]] = []
    async for page in pages(db):
        people = np.array([formulas.number_of(person_id) for person_id in page.person_ids], np.uint64)
        everybody.update(zip(people.tolist(), page.person_ids, strict=True))
        everybody.update(page.others)
        columns = page.columns
        heard.append((people[columns.person], columns.by, columns.kind.astype(np.int8), columns.value.astype(np.float32)))
    if not heard:
        return 0
    about, by, kind, value = (np.concatenate(part) for part in zip(*heard, strict=True))
    heard.clear()
    numbers = np.array(sorted(everybody), np.uint64)
    counted = (numbers, *_counted(numbers, about, by, kind, value))
    for begin in range(0, len(numbers), SAVED_AT_ONCE):
        some = zip(*(part[begin : begin + SAVED_AT_ONCE].tolist() for part in counted), strict=True)
        async with db.write() as tx:
            await store.save(tx, [Witness(everybody[number], *known) for number, *known in some], now=now)
    return len(numbers)


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop somebody who is gone."""
    await store.forget(tx, person_id)


def _counterpart(witness: Witness | None) -> Counterpart:
    if witness is None:
        return Counterpart(rules.NEW_CREDENCE, 0.0)
    harshness = formulas.harshness_of(np.array([float(witness.reviews_given)]), np.array([witness.value_sum]))
    return Counterpart(witness.credence, float(harshness[0]))


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
    return given.astype(np.int64), value_sum.astype(np.float64), rules.credences(graph, people, anchors)
