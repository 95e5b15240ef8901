"""Honest coverage and the fair-price band, before anything is posted."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Meta

from everywhere.help.matching.coverage import actions, rules
from everywhere.help.matching.coverage.types import Advice, Coverage, Lies, Pay, Ready, Tally
from everywhere.help.matching.viewing.http import look_at
from everywhere.help.matching.viewing.types import Sight
from everywhere.kernel.catalogue import Language
from everywhere.kernel.http import given, wire
from everywhere.kernel.money import MINOR_MAX
from everywhere.places import actions as places
from everywhere.places.types import Shown

Category = Annotated[str, QueryParameter(pattern=r"^[a-z0-9_]+$", min_length=1, max_length=40, description="The kind of help.")]
Fee = Annotated[
    int | None,
    QueryParameter(ge=1, le=MINOR_MAX, required=False, description="A fee to judge, in the minor unit of the city's money."),
]


class ReadyWire(msgspec.Struct):
    """Helpers who are ready within a distance. `count` is empty where it is one or two: then `is_few` is true."""

    within_m: int
    count: int | None
    is_few: bool

    @classmethod
    def of(cls, ready: Ready) -> "ReadyWire":
        """From the domain's count."""
        return cls(ready.within_m, None if ready.is_few else ready.count, ready.is_few)


class PastWire(msgspec.Struct, kw_only=True):
    """How such needs fared in the last 60 days. `median_minutes`: within it half of all of them had a first answer; empty
    where less than half had one, or too few were answered to be sure of it. `within_m` and `same_hours` say which needs were counted; where they are few, both figures
    are drawn to those of a wider circle.
    """

    needs: int
    answered_share: float
    median_minutes: float | None
    within_m: int
    same_hours: bool

    @classmethod
    def of(cls, past: Tally) -> "PastWire":
        """From the domain's tally."""
        median = None if past.median_minutes is None else round(past.median_minutes, 1)
        share = round(past.answered_share, 3)
        return cls(
            needs=past.needs, answered_share=share, median_minutes=median, within_m=past.within_m, same_hours=past.same_hours
        )


class PayWire(msgspec.Struct):
    """A fee, what it comes to by the hour with the way there and back, and where it lies."""

    fee: wire.AmountWire
    hourly: wire.AmountWire
    lies: Lies

    @classmethod
    def of(cls, pay: Pay) -> "PayWire":
        """From the domain's pay."""
        return cls(wire.AmountWire.of(pay.fee), wire.AmountWire.of(pay.hourly), pay.lies)


class BandWire(msgspec.Struct):
    """What such help was paid: quartiles of `count` completed deals, near by or in the city."""

    p25: PayWire
    median: PayWire
    p75: PayWire
    count: int
    basis: Literal["nearby", "city"]


class ShownWire(msgspec.Struct):
    """What others would see of a need here: `at` is the centre of a cell whose corners are `radius_m` away."""

    cell: Annotated[str, Meta(description="H3 index.")]
    at: wire.PointWire
    radius_m: int

    @classmethod
    def of(cls, shown: Shown) -> "ShownWire":
        """From the domain's shown point."""
        return cls(places.cell_name(shown.cell), wire.PointWire(shown.lat, shown.lon), places.cell_radius_m(shown.cell))


class CoverageView(msgspec.Struct, kw_only=True):
    """What you can expect here, in words (`sentence`) and in numbers. `travel_m` is the way that hourly pay reckons with."""

    category: str
    shown: ShownWire
    sentence: str
    advice: Advice
    asks_again_at: datetime | None
    ready: list[ReadyWire]
    past: PastWire | None
    band: BandWire | None
    typical_minutes: int
    travel_m: int
    floor: wire.AmountWire
    floor_hourly: wire.AmountWire
    fee: PayWire | None


@get("/api/coverage", tags=["matching"], dependencies={"sight": Provide(look_at)})
async def read_coverage(sight: NamedDependency[Sight], db: given.Db, category: Category, fee: Fee = None) -> CoverageView:
    """Who is ready near by, how such needs fared, and what is a fair fee; where little is known, it says so."""
    async with db.read() as tx:
        found = await actions.coverage(tx, sight.viewer, sight.point, category, fee, now=sight.now)
    return _view(found, sight.language)


HANDLERS = [read_coverage]


def _view(found: Coverage, language: Language) -> CoverageView:
    return CoverageView(
        category=found.category.code,
        shown=ShownWire.of(found.shown),
        sentence=rules.sentence(found, language),
        advice=found.advice,
        asks_again_at=found.asks_again_at,
        ready=[ReadyWire.of(each) for each in found.ready],
        past=None if found.past is None else PastWire.of(found.past),
        band=_band(found),
        typical_minutes=found.category.typical_minutes,
        travel_m=found.travel_m,
        floor=wire.AmountWire.of(found.floor),
        floor_hourly=wire.AmountWire(found.city.floor_hourly_minor, found.city.currency),
        fee=None if found.fee is None else PayWire.of(found.fee),
    )


def _band(found: Coverage) -> BandWire | None:
    if found.band is None:
        return None
    p25, median, p75 = (PayWire.of(pay) for pay in found.pays)
    return BandWire(p25, median, p75, found.band.count, found.band.of)
