"""Replaying a change of the formula over everybody's history; nothing is written."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from everywhere.kernel.database import Database
from everywhere.standing.credence import actions as credence
from everywhere.standing.credence.actions import Page, Witnesses
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import Formula
from everywhere.standing.replaying import rules
from everywhere.standing.replaying.rules import Counting
from everywhere.standing.replaying.types import Changes, Mover, Replay

MONTH = timedelta(days=30)


async def replay(
    db: Database,
    changes: Changes,
    *,
    now: datetime,
    months: int,
    people_max: int | None = None,
    formula: Formula = formulas.CURRENT,
) -> Replay:
    """Everybody by the formula and by the changed one: now, and a month, two… before, by what was known then.

    Witnesses are believed as they are now. Stops once `people_max` are counted. Raises FormulaNotSound.
    """
    both = _Both(formula, rules.changed(formula, changes), [now - MONTH * ago for ago in range(months, -1, -1)])
    async with db.read() as tx:
        witnesses = await credence.witnesses(tx)
    count = 0
    async for page in credence.pages(db):
        # A page is a second of arithmetic: other requests go on meanwhile.
        await asyncio.to_thread(both.count, page, witnesses)
        count += len(page.person_ids)
        if people_max is not None and count >= people_max:
            break
    return both.told()


@dataclass
class _Both:
    old: Formula
    new: Formula
    moments: Sequence[datetime]
    counted: list[Counting] = field(init=False)
    movers: list[Mover] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counted = [Counting(at) for at in self.moments]

    def count(self, page: Page, witnesses: Witnesses) -> None:
        people = len(page.person_ids)
        columns = witnesses.weigh(page.columns)
        for at, counting in zip(self.moments, self.counted, strict=True):
            known = rules.known_by(columns, at)
            before, after = (formulas.score(known, people, at, formula) for formula in (self.old, self.new))
            points = rules.gained(before, after, self.old, self.new)
            counting.add(before, after, points)
        self.movers = rules.foremost([*self.movers, *rules.movers(page.person_ids, before, after, points)])

    def told(self) -> Replay:
        told = [counting.told() for counting in self.counted]
        return Replay(self.new.version, [moment for moment in told if moment is not None], self.movers)
