"""`alipay.trade.pay`: charge the code that a payer shows."""

from typing import ClassVar

import msgspec

from everywhere.pay.agreements import actions as agreements
from everywhere.pay.agreements.types import (
    AgreementNotNormal,
    AgreementUnknown,
    ChargedTooEarly,
    ChargedTooMuch,
    ChargedTooOften,
    ChargeTooLarge,
)
from everywhere.pay.codes.actions import may_be_code
from everywhere.pay.openapi.methods.actions import Answer, Call, Code, Failed, Method
from everywhere.pay.openapi.trades.orders import actions as orders
from everywhere.pay.openapi.trades.orders import rules
from everywhere.pay.openapi.trades.orders.types import FundBill, Order
from everywhere.pay.openapi.trades.tabs import rules as tab_words
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.reservations import actions as reservations
from everywhere.pay.reservations.types import ReservationNotAgreed, ReservationOver, ReservationTooSmall, ReservationUnknown
from everywhere.pay.tabs import actions as tabs
from everywhere.pay.trades.charging import actions as charging
from everywhere.pay.trades.types import Trade

_USED_FIRST = "ZHIMA_CREDIT_CODE"
"""The scene in which `auth_code` is the number of an order that was used first."""
_WORDS: words.Words = {
    ReservationUnknown: "ACQ.AUTH_NO_ERROR",
    ReservationNotAgreed: "ACQ.AUTH_NO_ERROR",
    ReservationOver: "ACQ.AUTH_NO_ERROR",
    ReservationTooSmall: "ACQ.AUTH_AMOUNT_NOT_ENOUGH",
}
_WITHHOLDING: words.Words = {
    **words.TRADE,
    AgreementUnknown: "ACQ.AGREEMENT_NOT_EXIST",
    AgreementNotNormal: "ACQ.AGREEMENT_STATUS_NOT_NORMAL",
    ChargeTooLarge: "ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION",
    ChargedTooMuch: "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
}
_IN_RHYTHM: words.Words = {
    **_WITHHOLDING,
    ChargeTooLarge: "ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED",
    ChargedTooMuch: "ACQ.CYCLE_PAY_TOTAL_FEE_EXCEED",
    ChargedTooOften: "ACQ.CYCLE_PAY_TOTAL_TIMES_EXCEED",
    ChargedTooEarly: "ACQ.CYCLE_PAY_DATE_NOT_MATCH",
}


class AgreementParams(msgspec.Struct, frozen=True):
    """The agreement by which the payer is charged without being asked."""

    agreement_no: str = ""


class PayAsked(Order, frozen=True):
    """An order, and the code of whoever pays it."""

    scene: str = ""
    auth_code: str = ""
    auth_no: str = ""
    auth_confirm_mode: str = ""
    agreement_params: AgreementParams = AgreementParams()


class PayAnswer(Answer, frozen=True):
    """What was paid, by whom."""

    trade_no: str
    out_trade_no: str
    total_amount: str
    buyer_logon_id: str = ""
    buyer_user_id: str = ""
    receipt_amount: str = ""
    buyer_pay_amount: str = ""
    point_amount: str = ""
    invoice_amount: str = ""
    gmt_payment: str = ""
    fund_bill_list: list[FundBill] = msgspec.field(default_factory=list)
    store_name: str = ""


class PayPending(PayAnswer, frozen=True):
    """The buyer must confirm in their app: ask `alipay.trade.query` for what becomes of it."""

    code: ClassVar[Code] = "10003"


async def pay(call: Call, asked: PayAsked) -> PayAnswer:
    """Charge a payer by their code, out of what they let reserve, by their agreement, or for what they used."""
    await orders.must_sell(call, asked.seller_id)
    if asked.auth_no:
        return await paid(call, await _from_reservation(call, asked))
    if asked.agreement_params.agreement_no:
        return await paid(call, await _by_agreement(call, asked))
    if asked.scene == _USED_FIRST:
        return await paid(call, await _of_tab(call, asked))
    if not may_be_code(asked.auth_code):
        raise Failed("ACQ.PAYMENT_AUTH_CODE_INVALID", "支付授权码无效")
    draft = rules.draft(call, asked)
    with words.spoken():
        trade = await charging.charge(call.db, call.till, draft, asked.auth_code, now=call.now)
    return await paid(call, trade)


async def paid(call: Call, trade: Trade) -> PayAnswer:
    """What became of a charge."""
    async with call.db.read(newest=True) as tx:
        told = orders.shown(trade, await orders.payer_of(tx, trade))
    kind = PayPending if trade.paid_at is None else PayAnswer
    return kind(
        trade_no=told.trade_no,
        out_trade_no=told.out_trade_no,
        total_amount=told.total_amount,
        buyer_logon_id=told.buyer_logon_id,
        buyer_user_id=told.buyer_user_id,
        receipt_amount=told.receipt_amount,
        buyer_pay_amount=told.buyer_pay_amount,
        point_amount=told.point_amount,
        invoice_amount=told.invoice_amount,
        gmt_payment=told.send_pay_date,
        fund_bill_list=told.fund_bill_list,
    )


async def _from_reservation(call: Call, asked: PayAsked) -> Trade:
    draft = rules.draft(call, asked, auth_no=asked.auth_no)
    is_last = asked.auth_confirm_mode == "COMPLETE"
    with words.spoken({**words.TRADE, **_WORDS}):
        async with call.db.read(newest=True) as tx:
            found = await reservations.find(
                tx, call.seller_id, call.app.app_id, auth_no=asked.auth_no, out_order_no="", now=call.now
            )
        return await call.db.transact(lambda tx: reservations.pay(tx, found, draft, is_last=is_last, now=call.now))


async def _by_agreement(call: Call, asked: PayAsked) -> Trade:
    draft, number = rules.draft(call, asked), asked.agreement_params.agreement_no
    with words.spoken(_WITHHOLDING):
        async with call.db.read(newest=True) as tx:
            found = await agreements.find(tx, call.seller_id, call.app.app_id, agreement_no=number, now=call.now)
        if found.said.least_score is not None:
            raise AgreementUnknown  # it is charged for what was used, by the order's number
    is_guarded = call.till.is_guarded
    with words.spoken(_WITHHOLDING if found.said.rhythm is None else _IN_RHYTHM):
        return await call.db.transact(lambda tx: agreements.charge(tx, found, draft, is_guarded=is_guarded, now=call.now))


async def _of_tab(call: Call, asked: PayAsked) -> Trade:
    draft = rules.draft(call, asked)
    with words.spoken(tab_words.CHARGING):
        async with call.db.read(newest=True) as tx:
            found = await tabs.find(tx, call.seller_id, call.app.app_id, tab_no=asked.auth_code, now=call.now)
        return await tabs.charge(call.db, found, draft, is_guarded=call.till.is_guarded, now=call.now)


METHODS = [Method("alipay.trade.pay", "A", PayAsked, PayAnswer, pay)]
