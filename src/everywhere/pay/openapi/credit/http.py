"""The methods of credit: a user's standing, for an app that the user let know it (scope `auth_score`)."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from everywhere.kernel import ids
from everywhere.pay.openapi.authorisations import actions as authorisations
from everywhere.pay.openapi.methods.actions import Answer, Asked, Call, Failed, Method, refused

NOT_SCORED = "CREDIT_AUTH_NOT_EXIST"


class ScoreAsked(Asked, frozen=True, kw_only=True):
    """The app's own number of the question; V3 says the user's token here, V2 in the envelope."""

    transaction_id: Annotated[str, Meta(min_length=1, max_length=64)]
    product_code: str = ""
    auth_token: str = ""


class ScoreAnswer(Answer, frozen=True):
    """The score, 350 to 950, and our number of the question."""

    biz_no: str
    zm_score: str


class BriefAsked(ScoreAsked, frozen=True, kw_only=True):
    """From which score on the app would let the user in."""

    admittance_score: Annotated[int, Meta(ge=350, le=950)]


class BriefAnswer(Answer, frozen=True):
    """Whether the user's score reaches it, and no more than that; N/A of who is not scored, as Alipay has it."""

    biz_no: str
    is_admittance: Literal["Y", "N", "N/A"]


async def score(call: Call, asked: ScoreAsked) -> ScoreAnswer:
    """The user's score."""
    found = await _score(call, asked)
    if found is None:
        raise Failed(NOT_SCORED, "用户未同意评估信誉")
    return ScoreAnswer(biz_no=_biz_no(call, asked), zm_score=str(found))


async def brief(call: Call, asked: BriefAsked) -> BriefAnswer:
    """Whether the user's score reaches what the app asks; the score itself stays here."""
    found = await _score(call, asked)
    if found is None:
        return BriefAnswer(biz_no=_biz_no(call, asked), is_admittance="N/A")
    return BriefAnswer(biz_no=_biz_no(call, asked), is_admittance="Y" if found >= asked.admittance_score else "N")


METHODS = [
    Method("zhima.credit.score.get", "C", ScoreAsked, ScoreAnswer, score, v3=("POST", "/v3/zhima/credit/score/get")),
    Method("zhima.credit.score.brief.get", "C", BriefAsked, BriefAnswer, brief, v3=("POST", "/v3/zhima/credit/score/brief/get")),
]


async def _score(call: Call, asked: ScoreAsked) -> int | None:
    async with call.db.read(newest=True) as tx:
        token = await authorisations.token(tx, call.app, "user", call.auth_token or asked.auth_token, now=call.now)
        if "auth_score" not in token.scopes:
            raise refused("isv.insufficient-user-permissions")
        return await call.credit.score_of(tx, token.person_id)


def _biz_no(call: Call, asked: ScoreAsked) -> str:
    made: UUID = ids.derived_id("credit", call.app.app_id, asked.transaction_id)
    return made.hex
