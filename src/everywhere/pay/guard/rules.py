"""Decide whether a payment may pass.

The limits are those of China's rules of 2016 for payment accounts of non-banks: class I ¥1,000 ever, II ¥100,000 and III
¥200,000 a year; without a check of the payer ¥1,000 and less, of which ¥200 is a usual default of wallets.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from everywhere.kernel.money import Money
from everywhere.pay.guard.types import (
    Act,
    BuyerIsSeller,
    NotYourHandle,
    PayeePaidTooOften,
    PayeeTooNew,
    PayerTooNew,
    PayingInCircles,
    PayLimitReached,
    PaymentLooksRisky,
    PaymentPasswordLocked,
    PaymentPasswordTooSimple,
    PaysTooOften,
    ShopTooNew,
    Spending,
    Tier,
)

TRIES_MAX = 5
LOCKED_FOR = timedelta(hours=3)
FRESH_FOR = timedelta(hours=24)
FRESH_MAX_MINOR = 100_000
"""The most of a payment that is confirmed by a password which was reset within `FRESH_FOR`: who took somebody's phone gets no further."""
FREE_OF_CHECK = Money(20_000, "CNY")
"""Up to here nobody is asked for their word by who sells or is paid here."""
_FREE_MINOR: Mapping[Act, int | None] = {
    "pay": FREE_OF_CHECK.minor,
    "send": FREE_OF_CHECK.minor,
    "reserve": FREE_OF_CHECK.minor,
    "withdraw": None,
    "name_account": None,
    "let_charge": None,
}
"""Up to how much each act asks for no word; None: it always asks, for what went outside does not come back, and
who may charge without asking was asked once."""
NEW_PAYEE_MAX_MINOR = 500_000
"""The most of a first payment to a merchant or a person."""
NEW_FOR = timedelta(days=1)
"""How long an account or a shop is new."""
FIRST_DAY_MAX_MINOR = 100_000
"""The most that somebody pays in all while their account is new: as much as who is known by one handle ever pays."""
SHOP_FIRST_DAY_MAX_MINOR = 1_000_000
"""Up to how much a shop has taken, while it is new, before larger payments to it are refused."""
PAYMENTS_AN_HOUR_MAX = 30
PAID_AN_HOUR_MAX = 30
"""How often a person is paid by others within an hour: who sells opens a shop."""
PAID_A_DAY_MAX_MINOR = 2_000_000
"""How much a person is paid by others within a day."""
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


def needs_word(act: Act, amount: Money) -> bool:
    """Whether the payer must confirm this by the payment password or a passkey."""
    free_minor = _FREE_MINOR[act]
    return free_minor is None or amount.minor > free_minor


def about(what: str, amount: Money) -> bytes:
    """What a passkey signs: which bill or whom, and how much (the dynamic linking of RTS 2018/389, article 5)."""
    return f"{what} {amount.minor} {amount.currency}".encode()


def must_be_two(buyer_id: UUID, seller_id: UUID) -> None:
    """Raise BuyerIsSeller."""
    if buyer_id == seller_id:
        raise BuyerIsSeller


def spent(before: Spending, amount: Money, *, is_new_payee: bool, is_new_payer: bool = False, now: datetime) -> Spending:
    """What somebody has spent with this payment too. Raises PayLimitReached, PayerTooNew, PaysTooOften, PayeeTooNew."""
    local = now.astimezone(ZONE)
    hour = local.replace(minute=0, second=0, microsecond=0)
    count = before.hour_count + 1 if before.hour == hour else 1
    year_minor = amount.minor + (before.year_minor if before.year == local.year else 0)
    ever_minor = amount.minor + before.ever_minor
    _must_be_within(ever_minor, EVER_MAX_MINOR.get(before.tier), before.tier, "ever")
    _must_be_within(year_minor, YEAR_MAX_MINOR.get(before.tier), before.tier, "year")
    if is_new_payer and ever_minor > FIRST_DAY_MAX_MINOR:
        raise PayerTooNew(**_limit(FIRST_DAY_MAX_MINOR))
    if count > PAYMENTS_AN_HOUR_MAX:
        raise PaysTooOften(payments_max=PAYMENTS_AN_HOUR_MAX)
    if is_new_payee and amount.minor > NEW_PAYEE_MAX_MINOR:
        raise PayeeTooNew(**_limit(NEW_PAYEE_MAX_MINOR))
    return replace(before, ever_minor=ever_minor, year=local.year, year_minor=year_minor, hour=hour, hour_count=count)


def _must_be_within(minor: int, limit: int | None, tier: Tier, period: str) -> None:
    if limit is not None and minor > limit:
        raise PayLimitReached(period=period, tier=tier, **_limit(limit))


def _limit(minor: int) -> dict[str, Any]:
    return {"limit_minor": minor, "limit": f"{minor // 100:,}.{minor % 100:02d}"}


def passes_first_day(before: Spending, amount: Money) -> bool:
    """Whether it matters how old the payer's account is: it does at one payment in a life."""
    return before.ever_minor <= FIRST_DAY_MAX_MINOR < before.ever_minor + amount.minor


def is_this_machine(origin: str) -> bool:
    """Whether a request came from this machine itself, or from where nobody knows: that says nothing about its sender."""
    try:
        return ip_network(origin).is_loopback
    except ValueError:
        return True


def is_new(since: datetime, *, now: datetime) -> bool:
    """Whether an account or a shop of that age is new."""
    return now < since + NEW_FOR


def must_not_be_paid_too_often(paid: Iterable[tuple[datetime, int]], amount: Money, *, now: datetime) -> None:
    """Raise PayeePaidTooOften for a person who was paid so, by when and how much, and would be paid this too."""
    within = [(at, minor) for at, minor in paid if at > now - timedelta(days=1)]
    count = sum(1 for at, _ in within if at > now - timedelta(hours=1))
    if count >= PAID_AN_HOUR_MAX or sum(minor for _, minor in within) + amount.minor > PAID_A_DAY_MAX_MINOR:
        raise PayeePaidTooOften(payments_max=PAID_AN_HOUR_MAX, **_limit(PAID_A_DAY_MAX_MINOR))


def must_not_take_too_much(taken_minor: int, amount: Money) -> None:
    """Raise ShopTooNew where a new shop, which took so much so far, would take more than it may."""
    if taken_minor + amount.minor > SHOP_FIRST_DAY_MAX_MINOR:
        raise ShopTooNew(**_limit(SHOP_FIRST_DAY_MAX_MINOR))


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
