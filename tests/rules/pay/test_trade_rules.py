"""The trade's state machine by itself, and how orders say time and money."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import SystemRandom
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.kernel.errors import Malformed, Refusal
from everywhere.kernel.money import Money
from everywhere.pay.guard import rules as guard
from everywhere.pay.guard.types import PayeeTooNew, PayLimitReached, PaymentPasswordTooSimple, PaysTooOften, Spending
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.openapi.wire.types import Failed
from everywhere.pay.trades import rules
from everywhere.pay.trades.refunds import rules as refunds
from everywhere.pay.trades.settling import rules as settling
from everywhere.pay.trades.settling.types import Share
from everywhere.pay.trades.types import Draft, Key, Terms, Trade

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SELLER, BUYER, PARTNER = UUID(int=1), UUID(int=2), UUID(int=3)


def trade(minor: int = 1000, **terms: Any) -> Trade:
    key = Key(SELLER, "2021000000000001", "o1")
    amount = Money(minor, "CNY")
    draft = Draft(key=key, amount=amount, terms=Terms(subject="tea", **terms), digest=rules.digest(amount, "tea"))
    return rules.begun(draft, rules.number(NOW, SystemRandom()), now=NOW)


steps = st.lists(
    st.tuples(st.sampled_from(["pay", "close", "refund", "confirm", "freeze", "share", "finish", "wait"]), st.integers(1, 1200)),
    max_size=25,
)


@given(steps, st.sampled_from([None, 7]))
def test_whatever_is_tried_in_whatever_order_the_sums_hold_and_an_end_is_an_end(tried: list[tuple[str, int]], days: int | None):
    at, now = trade(settle_days=days), NOW
    for what, minor in tried:
        before = at
        try:
            match what:
                case "pay":
                    at = rules.paid(rules.as_of(at, now), BUYER, now=now)
                case "close":
                    at = rules.closed(rules.as_of(at, now), now=now)
                case "refund":
                    at, from_held = refunds.refunded(rules.as_of(at, now), at.money(minor))
                    assert from_held.minor == min(minor, before.held_minor)
                case "confirm" | "freeze":
                    at = settling.confirmed(at, keeps_frozen=what == "freeze", now=now)
                case "share" | "finish":
                    at = settling.shared(at, [Share(PARTNER, "person", minor)], is_last=what == "finish")
                case "wait":
                    now += timedelta(days=minor / 2)
                    at = rules.as_of(at, now)
        except Refusal:
            assert at == before
            continue
        assert 0 <= at.refunded_minor <= at.amount_minor
        assert 0 <= at.held_minor <= at.amount_minor - at.refunded_minor
        assert (at.paid_at is None) == (at.stage == "waiting" or (at.stage == "closed" and at.refunded_minor == 0))
        assert at.holding in ("held", "frozen") or at.held_minor == 0
        if before.stage in ("closed", "finished"):
            assert at.stage == before.stage
            assert at.refunded_minor == before.refunded_minor


@pytest.mark.parametrize(("text", "seconds"), [("1m", 60), ("90m", 5400), ("24h", 86_400), ("15d", 15 * 86_400), ("1c", 12 * 3600)])
def test_spans_of_time_are_said_in_minutes_hours_days_or_until_midnight(text: str, seconds: int):
    assert rules.span(text, now=NOW).total_seconds() == seconds  # it is noon in Shanghai


@pytest.mark.parametrize("text", ["0m", "1.5h", "16d", "361h", "2c", "m", "-1m", "1 m", "99999d", "١m"])
def test_other_spans_are_refused(text: str):
    with pytest.raises(Malformed):
        rules.span(text, now=NOW)


def test_a_number_has_28_digits_and_begins_with_the_day_in_shanghai():
    late = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    number = rules.number(late, SystemRandom())

    assert (len(number), number[:8]) == (28, "20261123")


def test_an_absolute_time_wins_over_a_span():
    at = NOW + timedelta(hours=3)

    assert trade(expires_in_s=60, expires_at=at).expires_at == at
    assert trade(expires_in_s=60).expires_at == NOW + timedelta(minutes=1)
    assert trade().expires_at == NOW + timedelta(days=15)


@given(st.integers(1, 10_000_000_000))
def test_money_goes_over_the_wire_and_back(minor: int):
    assert words.amount(words.yuan(minor), "total_amount") == Money(minor, "CNY")


@pytest.mark.parametrize(("text", "minor"), [("1", 100), ("1.5", 150), ("0.01", 1), ("01.10", 110), ("1.500", 150)])
def test_money_may_be_written_shorter(text: str, minor: int):
    assert words.amount(text, "total_amount").minor == minor


@pytest.mark.parametrize("text", ["", "0", "0.00", "0.001", "-1", "1e3", "1,00", "NaN", "١", "1.", ".5", "100000000.01", "1" * 40])
def test_what_is_no_amount_is_refused(text: str):
    with pytest.raises(Failed):
        words.amount(text, "total_amount")


@pytest.mark.parametrize(
    ("tier", "within", "beyond"), [(1, 100_000, 100_001), (2, 10_000_000, 10_000_001), (3, 20_000_000, 20_000_001)]
)
def test_limits_are_those_of_the_tier(tier: Any, within: int, beyond: int):
    spent = Spending(BUYER, tier)

    assert guard.spent(spent, Money(within, "CNY"), is_new_payee=False, now=NOW).ever_minor == within
    with pytest.raises(PayLimitReached):
        guard.spent(spent, Money(beyond, "CNY"), is_new_payee=False, now=NOW)


def test_a_year_begins_anew_in_shanghai_and_an_hour_too():
    last = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    spent = guard.spent(Spending(BUYER, 2), Money(10_000_000, "CNY"), is_new_payee=False, now=last)
    with pytest.raises(PayLimitReached):
        guard.spent(spent, Money(1, "CNY"), is_new_payee=False, now=last)

    assert guard.spent(spent, Money(1, "CNY"), is_new_payee=False, now=last + timedelta(minutes=1)).year_minor == 1
    busy = replace(Spending(BUYER, 2), hour=NOW.astimezone(guard.ZONE).replace(minute=0), hour_count=30)
    with pytest.raises(PaysTooOften):
        guard.spent(busy, Money(1, "CNY"), is_new_payee=False, now=NOW)
    assert guard.spent(busy, Money(1, "CNY"), is_new_payee=False, now=NOW + timedelta(hours=1)).hour_count == 1


def test_the_first_payment_to_a_merchant_is_not_large():
    spent, large = Spending(BUYER, 2), Money(500_001, "CNY")

    with pytest.raises(PayeeTooNew):
        guard.spent(spent, large, is_new_payee=True, now=NOW)
    assert guard.spent(spent, large, is_new_payee=False, now=NOW).hour_count == 1


@pytest.mark.parametrize("password", ["000000", "123456", "987654", "345678"])
def test_passwords_that_would_be_tried_first_are_refused(password: str):
    with pytest.raises(PaymentPasswordTooSimple):
        guard.must_not_be_simple(password)


def test_the_same_digits_of_two_people_are_not_alike():
    assert len({guard.peppered("246802", person, pepper) for person in (uuid4(), uuid4()) for pepper in (b"a", b"b")}) == 4
