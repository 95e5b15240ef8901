"""One's own standing over HTTP: agree to it, read it line by line, try what would change it."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromQuery, JSONBody
from msgspec import Meta

from everywhere.kernel import catalogue
from everywhere.kernel.catalogue import LANGUAGES
from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.people.http import Who
from everywhere.people.types import Person
from everywhere.standing.evidence.types import FactId, Kind, ReceiptKind, Role
from everywhere.standing.explaining.types import Explanation, Imagined, Line, Part, ReasonCode, Step, StepCode
from everywhere.standing.formula.types import Band, Dimension
from everywhere.standing.scores import actions
from everywhere.standing.scores.types import WORDING_VERSION, InCategory, Sharing, Shown

LINES_MAX = 500
WAIT_DAYS_MAX = 3650
IMAGINED_MAX = 200
Percent = Annotated[float, Meta(ge=0, le=1)]


class SharingWish(wire.Input, frozen=True, kw_only=True):
    """Whether you want to be scored, what others may see, and to which wording you agree."""

    is_scored: bool
    shown: Shown = "nothing"
    wording_version: wire.Version = WORDING_VERSION


class SharingView(msgspec.Struct, kw_only=True):
    """What stands now, by which wording (0: none), and in words what you are asked to agree to now, by language."""

    is_scored: bool
    shown: Shown
    agreed_version: int
    wording: dict[str, str]
    wording_version: int

    @classmethod
    def of(cls, sharing: Sharing) -> "SharingView":
        """From what somebody agreed to."""
        return cls(
            is_scored=sharing.is_scored,
            shown=sharing.shown,
            agreed_version=sharing.agreed_version,
            wording=_in_words("standing_consent", {}),
            wording_version=WORDING_VERSION,
        )


class ReceiptView(msgspec.Struct):
    """Where a fact comes from; a deal, a dispute or a review can be opened by this id, a trade by `/api/me/standing/facts/{fact_id}/trade`."""

    kind: ReceiptKind
    id: UUID


class LineView(msgspec.Struct, kw_only=True):
    """One fact, and the points that it gives or takes. `believed`: how far who says so is believed, 0 to 1. `is_of_crowd`: less than
    usual, as many buyers of whom nothing else is known came to the shop at once.
    """

    fact_id: UUID
    kind: Kind
    role: Role
    category: str
    at: datetime
    receipt: ReceiptView
    points: float
    by_dimension: dict[Dimension, float]
    believed: float
    is_of_crowd: bool

    @classmethod
    def of(cls, line: Line) -> "LineView":
        """From the explanation's line."""
        fact = line.fact
        return cls(
            fact_id=fact.id,
            kind=fact.kind,
            role=fact.role,
            category=fact.category,
            at=fact.at,
            receipt=ReceiptView(fact.receipt_kind, fact.receipt_id),
            points=round(line.points, 2),
            by_dimension={name: round(points, 2) for name, points in line.by_dimension.items()},
            believed=round(line.believed, 3),
            is_of_crowd=line.is_of_crowd,
        )


class PartView(msgspec.Struct):
    """One dimension: its points, the most it can give, and what everybody has there at first."""

    dimension: Dimension
    points: float
    most: float
    at_first: float

    @classmethod
    def of(cls, part: Part) -> "PartView":
        """From the explanation's part."""
        return cls(part.dimension, round(part.points, 2), round(part.most, 2), round(part.at_first, 2))


class ReasonView(msgspec.Struct):
    """Something that moved your score, in words by language."""

    code: ReasonCode
    count: int
    points: int
    text: dict[str, str]


class StepView(msgspec.Struct):
    """Something that would raise your score by so many points, in words by language."""

    code: StepCode
    count: int
    points: int
    text: dict[str, str]


class ScoreView(msgspec.Struct, kw_only=True):
    """A score, by which version of the formula, and its dimensions, which sum to it from 350 on."""

    score: int
    band: Band
    formula: int
    at: datetime
    dimensions: list[PartView]
    reasons: list[ReasonView]

    @classmethod
    def fields_of(cls, whole: Explanation) -> dict[str, Any]:
        """What both views of a score show."""
        return {
            "score": whole.scored.score,
            "band": whole.band,
            "formula": whole.formula,
            "at": whole.at,
            "dimensions": [PartView.of(part) for part in whole.parts],
            "reasons": [
                ReasonView(each.code, each.count, round(each.points), _words("because", each.code, each.count, each.points))
                for each in whole.reasons
            ],
        }


