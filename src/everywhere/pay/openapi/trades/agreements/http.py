"""Methods of agreements (`alipay.user.agreement.…`), and the way back to the app of who said yes."""

from typing import Any

from litestar import get
from litestar.params import FromPath

from everywhere.kernel.database import ReadTx
from everywhere.kernel.http import given
from everywhere.pay.agreements import actions as agreements
from everywhere.pay.agreements.rules import MONTH_MAX_MINOR, SINGLE_MAX_MINOR
from everywhere.pay.agreements.types import Agreement, AgreementUnknown
from everywhere.pay.codes.http import Code
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.methods.actions import Call, Method, Page
from everywhere.pay.openapi.trades.agreements import actions, rules
from everywhere.pay.openapi.trades.agreements.types import (
    AgreementAnswer,
    NamedAgreement,
    PlanAnswer,
    PlanAsked,
    SignAsked,
    UnsignAnswer,
)
from everywhere.pay.openapi.trades.orders import actions as orders
from everywhere.pay.openapi.trades.returns.http import ReturnView, Signing
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.people.http import Who

_PERSON = "CARD"


async def sign(call: Call, asked: SignAsked) -> Page:
    """The page on which somebody says yes."""
    await orders.seller_of(call)
    terms = rules.terms(call, asked, single_max_minor=SINGLE_MAX_MINOR, month_max_minor=MONTH_MAX_MINOR)
    with words.spoken(rules.WORDS):
        made = await call.db.transact(
            lambda tx: agreements.offer(tx, call.seller_id, call.app.app_id, asked.external_agreement_no, terms, now=call.now)
        )
    return Page(location=f"{call.settings.public_url.rstrip('/')}/agreements/{made.code}")


async def query(call: Call, asked: NamedAgreement) -> AgreementAnswer:
    """An agreement as it stands."""
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await _found(tx, call, asked)
            fields = await actions.fields_of(tx, found)
    user = fields.pop("alipay_user_id", "")
    return AgreementAnswer(
        **fields,
        principal_type=_PERSON if user else "",
        principal_id=user,
        last_deduct_time=words.said_at(found.paid_at),
        single_quota=words.yuan(found.said.single_max_minor),
    )


async def unsign(call: Call, asked: NamedAgreement) -> UnsignAnswer:
    """End it; one that is over stays over."""
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await _found(tx, call, asked)
        await call.db.transact(lambda tx: agreements.end(tx, found, by_payer=False, now=call.now))
    return UnsignAnswer()


async def plan(call: Call, asked: PlanAsked) -> PlanAnswer:
    """Put the next charge off, within one period."""
    day = rules.day(asked.deduct_time, "deduct_time")
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await _found(tx, call, NamedAgreement(agreement_no=asked.agreement_no))
        after = await call.db.transact(lambda tx: agreements.put_off(tx, found, day, now=call.now))
    return PlanAnswer(agreement_no=after.agreement_no, deduct_time=f"{day:%Y-%m-%d}")


@get("/api/me/pay/agreements/codes/{code:str}/return", tags=["pay"])
async def read_way_back(code: FromPath[Code], who: Who, db: given.Db, clock: given.Clock, platform: Signing) -> ReturnView:
    """Where your browser goes on once you have said yes to an agreement that an app sent you here with."""
    return ReturnView(await actions.return_address(db, platform, code, who.person_id, now=clock()))


METHODS = [
    Method("alipay.user.agreement.page.sign", "B", SignAsked, Page, sign, kind="page"),
    Method("alipay.user.agreement.query", "B", NamedAgreement, AgreementAnswer, query),
    Method("alipay.user.agreement.unsign", "B", NamedAgreement, UnsignAnswer, unsign),
    Method("alipay.user.agreement.executionplan.modify", "B", PlanAsked, PlanAnswer, plan),
]
HANDLERS: list[Any] = [read_way_back]


async def _found(tx: ReadTx, call: Call, asked: NamedAgreement) -> Agreement:
    if asked.agreement_no or asked.external_agreement_no:
        by = {"agreement_no": asked.agreement_no, "external_no": asked.external_agreement_no}
        return await agreements.find(tx, call.seller_id, call.app.app_id, **by, now=call.now)
    if not asked.alipay_user_id or not asked.personal_product_code:
        raise words.invalid("agreement_no, external_agreement_no, alipay_user_id", sub_code=rules.INVALID)
    owner = await merchants.owner_of(tx, asked.alipay_user_id)
    if owner is None or owner[1] != "person":
        raise AgreementUnknown
    by = {"product": asked.personal_product_code, "scene": asked.sign_scene}
    return await agreements.latest(tx, call.seller_id, call.app.app_id, owner[0], **by, now=call.now)
