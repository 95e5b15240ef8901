"""Fairness over HTTP, for operators."""

from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import FromQuery, QueryParameter

from everywhere.kernel.http import given
from everywhere.kernel.paging import Page
from everywhere.people.http import Operator
from everywhere.standing.evidence.types import Role
from everywhere.standing.fairness import actions
from everywhere.standing.fairness.types import By, Comparison, Group
from everywhere.standing.formula.types import SCORE_MAX, SCORE_MIN

Least = Annotated[int, QueryParameter(ge=SCORE_MIN, le=SCORE_MAX)]


class GroupView(msgspec.Struct):
    """Scores of a group by quartiles, and the share of it that reaches the gate."""

    name: str
    people: int
    low: int
    median: int
    high: int
    passing: float

    @classmethod
    def of(cls, group: Group) -> "GroupView":
        """From the domain's group."""
        return cls(group.name, group.people, group.low, group.median, group.high, round(group.rate, 4))


class ComparisonView(msgspec.Struct):
    """Groups side by side; `ratio` is the lowest share over the highest, null where there is nothing to compare."""

    by: By
    groups: list[GroupView]
    least: str
    ratio: float | None
    is_fair: bool

    @classmethod
    def of(cls, found: Comparison) -> "ComparisonView":
        """From the domain's comparison."""
        ratio = None if found.ratio is None else round(found.ratio, 4)
        return cls(found.by, [GroupView.of(group) for group in found.groups], found.least, ratio, found.is_fair)


@get("/api/standing/fairness", tags=["standing"])
async def read_fairness(
    operator: Operator,  # noqa: ARG001 - to ask for it is the check
    db: given.Db,
    clock: given.Clock,
    role: FromQuery[Role | None] = None,
    gate: FromQuery[Least] = actions.GATE,
) -> Page[ComparisonView]:
    """Operators: how scores lie in groups of at least 30 people, and whether the share that reaches a gate keeps the four-fifths rule."""
    async with db.read() as tx:
        return Page([ComparisonView.of(each) for each in await actions.report(tx, role=role, gate=gate, now=clock())])


HANDLERS: list[Any] = [read_fairness]
