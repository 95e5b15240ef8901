"""Asking the gates over HTTP, before one posts."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromPath, FromQuery, QueryParameter

from everywhere.help.needs.types import Payment
from everywhere.help.passing import actions, rules
from everywhere.help.passing.rules import Whose
from everywhere.help.passing.types import NextCode, Plan, Told
from everywhere.kernel.catalogue import LANGUAGES
from everywhere.kernel.errors import Malformed
from everywhere.kernel.http import given, wire
from everywhere.kernel.money import MINOR_MAX
from everywhere.kernel.paging import Page
from everywhere.people.http import Who
from everywhere.places.types import Point
from everywhere.standing.gates.types import Doing, Job, Way

DOINGS: tuple[Doing, ...] = ("ask", "offer")
At = Annotated[
    str | None, QueryParameter(required=False, max_length=60, description="Where, lat,lon in degrees (WGS-84): whose gate it is.")
]
Fee = Annotated[
    int | None, QueryParameter(ge=0, le=MINOR_MAX, required=False, description="The fee, in minor units, if it is named.")
]


class NextView(msgspec.Struct):
    """Something that opens the gate or leads there, in words by language; how often, and how many points it gives."""

    code: NextCode
    count: int
    points: int
    text: dict[str, str]


class CommunityNamed(msgspec.Struct):
    """Whose gate it is."""

    id: UUID
    name_zh: str
    name_en: str


class DepositSaid(msgspec.Struct):
    """What is put down beside the fee when the two agree, unless it is waived; null `waived_from`: it never is."""

    minor: int
    waived_from: int | None
    is_waived: bool
    text: dict[str, str]

    @classmethod
    def of(cls, told: Told) -> "DepositSaid | None":
        """From what the gate says; None where it asks for no deposit."""
        gate, said = told.passage.gate, told.passage.deposit
        if said == "none":
            return None
        words: dict[str, str] = {each: rules.deposit_text(told, each) for each in LANGUAGES}
        return cls(gate.deposit_minor, gate.deposit_waived_from or None, said == "waived", words)


class PassageView(msgspec.Struct, kw_only=True):
    """How you pass with such a job. `have` is your standing there, null without one; `newcomer_fee` is the largest fee of a
    newcomer's job, whose money is held. `text` says it in words by language, `next` what you can do.
    """

    doing: Doing
    way: Way
    whose: Whose
    community: CommunityNamed | None
    needed: int
    have: int | None
    newcomer_fee_minor: int
    currency: str
    is_newcomer: bool
    deposit: DepositSaid | None
    text: dict[str, str]
    next: list[NextView]

    @classmethod
    def of(cls, told: Told) -> "PassageView":
        """From what the gate says."""
        passage, community = told.passage, told.community
        return cls(
            doing=told.doing,
            way=passage.way,
            whose=rules.whose(passage),
            community=None if community is None else CommunityNamed(community.id, community.name_zh, community.name_en),
            needed=passage.needed,
            have=passage.have,
            newcomer_fee_minor=passage.newcomer_fee_minor,
            currency=told.currency,
            is_newcomer=passage.is_newcomer,
            deposit=DepositSaid.of(told),
            text={language: rules.text(told, language) for language in LANGUAGES},
            next=[
                NextView(step.code, step.count, step.points, {each: rules.next_text(step, told, each) for each in LANGUAGES})
                for step in told.next
            ],
        )


@get("/api/me/standing/gates", tags=["standing"])
async def read_passages(
    who: Who,
    db: given.Db,
    clock: given.Clock,
    category: FromQuery[wire.Word],
    community_id: FromQuery[UUID | None] = None,
    at: At = None,
    fee_minor: Fee = None,
    payment: FromQuery[Payment] = "balance",
) -> Page[PassageView]:
    """What the gates say to you beforehand, to ask and to offer: which gate, why, whether you pass with this job, and what next."""
    point, job = _point(at), Job(fee_minor, is_held=payment == "balance")
    served = [] if community_id is None else [community_id]
    plans = [Plan(doing=doing, category=category, at=point, community_ids=served, job=job) for doing in DOINGS]
    async with db.read() as tx:
        return Page([PassageView.of(await actions.told(tx, who, plan, now=clock())) for plan in plans])


@get("/api/needs/{need_id:uuid}/gate", tags=["standing"])
async def read_for_need(need_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock, fee_minor: Fee = None) -> PassageView:
    """What the gate says to you about answering a need for this fee."""
    async with db.read() as tx:
        plan = await actions.about_need(tx, who, need_id, fee_minor)
        return PassageView.of(await actions.told(tx, who, plan, now=clock()))


HANDLERS: list[Any] = [read_passages, read_for_need]


def _point(text: str | None) -> Point | None:
    if text is None:
        return None
    try:
        point = wire.parse_point(text)
    except (ValueError, msgspec.ValidationError) as error:
        raise Malformed(path="at", reason="a point is lat,lon in degrees, like 31.2304,121.4737") from error
    return Point(point.lat, point.lon)
