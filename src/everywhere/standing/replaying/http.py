"""Replaying a change of the formula over HTTP, for operators."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from everywhere.kernel.http import given, wire
from everywhere.people.http import Operator
from everywhere.standing.formula.types import Band, Dimension
from everywhere.standing.replaying import actions
from everywhere.standing.replaying.types import Changes, Moment, Mover, Replay

PEOPLE_MAX = 20_000
"""What one request counts; `everywhere standing replay` counts everybody."""
MONTHS_MAX = 24
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[float, Meta(ge=0, le=1000)]
Days = Annotated[int, Meta(ge=1, le=36_500)]


class ReplayWish(wire.Input, frozen=True, kw_only=True):
    """Which numbers of the formula change, and over how many months of history."""

    weights: dict[Dimension, Share] | None = None
    prior_kept: Count | None = None
    prior_broken: Count | None = None
    caution: Count | None = None
    half_life_days: Days | None = None
    broken_counts: Count | None = None
    peace: Count | None = None
    other_role: Share | None = None
    other_category: Share | None = None
    tenure_half_days: Days | None = None
    months: Annotated[int, Meta(ge=0, le=MONTHS_MAX)] = 6

    def changes(self) -> Changes:
        """As the domain knows it."""
        return Changes(**{name: getattr(self, name) for name in Changes.__slots__})


class BandsView(msgspec.Struct):
    """So many people go from one band to another."""

    before: Band
    after: Band
    people: int


class MomentView(msgspec.Struct, kw_only=True):
    """Everybody at one time, by what was known then: medians, who moves by 10 points or more, and in which dimensions."""

    at: datetime
    people: int
    median_before: int
    median_after: int
    rising: int
    falling: int
    most_up: int
    most_down: int
    bands: list[BandsView]
    why_up: dict[Dimension, float]
    why_down: dict[Dimension, float]

    @classmethod
    def of(cls, moment: Moment) -> "MomentView":
        """From the domain's moment."""
        own = {name: getattr(moment, name) for name in cls.__struct_fields__ if name != "bands"}
        return cls(**own, bands=[BandsView(*way, people) for way, people in moment.bands.items()])


class MoverView(msgspec.Struct):
    """Somebody who would move now, and by how many points in each dimension."""

    person_id: UUID
    before: int
    after: int
    by_dimension: dict[Dimension, float]

    @classmethod
    def of(cls, mover: Mover) -> "MoverView":
        """From the domain's mover."""
        return cls(mover.person_id, mover.before, mover.after, mover.by_dimension)


class ReplayView(msgspec.Struct):
    """A change over history, the latest moment last, and the twenty who would move most now."""

    version: int
    moments: list[MomentView]
    movers: list[MoverView]

    @classmethod
    def of(cls, found: Replay) -> "ReplayView":
        """From the domain's replay."""
        return cls(found.version, [MomentView.of(each) for each in found.moments], [MoverView.of(each) for each in found.movers])


@post("/api/standing/replays", status_code=200, tags=["standing"])
async def replay(
    data: JSONBody[ReplayWish],
    operator: Operator,  # noqa: ARG001 - to ask for it is the check
    db: given.Db,
    clock: given.Clock,
) -> ReplayView:
    """Operators: who would move under a changed formula, by how much and why, over months of history; nothing is changed."""
    return ReplayView.of(await actions.replay(db, data.changes(), now=clock(), months=data.months, people_max=PEOPLE_MAX))


HANDLERS: list[Any] = [replay]
