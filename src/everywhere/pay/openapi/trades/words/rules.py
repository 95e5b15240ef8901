"""The wire's words for money, time, stages and refusals."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

import msgspec

from everywhere.kernel import catalogue
from everywhere.kernel.errors import Malformed, Refusal
from everywhere.kernel.money import Money
from everywhere.pay.guard.types import (
    BuyerIsSeller,
    PayeeTooNew,
    PayerTooNew,
    PayingInCircles,
    PayLimitReached,
    PaymentLooksRisky,
    PaysTooOften,
    ShopTooNew,
)
from everywhere.pay.ledger.types import InsufficientFunds
from everywhere.pay.openapi.wire.types import Failed
from everywhere.pay.trades.partners.types import NotAPartner
from everywhere.pay.trades.paying.types import CodeNotPayable
from everywhere.pay.trades.refunds.types import RefundDiffers, RefundNumberNeeded, RefundTooMuch
from everywhere.pay.trades.rules import ZONE
from everywhere.pay.trades.settling.types import (
    NothingHeld,
    ReleasedAlready,
    SettlementDiffers,
    ShareBeforeRelease,
    ShareMalformed,
    ShareTooMuch,
)
from everywhere.pay.trades.types import (
    CancelTooLate,
    SellerShortOfFunds,
    Stage,
    TradeAtAnotherStage,
    TradeClosed,
    TradeDiffers,
    TradeExpiresInThePast,
    TradeFinished,
    TradeOfAnother,
    TradePaid,
    TradeUnknown,
)

CURRENCY = "CNY"
AMOUNT_MAX_MINOR = 10_000_000_000
STATUS: Mapping[Stage, str] = {
    "waiting": "WAIT_BUYER_PAY",
    "paid": "TRADE_SUCCESS",
    "finished": "TRADE_FINISHED",
    "closed": "TRADE_CLOSED",
}
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
_URL_CHARACTERS_MAX = 1024
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2}0*)?")

Words = Mapping[type[Refusal], str]
TRADE: Words = {
    TradeUnknown: "ACQ.TRADE_NOT_EXIST",
    TradeDiffers: "ACQ.CONTEXT_INCONSISTENT",
    TradePaid: "ACQ.TRADE_HAS_SUCCESS",
    TradeClosed: "ACQ.TRADE_HAS_CLOSE",
    TradeFinished: "ACQ.TRADE_HAS_FINISHED",
    TradeOfAnother: "ACQ.TRADE_BUYER_NOT_MATCH",
    TradeAtAnotherStage: "ACQ.TRADE_STATUS_ERROR",
    TradeExpiresInThePast: "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR",
    BuyerIsSeller: "ACQ.BUYER_SELLER_EQUAL",
    CodeNotPayable: "ACQ.PAYMENT_AUTH_CODE_INVALID",
    InsufficientFunds: "ACQ.BUYER_BALANCE_NOT_ENOUGH",
    PayLimitReached: "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
    PaymentLooksRisky: "ACQ.PAYMENT_REQUEST_HAS_RISK",
    PaysTooOften: "ACQ.PAYMENT_REQUEST_HAS_RISK",
    PayerTooNew: "ACQ.PAYMENT_REQUEST_HAS_RISK",
    PayeeTooNew: "ACQ.BEYOND_PER_RECEIPT_RESTRICTION",
    ShopTooNew: "ACQ.BEYOND_PER_RECEIPT_DAY_RESTRICTION",
    PayingInCircles: "ACQ.PAYMENT_REQUEST_HAS_RISK",
    SellerShortOfFunds: "ACQ.SELLER_BALANCE_NOT_ENOUGH",
    CancelTooLate: "ACQ.TRADE_CANCEL_TIME_OUT",
    RefundNumberNeeded: "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
    RefundDiffers: "ACQ.DISCORDANT_REPEAT_REQUEST",
    RefundTooMuch: "ACQ.REASON_TRADE_REFUND_FEE_ERR",
    NothingHeld: "ACQ.ILLEGAL_SETTLE_STATE",
    ReleasedAlready: "ACQ.ALREADY_CONFIRM_SETTLE",
    SettlementDiffers: "ACQ.DISCORDANT_REPEAT_REQUEST",
    ShareBeforeRelease: "ACQ.ALLOC_REFUSE_BEFORE_SETTLE",
    ShareTooMuch: "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR",
    NotAPartner: "ACQ.ROYALTY_RECEIVER_INVALID",
    ShareMalformed: "ACQ.INVALID_PARAMETER",
    Malformed: "ACQ.INVALID_PARAMETER",
}


@contextlib.contextmanager
def spoken(words: Words = TRADE, *, answer: msgspec.Struct | None = None, **other: str) -> Iterator[None]:
    """Say refusals of the block in the wire's words; `other` names a code for a refusal's code where a method has another."""
    try:
        yield
    except Refusal as refusal:
        sub_code = other.get(refusal.code) or words.get(type(refusal))
        if sub_code is None:
            raise
        text = catalogue.say(catalogue.errors()[refusal.code].text, "zh-CN", refusal.facts)
        raise Failed(sub_code, text, answer=answer) from refusal


def invalid(reason: str, *, sub_code: str = "ACQ.INVALID_PARAMETER") -> Failed:
    """A field that is missing or wrong."""
    return Failed(sub_code, f"参数无效：{reason}")


def amount(text: str, name: str, *, sub_code: str = "ACQ.INVALID_PARAMETER") -> Money:
    """`0.01` to `100000000`, at most two decimals. Raises Failed."""
    try:
        minor = int(Decimal(text) * 100) if _DIGITS.fullmatch(text) else 0
    except InvalidOperation:
        minor = 0
    if not text or minor < 1:
        raise invalid(name, sub_code=sub_code)
    if minor > AMOUNT_MAX_MINOR:
        raise Failed("ACQ.TOTAL_FEE_EXCEED" if sub_code.startswith("ACQ.") else sub_code, "订单金额超过限额")
    return Money(minor, CURRENCY)


def yuan(minor: int) -> str:
    """`1.00`."""
    return f"{minor // 100}.{minor % 100:02d}"


def said_at(at: datetime | None) -> str:
    """A time in Shanghai, as the wire writes it; empty for none."""
    return "" if at is None else f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def time(text: str, name: str) -> datetime:
    """A time in Shanghai. Raises Failed."""
    for form in _TIMES:
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=ZONE)
    raise invalid(name)


def web_address(text: str, name: str) -> str:
    """An address that a browser may be sent to, or none; a script is no address. Raises Failed."""
    if text and (len(text) > _URL_CHARACTERS_MAX or not _WEB_ADDRESS.fullmatch(text)):
        raise invalid(name)
    try:
        urlsplit(text)
    except ValueError as error:  # a bracket that nothing closes
        raise invalid(name) from error
    return text


def number(text: str, name: str, *, sub_code: str = "ACQ.INVALID_PARAMETER") -> str:
    """A merchant's number: one to 64 characters. Raises Failed."""
    if not 1 <= len(text) <= 64:
        raise invalid(name, sub_code=sub_code)
    return text
