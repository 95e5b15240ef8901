"""Read an order as an app sends it."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from everywhere.pay.openapi.methods.actions import Call
from everywhere.pay.openapi.trades.orders.types import Order
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.trades import rules
from everywhere.pay.trades.types import Draft, Key, Terms

_SETTLE = re.compile(r"([1-9][0-9]{0,2})d")
_SETTLE_DAYS_MAX = 365
_KEPT = ("store_id", "terminal_id", "operator_id", "alipay_store_id", "goods_detail", "extend_params")
_SUBJECT_MAX = 256


def draft(
    call: Call, asked: Order, *, buyer_id: UUID | None = None, auth_no: str = "", return_url: str = "", quit_url: str = ""
) -> Draft:
    """The order that is asked for. Raises Failed for what is missing or wrong."""
    amount = words.amount(asked.total_amount, "total_amount")
    if not 1 <= len(asked.subject) <= _SUBJECT_MAX:
        raise words.invalid("subject")
    seconds = span_s(call, asked.timeout_express, "timeout_express")
    settle_days = _settle_days(asked.settle_info.settle_period_time)
    terms = Terms(
        subject=asked.subject,
        body=asked.body,
        product=asked.product_code,
        notify_url=asked.notify_url or call.notify_url,
        return_url=words.web_address(return_url or call.return_url, "return_url"),
        quit_url=words.web_address(quit_url, "quit_url"),
        passback=asked.passback_params,
        expires_in_s=seconds,
        expires_at=words.time(asked.time_expire, "time_expire") if asked.time_expire else None,
        settle_days=settle_days,
        auth_no=auth_no,
        auth_app_id=call.auth_app_id,
        sign_type=call.sign_type,
        charset=call.charset,
        extra=_extra(asked),
    )
    key = Key(call.seller_id, call.app.app_id, words.number(asked.out_trade_no, "out_trade_no"))
    digest = rules.digest(amount, asked.subject, settle_days)
    return Draft(key=key, amount=amount, terms=terms, digest=digest, buyer_id=buyer_id)


def span_s(call: Call, text: str, name: str) -> int | None:
    """A span of time in seconds; None where none is said. Raises Failed."""
    if not text:
        return None
    with words.spoken():
        try:
            return int(rules.span(text, now=call.now).total_seconds())
        except OverflowError as error:
            raise words.invalid(name) from error


def shown_for(call: Call, asked: Order) -> timedelta | None:
    """How long an order's code is good. Raises Failed."""
    seconds = span_s(call, asked.qr_code_timeout_express, "qr_code_timeout_express")
    return None if seconds is None else timedelta(seconds=seconds)


def _settle_days(text: str) -> int | None:
    if not text:
        return None
    match = _SETTLE.fullmatch(text)
    if match is None or int(match[1]) > _SETTLE_DAYS_MAX:
        raise words.invalid("settle_info.settle_period_time")
    return int(match[1])


def _extra(asked: Order) -> dict[str, Any]:
    return {name: value for name in _KEPT if (value := getattr(asked, name))}
