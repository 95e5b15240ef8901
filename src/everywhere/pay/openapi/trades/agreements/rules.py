"""Read an agreement as an app sends it, and say one in the wire's words."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from everywhere.pay.agreements.types import (
    Agreement,
    AgreementDiffers,
    AgreementMalformed,
    AgreementNotNormal,
    AgreementSigned,
    AgreementUnknown,
    Rhythm,
    Stage,
    Terms,
    Unit,
)
from everywhere.pay.openapi.methods.actions import Call
from everywhere.pay.openapi.trades.agreements.types import PeriodRule, SignAsked
from everywhere.pay.openapi.trades.words import rules as words

WORDS: words.Words = {
    AgreementUnknown: "USER_AGREEMENT_NOT_EXIST",
    AgreementMalformed: "INVALID_PARAMETER",
    AgreementDiffers: "EXTERNAL_AGREEMENT_NO_DUPLICATE",
    AgreementSigned: "USER_AGREEMENT_EXIST",
    AgreementNotNormal: "USER_AGREEMENT_STATUS_NOT_NORMAL",
}
INVALID = "INVALID_PARAMETER"
STATUS: Mapping[Stage, str] = {"offered": "TEMP", "normal": "NORMAL", "ended": "STOP"}
WITHHOLDING, CYCLE = "GENERAL_WITHHOLDING_P", "CYCLE_PAY_AUTH_P"
_PRODUCTS = {WITHHOLDING: "GENERAL_WITHHOLDING", CYCLE: "CYCLE_PAY_AUTH"}
_UNITS: Mapping[str, Unit] = {"DAY": "day", "MONTH": "month"}
_VALIDITY = re.compile(r"([1-9][0-9]{0,3})([dm])")
_WHOLE = re.compile(r"[1-9][0-9]{0,3}")
_DAY = "%Y-%m-%d"
_TEXT_MAX = 64
NEVER = "2115-02-01 00:00:00"
"""What is said of an agreement that lasts until somebody ends it."""


def terms(call: Call, asked: SignAsked, *, single_max_minor: int, month_max_minor: int) -> Terms:
    """The agreement that is asked for; its limits are ours where the app says none. Raises Failed."""
    if asked.personal_product_code not in _PRODUCTS or asked.product_code not in ("", _PRODUCTS[asked.personal_product_code]):
        raise words.invalid("personal_product_code, product_code", sub_code=INVALID)
    for name in ("external_agreement_no", "external_logon_id", "sign_scene"):
        if len(getattr(asked, name)) > _TEXT_MAX:
            raise words.invalid(name, sub_code=INVALID)
    is_cycle, rule = asked.personal_product_code == CYCLE, asked.period_rule_params
    if is_cycle != (rule is not None):
        raise words.invalid("period_rule_params", sub_code=INVALID)
    months, days = _validity(asked.sign_validity_period)
    return Terms(
        product=asked.personal_product_code,
        scene=asked.sign_scene,
        single_max_minor=single_max_minor if rule is None else _minor(rule.single_amount, "single_amount"),
        month_max_minor=None if is_cycle else month_max_minor,
        rhythm=None if rule is None else _rhythm(rule),
        lasts_months=months,
        lasts_days=days,
        logon=asked.external_logon_id,
        notify_url=asked.notify_url or call.notify_url,
        return_url=words.web_address(asked.return_url or call.return_url, "return_url"),
        auth_app_id=call.auth_app_id,
        sign_type=call.sign_type,
        charset=call.charset,
    )


def day(text: str, name: str) -> date:
    """`2026-11-22`, with or without a time behind it. Raises Failed."""
    try:
        return datetime.strptime(text[:10], _DAY).date()  # noqa: DTZ007 - a day in Shanghai
    except ValueError as error:
        raise words.invalid(name, sub_code=INVALID) from error


def fields_of(found: Agreement, *, user: str, logon: str) -> dict[str, str]:
    """What apps are told of an agreement by query, notification and return; empty ones do not travel."""
    terms = found.said
    signed = words.said_at(found.signed_at)
    fields = {
        "agreement_no": found.agreement_no,
        "status": STATUS[found.stage],
        "external_agreement_no": "" if found.external_no == found.agreement_no else found.external_no,
        "external_logon_id": terms.logon,
        "personal_product_code": terms.product,
        "sign_scene": terms.scene,
        "alipay_user_id": user,
        "alipay_logon_id": logon,
        "sign_time": signed,
        "valid_time": signed,
        "invalid_time": (words.said_at(found.valid_until) or NEVER) if signed else "",
        "next_deduct_time": "" if found.next_on is None else f"{found.next_on:{_DAY}}",
    }
    return {name: value for name, value in fields.items() if value}


def _rhythm(rule: PeriodRule) -> Rhythm:
    if rule.period_type not in _UNITS or not _WHOLE.fullmatch(rule.period):
        raise words.invalid("period_rule_params.period", sub_code=INVALID)
    if rule.total_payments and not _WHOLE.fullmatch(rule.total_payments):
        raise words.invalid("period_rule_params.total_payments", sub_code=INVALID)
    return Rhythm(
        unit=_UNITS[rule.period_type],
        length=int(rule.period),
        first_on=day(rule.execute_time, "period_rule_params.execute_time"),
        total_max_minor=_minor(rule.total_amount, "total_amount") if rule.total_amount else None,
        count_max=int(rule.total_payments) if rule.total_payments else None,
    )


def _minor(text: str, name: str) -> int:
    return words.amount(text, f"period_rule_params.{name}", sub_code=INVALID).minor


def _validity(text: str) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    match = _VALIDITY.fullmatch(text)
    if match is None:
        raise words.invalid("sign_validity_period", sub_code=INVALID)
    return (int(match[1]), None) if match[2] == "m" else (None, int(match[1]))
