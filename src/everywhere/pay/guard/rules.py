"""Decide whether a payment may pass.

The limits are those of China's rules of 2016 for payment accounts of non-banks: class I ¥1,000 ever, II ¥100,000 and III
¥200,000 a year; without a check of the payer ¥1,000 and less, of which ¥200 is a usual default of wallets.
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from everywhere.kernel.money import Money
from everywhere.pay.guard.types import (
    BuyerIsSeller,
    NotYourHandle,
    PayeeTooNew,
    PayingInCircles,
    PayLimitReached,
    PaymentLooksRisky,
    PaymentPasswordLocked,
    PaymentPasswordTooSimple,
    PaysTooOften,
    Spending,
    Tier,
)

TRIES_MAX = 5
LOCKED_FOR = timedelta(hours=3)
FRESH_FOR = timedelta(hours=24)
FRESH_MAX_MINOR = 100_000
"""The most of a payment that is confirmed by a password which was reset within `FRESH_FOR`: who took somebody's phone gets no further."""
FREE_OF_CHECK = Money(20_000, "CNY")
"""Up to here nobody is asked for the password."""
NEW_PAYEE_MAX_MINOR = 500_000
"""The most of a first payment to a merchant."""
PAYMENTS_AN_HOUR_MAX = 30
CIRCLE = timedelta(days=1)
"""How long after a payment one in return looks like turning money over."""
CIRCLE_FREE_MINOR = 20_000
"""Up to here nobody wonders: neighbours buy from each other."""
EVER_MAX_MINOR: dict[Tier, int] = {1: 100_000}
YEAR_MAX_MINOR: dict[Tier, int] = {2: 10_000_000, 3: 20_000_000}
ZONE = ZoneInfo("Asia/Shanghai")
_RISING = "0123456789"
PASSWORD = re.compile("[0-9]{6}")


def must_not_be_simple(password: str) -> None:
    """Raise PaymentPasswordTooSimple for what would be tried first."""
    if len(set(password)) == 1 or password in _RISING or password[::-1] in _RISING:
        raise PaymentPasswordTooSimple(path="password")


def peppered(password: str, person_id: UUID, pepper: bytes) -> str:
    """What is hashed instead of the password: without the pepper, which is not in the database, six digits cannot be tried."""
    return hmac.new(pepper, person_id.bytes + password.encode(), "sha256").hexdigest()


def must_be_open(locked_until: datetime | None, *, now: datetime) -> None:
    """Raise PaymentPasswordLocked while it is locked."""
    if locked_until is not None and now < locked_until:
        raise PaymentPasswordLocked(until=locked_until)


def after_try(tries: int, *, now: datetime) -> tuple[int, datetime | None]:
    """Tries and lock with one more try, which counts before it is looked at: many at once are no more than five."""
    return (tries + 1, None) if tries + 1 < TRIES_MAX else (0, now + LOCKED_FOR)


def must_not_be_fresh(reset_at: datetime | None, amount: Money, *, now: datetime) -> None:
    """Raise PaymentLooksRisky for a large payment soon after the password was reset."""
    if reset_at is not None and now < reset_at + FRESH_FOR and amount.minor > FRESH_MAX_MINOR:
        raise PaymentLooksRisky(reason="new_password")


def must_be_theirs(handle: str, handles: Iterable[str]) -> None:
    """Raise NotYourHandle."""
    if handle not in handles:
        raise NotYourHandle


def tier_of(kinds: set[str], *, has_passkey: bool) -> Tier:
    """How well somebody is known who signs in by handles of these kinds."""
    if not {"phone", "email"} <= kinds:
        return 1
    return 3 if has_passkey else 2


def needs_password(amount: Money) -> bool:
    """Whether the payer must confirm this amount by the password."""
    return amount.minor > FREE_OF_CHECK.minor


def must_be_two(buyer_id: UUID, seller_id: UUID) -> None:
    """Raise BuyerIsSeller."""
    if buyer_id == seller_id:
        raise BuyerIsSeller


def spent(before: Spending, amount: Money, *, is_new_payee: bool, now: datetime) -> Spending:
    """What somebody has spent with this payment too. Raises PayLimitReached, PaysTooOften, PayeeTooNew."""
    local = now.astimezone(ZONE)
    hour = local.replace(minute=0, second=0, microsecond=0)
    count = before.hour_count + 1 if before.hour == hour else 1
    year_minor = amount.minor + (before.year_minor if before.year == local.year else 0)
    ever_minor = amount.minor + before.ever_minor
    _must_be_within(ever_minor, EVER_MAX_MINOR.get(before.tier), before.tier, "ever")
    _must_be_within(year_minor, YEAR_MAX_MINOR.get(before.tier), before.tier, "year")
    if count > PAYMENTS_AN_HOUR_MAX:
        raise PaysTooOften(payments_max=PAYMENTS_AN_HOUR_MAX)
    if is_new_payee and amount.minor > NEW_PAYEE_MAX_MINOR:
        raise PayeeTooNew(limit_minor=NEW_PAYEE_MAX_MINOR)
    return replace(before, ever_minor=ever_minor, year=local.year, year_minor=year_minor, hour=hour, hour_count=count)


def _must_be_within(minor: int, limit: int | None, tier: Tier, period: str) -> None:
    if limit is not None and minor > limit:
        raise PayLimitReached(period=period, tier=tier, limit_minor=limit)


def must_not_go_in_circles(amount: Money, *, paid_back: bool) -> None:
    """Raise PayingInCircles for two who turn money over between their shops."""
    if paid_back and amount.minor > CIRCLE_FREE_MINOR:
        raise PayingInCircles


def may_go_in_circles(amount: Money) -> bool:
    """Whether it matters if the seller has paid the buyer's shop lately."""
    return amount.minor > CIRCLE_FREE_MINOR


def is_large_for_first(amount: Money) -> bool:
    """Whether it matters if the payer has paid this merchant before."""
    return amount.minor > NEW_PAYEE_MAX_MINOR
