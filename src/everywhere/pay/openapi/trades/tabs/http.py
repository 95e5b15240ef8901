"""Methods of using first and paying after (`zhima.credit.payafteruse.…`), answered from standing and agreements."""

from everywhere.kernel.database import ReadTx
from everywhere.pay.agreements import actions as agreements
from everywhere.pay.agreements import rules as agreement_rules
from everywhere.pay.agreements.types import Agreement, AgreementUnknown
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.methods.actions import Call, Method, Page
from everywhere.pay.openapi.trades.orders import actions as orders
from everywhere.pay.openapi.trades.tabs import rules
from everywhere.pay.openapi.trades.tabs.types import (
    CreditAgreementAnswer,
    CreditSignAsked,
    CreditUnsignAnswer,
    FinishAnswer,
    FinishAsked,
    NamedCredit,
    NamedOrder,
    OrderAnswer,
    OrderAsked,
    OrderStands,
)
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.tabs import actions as tabs
from everywhere.pay.tabs.types import Tab
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.types import Trade


async def sign(call: Call, asked: CreditSignAsked) -> Page:
    """The page on which somebody says yes to use now and pay after."""
    await orders.seller_of(call)
    terms = rules.terms(call, asked)
    with words.spoken(rules.WORDS):
        made = await call.db.transact(
            lambda tx: agreements.offer(tx, call.seller_id, call.app.app_id, asked.out_agreement_no, terms, now=call.now)
        )
    return Page(location=f"{call.settings.public_url.rstrip('/')}/agreements/{made.code}")


async def query(call: Call, asked: NamedCredit) -> CreditAgreementAnswer:
    """Such an agreement as it stands."""
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await _agreement(tx, call, asked)
            user = "" if found.payer_id is None else await merchants.known_number(tx, found.payer_id)
    return CreditAgreementAnswer(
        credit_agreement_id=found.agreement_no,
        agreement_status=rules.STATUS[found.stage],
        out_agreement_no=found.external_no,
        alipay_user_id=user,
        biz_time=words.said_at(found.ended_at or found.signed_at or found.created_at),
    )


async def unsign(call: Call, asked: NamedCredit) -> CreditUnsignAnswer:
    """End it; what was used is still owed."""
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await _agreement(tx, call, asked)
        await call.db.transact(lambda tx: agreements.end(tx, found, by_payer=False, now=call.now))
    return CreditUnsignAnswer()


async def order(call: Call, asked: OrderAsked) -> OrderAnswer:
    """Let somebody use now whose standing reaches what they agreed to."""
    amount = words.amount(asked.order_amount, "order_amount", sub_code=rules.INVALID) if asked.order_amount else None
    wanted = tabs.Order(out_order_no=asked.out_order_no, subject=asked.subject, category=asked.category_id, amount=amount)
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await _agreement(tx, call, NamedCredit(credit_agreement_id=asked.credit_agreement_id))
            score = await call.credit.score_of(tx, agreement_rules.payer_of(found))
        made = await call.db.transact(lambda tx: tabs.open_by(tx, found, wanted, score=score, now=call.now))
    return OrderAnswer(credit_biz_order_id=made.tab_no, out_order_no=made.out_order_no)


async def order_query(call: Call, asked: NamedOrder) -> OrderStands:
    """What became of it."""
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await _tab(tx, call, asked)
            agreement = await agreements.get(tx, found.seller_id, found.agreement_no, now=call.now)
            return rules.stands(found, await _trade(tx, call, found), agreement)


async def finish(call: Call, asked: FinishAsked) -> FinishAnswer:
    """Let it go without asking for anything; what was paid stays paid."""
    is_fulfilled = rules.is_fulfilled(asked.is_fulfilled)
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await _tab(tx, call, NamedOrder(credit_biz_order_id=asked.credit_biz_order_id))
        after = await call.db.transact(lambda tx: tabs.finish(tx, found, is_fulfilled=is_fulfilled, now=call.now))
        async with call.db.read(newest=True) as tx:
            status = rules.status_of(after, await _trade(tx, call, after))
    return FinishAnswer(credit_biz_order_id=after.tab_no, order_status=status, out_request_no=asked.out_request_no)


_FAMILY = "zhima.credit.payafteruse."
METHODS = [
    Method(_FAMILY + "creditagreement.sign", "C", CreditSignAsked, Page, sign, kind="page"),
    Method(_FAMILY + "creditagreement.query", "C", NamedCredit, CreditAgreementAnswer, query),
    Method(_FAMILY + "creditagreement.unsign", "C", NamedCredit, CreditUnsignAnswer, unsign),
    Method(_FAMILY + "creditbizorder.order", "C", OrderAsked, OrderAnswer, order),
    Method(_FAMILY + "creditbizorder.query", "C", NamedOrder, OrderStands, order_query),
    Method(_FAMILY + "creditbizorder.finish", "C", FinishAsked, FinishAnswer, finish),
]


async def _agreement(tx: ReadTx, call: Call, asked: NamedCredit) -> Agreement:
    if not asked.credit_agreement_id and not asked.out_agreement_no:
        raise words.invalid("credit_agreement_id, out_agreement_no", sub_code=rules.INVALID)
    by = {"agreement_no": asked.credit_agreement_id, "external_no": asked.out_agreement_no}
    found = await agreements.find(tx, call.seller_id, call.app.app_id, **by, now=call.now)
    if found.said.least_score is None:
        raise AgreementUnknown
    return found


async def _tab(tx: ReadTx, call: Call, asked: NamedOrder) -> Tab:
    if not asked.credit_biz_order_id and not asked.out_order_no:
        raise words.invalid("credit_biz_order_id, out_order_no", sub_code=rules.INVALID)
    by = {"tab_no": asked.credit_biz_order_id, "out_order_no": asked.out_order_no}
    return await tabs.find(tx, call.seller_id, call.app.app_id, **by, now=call.now)


async def _trade(tx: ReadTx, call: Call, found: Tab) -> Trade | None:
    return await trades.get(tx, found.seller_id, found.trade_no, now=call.now) if found.trade_no else None