class StandingView(ScoreView, kw_only=True):
    """Your standing with everything it is made of: lines sum to what differs from the beginning."""

    lines: list[LineView]
    steps: list[StepView]
    by_category: list[InCategory]
    sharing: SharingView


class ImaginedWire(wire.Input, frozen=True, kw_only=True):
    """So many facts of a kind that might happen; `value` says how well, for reviews and disputes."""

    kind: Kind
    role: Role = "helper"
    count: Annotated[int, Meta(ge=1, le=IMAGINED_MAX)] = 1
    value: Percent = 1.0


class WhatIf(wire.Input, frozen=True, kw_only=True):
    """What might happen: more facts, some facts gone, some days passed; for one role and kind of help, or of all."""

    add: Annotated[list[ImaginedWire], Meta(max_length=10)] = msgspec.field(default_factory=list)
    without: Annotated[list[UUID], Meta(max_length=100)] = msgspec.field(default_factory=list)
    wait_days: Annotated[int, Meta(ge=0, le=WAIT_DAYS_MAX)] = 0
    role: Role | None = None
    category: wire.Word | None = None


class WhatIfView(msgspec.Struct):
    """Your standing now, and as it would be."""

    before: ScoreView
    after: ScoreView


@get("/api/me/standing/sharing", tags=["standing"])
async def read_sharing(who: Who, db: given.Db) -> SharingView:
    """Whether you are scored, what others see of it, and what agreeing means."""
    async with db.read() as tx:
        return SharingView.of(await actions.sharing_of(tx, who.person_id))


@put("/api/me/standing/sharing", tags=["standing"])
async def share(data: JSONBody[SharingWish], who: Who, command: given.Command) -> Response[SharingView]:
    """Agree to be scored or take it back, which drops all evidence; choose whether others see the score, its band, or nothing."""
    return await command.run(who.person_id, lambda tx: _shared(tx, who, data, command.now))


@get("/api/me/standing", tags=["standing"])
async def read_mine(
    who: Who,
    db: given.Db,
    clock: given.Clock,
    role: FromQuery[Role | None] = None,
    category: FromQuery[wire.Word | None] = None,
) -> StandingView:
    """Your standing, of all or for one role and kind of help: every point leads to its receipt, with what would raise it."""
    async with db.read() as tx:
        whole, steps = await actions.explain(tx, who, role=role, category=category, now=clock())
        by_category = await actions.by_category(tx, who, now=clock())
        sharing = await actions.sharing_of(tx, who.person_id)
    strongest = sorted(whole.lines, key=lambda line: -abs(line.points))[:LINES_MAX]
    return StandingView(
        **ScoreView.fields_of(whole),
        lines=[LineView.of(line) for line in strongest],
        steps=[_step(step) for step in steps],
        by_category=by_category,
        sharing=SharingView.of(sharing),
    )


@post("/api/me/standing/what-if", status_code=200, tags=["standing"])
async def what_if(data: JSONBody[WhatIf], who: Who, db: given.Db, clock: given.Clock) -> WhatIfView:
    """What your standing would be if this happened; nothing is kept."""
    async with db.read() as tx:
        before, after = await actions.what_if(
            tx,
            who,
            add=[Imagined(each.kind, each.role, each.count, each.value) for each in data.add],
            without={FactId(fact_id) for fact_id in data.without},
            wait=timedelta(days=data.wait_days),
            role=data.role,
            category=data.category,
            now=clock(),
        )
    return WhatIfView(ScoreView(**ScoreView.fields_of(before)), ScoreView(**ScoreView.fields_of(after)))


HANDLERS: list[Any] = [read_sharing, share, read_mine, what_if]


async def _shared(tx: Tx, who: Person, data: SharingWish, now: datetime) -> SharingView:
    wish = Sharing(data.is_scored, data.shown)
    return SharingView.of(await actions.share(tx, who, wish, wording_version=data.wording_version, now=now))


def _step(step: Step) -> StepView:
    return StepView(step.code, step.count, step.points, _words("step", step.code, step.count, step.points))


def _words(what: str, code: str, count: int, points: float) -> dict[str, str]:
    return _in_words(f"standing_{what}_{code}", {"count": count, "points": f"{points:+.0f}"})


def _in_words(code: str, facts: dict[str, object]) -> dict[str, str]:
    return {language: catalogue.say(catalogue.phrases()[code], language, facts) for language in LANGUAGES}
