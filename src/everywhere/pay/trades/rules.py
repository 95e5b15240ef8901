"""The trade's state machine: when it begins, what ends it, and what is refused on the way.

(intent) → waiting → paid → finished
↓        ↓
closed   closed (all refunded)
"""

import hashlib
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from secrets import SystemRandom
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from everywhere.kernel.errors import Malformed
from everywhere.kernel.money import Money
from everywhere.pay.trades.types import (
    CancelTooLate,
    Draft,
    Intent,
    Terms,
    Trade,
    TradeAtAnotherStage,
    TradeClosed,
    TradeDiffers,
    TradeExpiresInThePast,
    TradeFinished,
    TradeOfAnother,
    TradePaid,
)

ZONE = ZoneInfo("Asia/Shanghai")
"""The days of merchants' numbers, bills and midnights."""
WAITS_FOR = timedelta(days=15)
"""How long a trade waits that says nothing of it."""
SHOWN_FOR = timedelta(hours=2)
"""How long an order's code is good that says nothing of it."""
REFUNDABLE_FOR = timedelta(days=365)
CANCELLED_WITHIN = timedelta(hours=24)
_SPAN = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_UNTIL_MIDNIGHT = "1c"
_NO_RANDOM_DIGITS = 15


def number(now: datetime, chance: SystemRandom, *, kind: str = "22001") -> str:
    """Twenty-eight digits: the day in Shanghai, what kind of number it is, chance."""
    return f"{now.astimezone(ZONE):%Y%m%d}{kind}{chance.randrange(10**_NO_RANDOM_DIGITS):0{_NO_RANDOM_DIGITS}d}"


def span(text: str, *, now: datetime) -> timedelta:
    """`90m`, `24h`, `15d`: at most 15 days; `1c` until midnight in Shanghai. Raises Malformed."""
    if text == _UNTIL_MIDNIGHT:
        local = now.astimezone(ZONE)
        return datetime.combine(local.date() + timedelta(days=1), time(), ZONE) - local
    match = _SPAN.fullmatch(text)
    if match is None or not timedelta(minutes=1) <= int(match[1]) * _UNITS[match[2]] <= WAITS_FOR:
        raise Malformed(path="timeout_express", reason="1m to 15d, or 1c")
    return int(match[1]) * _UNITS[match[2]]


def digest(amount: Money, *parts: object) -> bytes:
    """What tells a repeated order from another one under its number."""
    said = "\x1f".join([str(amount.minor), amount.currency, *(str(part) for part in parts)])
    return hashlib.blake2b(said.encode(), digest_size=16).digest()


def expiry(draft: Draft, *, now: datetime) -> datetime:
    """By when a trade that begins now is to be paid. Raises TradeExpiresInThePast."""
    seconds = draft.terms.expires_in_s
    at = draft.terms.expires_at or now + (WAITS_FOR if seconds is None else timedelta(seconds=seconds))
    if at <= now:
        raise TradeExpiresInThePast(path="time_expire")
    return at


def begun(draft: Draft, trade_no: str, *, now: datetime) -> Trade:
    """The trade that an order becomes. Raises TradeExpiresInThePast."""
    return Trade(
        seller_id=draft.key.seller_id,
        trade_no=trade_no,
        app_id=draft.key.app_id,
        out_trade_no=draft.key.out_trade_no,
        amount_minor=draft.amount.minor,
        currency=draft.amount.currency,
        digest=draft.digest,
        terms=msgspec.to_builtins(draft.terms),
        buyer_id=draft.buyer_id,
        created_at=now,
        expires_at=expiry(draft, now=now),
    )


def draft_of(intent: Intent, *, buyer_id: UUID | None) -> Draft:
    """The order that an intent holds, for the person who begins to pay it."""
    terms = msgspec.convert(intent.terms, Terms)
    return Draft(key=intent.key, amount=intent.amount, terms=terms, digest=intent.digest, buyer_id=buyer_id)


def as_of(trade: Trade, now: datetime) -> Trade:
    """The trade as it stands at this moment, whether or not anybody has come round to write that its time is over."""
    if trade.stage == "waiting" and now >= trade.expires_at:
        return stepped(trade, stage="closed", ended_at=trade.expires_at)
    is_settled = trade.holding in ("none", "released")
    if trade.stage == "paid" and is_settled and trade.finishes_at is not None and now >= trade.finishes_at:
        return stepped(trade, stage="finished", ended_at=trade.finishes_at)
    return trade


def stepped(trade: Trade, **changes: Any) -> Trade:
    """The trade's next version."""
    return replace(trade, version=trade.version + 1, **changes)


def must_be_same(stored: bytes, draft: Draft) -> None:
    """Raise TradeDiffers unless it is the order that was stored."""
    if stored != draft.digest:
        raise TradeDiffers


def must_wait(trade: Trade, *, buyer_id: UUID | None = None) -> None:
    """Raise unless the trade waits to be paid, by this buyer where one is given: TradePaid, TradeClosed, TradeOfAnother."""
    if trade.stage == "closed":
        raise TradeClosed
    if trade.stage != "waiting":
        raise TradePaid
    if buyer_id is not None and trade.buyer_id not in (None, buyer_id):
        raise TradeOfAnother


def repeated(trade: Trade, draft: Draft) -> Trade:
    """The trade that an order asks for again. Raises TradeDiffers, TradePaid, TradeClosed, TradeOfAnother."""
    must_be_same(trade.digest, draft)
    must_wait(trade, buyer_id=draft.buyer_id)
    return trade


def paid(trade: Trade, buyer_id: UUID, *, now: datetime) -> Trade:
    """Paid by this buyer; an escrowed trade holds its money, another's is the seller's. Raises as `must_wait` does."""
    must_wait(trade, buyer_id=buyer_id)
    days = trade.said.settle_days
    money: dict[str, Any] = {} if days is None else {"held_minor": trade.amount_minor, "holding": "held"}
    return stepped(
        trade,
        stage="paid",
        buyer_id=buyer_id,
        paid_at=now,
        settles_at=None if days is None else now + timedelta(days=days),
        finishes_at=now + REFUNDABLE_FOR,
        **money,
    )


def closed(trade: Trade, *, now: datetime) -> Trade:
    """Closed by its merchant before anybody paid. Raises TradeAtAnotherStage."""
    if trade.stage != "waiting":
        raise TradeAtAnotherStage(stage=trade.stage)
    return stepped(trade, stage="closed", ended_at=now)


def must_be_cancellable(trade: Trade, *, now: datetime) -> None:
    """Raise CancelTooLate, TradeFinished."""
    if trade.stage == "finished":
        raise TradeFinished
    if now >= trade.created_at + CANCELLED_WITHIN:
        raise CancelTooLate


def local_day(day: date) -> tuple[datetime, datetime]:
    """From when until when a day in Shanghai is."""
    begin = datetime.combine(day, time(), ZONE)
    return begin, begin + timedelta(days=1)
