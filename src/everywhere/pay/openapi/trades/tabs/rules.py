"""Read what an app says about using first and paying after, and say it in the wire's words."""

from collections.abc import Mapping

import msgspec

from everywhere.pay.agreements.rules import MONTH_MAX_MINOR, SINGLE_MAX_MINOR
from everywhere.pay.agreements.types import (
    Agreement,
    AgreementDiffers,
    AgreementMalformed,
    AgreementNotNormal,
    AgreementSigned,
    AgreementUnknown,
    Terms,
)
from everywhere.pay.agreements.types import Stage as AgreementStage
from everywhere.pay.openapi.methods.actions import Call
from everywhere.pay.openapi.trades.tabs.types import CreditSignAsked, OrderStands
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.tabs.types import (
    NotACreditAgreement,
    OwesAlready,
    PayerNotScored,
    StandingNotReached,
    Tab,
    TabDiffers,
    TabIsDue,
    TabOver,
    TabTooLarge,
    TabUnknown,
    TooManyTabs,
)
from everywhere.pay.trades.types import Trade, TradeAtAnotherStage

INVALID = "INVALID_PARAMETER"
PRODUCT = "CREDIT_PAY_AFTER_USE"
LEAST_SCORE = 650
"""What an app asks for that says nothing else: from this band on most keep their word."""
SCORES = range(350, 951)
WORDS: words.Words = {
    AgreementUnknown: "CREDIT_AGREEMENT_NOT_EXIST",
    AgreementMalformed: INVALID,
    AgreementDiffers: "OUT_AGREEMENT_NO_DUPLICATE",
    AgreementSigned: "CREDIT_AGREEMENT_EXIST",
    AgreementNotNormal: "CREDIT_AGREEMENT_STATUS_NOT_NORMAL",
    NotACreditAgreement: "CREDIT_AGREEMENT_NOT_EXIST",
    PayerNotScored: "CREDIT_AUTH_NOT_EXIST",
    StandingNotReached: "CREDIT_SCORE_NOT_ENOUGH",
    OwesAlready: "EXIST_UNPAID_CREDIT_ORDER",
    TooManyTabs: "CREDIT_ORDER_LIMIT_EXCEED",
    TabDiffers: "OUT_ORDER_NO_DUPLICATE",
    TabTooLarge: "ORDER_AMOUNT_EXCEED",
    TabUnknown: "CREDIT_ORDER_NOT_EXIST",
    TabOver: "CREDIT_ORDER_STATUS_ERROR",
    TabIsDue: "CREDIT_ORDER_STATUS_ERROR",
    TradeAtAnotherStage: "CREDIT_ORDER_STATUS_ERROR",
}
CHARGING: words.Words = {
    **words.TRADE,
    TabUnknown: "ACQ.PAYMENT_AUTH_CODE_INVALID",
    TabOver: "ACQ.TRADE_STATUS_ERROR",
    TabDiffers: "ACQ.CONTEXT_INCONSISTENT",
    TabTooLarge: "ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION",
}
"""A charge is asked for by `alipay.trade.pay`, in its words."""
STATUS: Mapping[AgreementStage, str] = {"offered": "TEMP", "normal": "NORMAL", "ended": "STOP"}
_FULFILLED = {"true": True, "false": False}


def terms(call: Call, asked: CreditSignAsked) -> Terms:
    """The agreement that is asked for. Raises Failed."""
    if asked.product_code not in ("", PRODUCT):
        raise words.invalid("product_code", sub_code=INVALID)
    words.number(asked.out_agreement_no, "out_agreement_no", sub_code=INVALID)
    return Terms(
        product=PRODUCT,
        scene=asked.category_id[:64],
        service=asked.zm_service_id[:64],
        single_max_minor=SINGLE_MAX_MINOR,
        month_max_minor=MONTH_MAX_MINOR,
        least_score=_least_score(asked.extra_param),
        logon=asked.external_logon_id[:64],
        notify_url=call.notify_url,
        return_url=words.web_address(asked.return_back_link or call.return_url, "return_back_link"),
        auth_app_id=call.auth_app_id,
        sign_type=call.sign_type,
        charset=call.charset,
    )


def is_fulfilled(text: str) -> bool:
    """`true` or `false`. Raises Failed."""
    if text not in _FULFILLED:
        raise words.invalid("is_fulfilled", sub_code=INVALID)
    return _FULFILLED[text]


def status_of(tab: Tab, trade: Trade | None) -> str:
    """INIT until it is paid or over; TRADE_FINISHED once it is paid; TRADE_CLOSED where nothing was, or all was given back."""
    if tab.stage in ("open", "due"):
        return "INIT"
    is_paid = tab.stage == "paid" and (trade is None or trade.stage != "closed")
    return "TRADE_FINISHED" if is_paid else "TRADE_CLOSED"


def stands(tab: Tab, trade: Trade | None, agreement: Agreement) -> OrderStands:
    """What became of it."""
    return OrderStands(
        credit_biz_order_id=tab.tab_no,
        credit_agreement_id=tab.agreement_no,
        order_status=status_of(tab, trade),
        create_time=words.said_at(tab.opened_at),
        product_code=PRODUCT,
        total_amount=words.yuan(tab.limit_minor),
        trade_no=tab.trade_no,
        total_credit_pay_amount="" if trade is None or trade.paid_at is None else words.yuan(trade.amount_minor),
        zm_service_id=agreement.said.service,
    )


def _least_score(extra_param: str) -> int:
    if not extra_param:
        return LEAST_SCORE
    try:
        said = msgspec.json.decode(extra_param, type=dict[str, object]).get("admittance_score", LEAST_SCORE)
        least = int(str(said))
    except (ValueError, msgspec.DecodeError) as error:
        raise words.invalid("extra_param", sub_code=INVALID) from error
    if least not in SCORES:
        raise words.invalid("extra_param.admittance_score", sub_code=INVALID)
    return least
