"""What may be charged by an agreement: never more than was agreed to, and never before its day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import Money
from everywhere.pay.agreements import rules
from everywhere.pay.agreements.types import (
    Agreement,
    AgreementMalformed,
    AgreementNotNormal,
    AgreementOfAnother,
    ChargedTooEarly,
    ChargedTooMuch,
    ChargedTooOften,
    ChargeTooLarge,
    Rhythm,
    Terms,
)

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SELLER, PAYER, OTHER = (UUID(int=number) for number in (1, 2, 3))
MONTHLY = Rhythm(unit="month", length=1, first_on=date(2026, 11, 28), total_max_minor=5_000, count_max=4)

pytestmark = pytest.mark.once


def offered(terms: Terms) -> Agreement:
    return Agreement(
        seller_id=SELLER,
        agreement_no="2" * 28,
        app_id="a",
        external_no="e",
        code="c",
        terms=msgspec.to_builtins(terms),
        digest=b"",
        created_at=NOW,
        offer_ends_at=NOW + rules.OFFERED_FOR,
    )


def signed(terms: Terms) -> Agreement:
    return rules.signed(offered(terms), PAYER, now=NOW)


def free(single: int = 1_000, month: int = 2_500, **more: int) -> Terms:
    return Terms(product="p", single_max_minor=single, month_max_minor=month, **more)


def rhythmic(rhythm: Rhythm = MONTHLY, single: int = 1_500) -> Terms:
    return Terms(product="p", single_max_minor=single, rhythm=rhythm)


@given(st.lists(st.tuples(st.integers(1, 1_600), st.integers(0, 40)), max_size=40))
def test_no_month_is_charged_more_than_was_agreed(charges: list[tuple[int, int]]):
    agreement, now, months = signed(free()), NOW, {}
    for minor, days in charges:
        now += timedelta(days=days)
        before = agreement
        try:
            agreement = rules.charged(agreement, Money(minor, "CNY"), now=now)
        except Refusal:
            assert agreement is before
            continue
        month = rules.today(now).replace(day=1)
        months[month] = months.get(month, 0) + minor
        assert minor <= 1_000
    assert all(minor <= 2_500 for minor in months.values())
    assert agreement.paid_minor == sum(months.values())


@given(st.lists(st.tuples(st.integers(1, 1_600), st.integers(0, 50)), max_size=40))
def test_a_rhythm_is_charged_once_in_each_period_and_within_its_total(charges: list[tuple[int, int]]):
    agreement, now, days = signed(rhythmic()), NOW, []
    for minor, later in charges:
        now += timedelta(days=later)
        planned = agreement.next_on
        try:
            agreement = rules.charged(agreement, Money(minor, "CNY"), now=now)
        except Refusal:
            continue
        day = rules.today(now)
        assert planned is not None
        assert planned <= day < (agreement.next_on or day)
        days.append(day)
    assert len(days) == agreement.paid_count <= 4
    assert agreement.paid_minor <= 5_000
    assert all(later - earlier >= timedelta(days=1) for earlier, later in pairwise(days))


def test_each_limit_is_refused_in_its_own_words():
    on_the_day = datetime(2026, 11, 28, 4, tzinfo=UTC)
    spent = replace(signed(rhythmic()), paid_minor=4_500, paid_count=3)
    cases = [
        (signed(free()), 1_001, NOW, ChargeTooLarge),
        (replace(signed(free()), month=202611, month_minor=2_000), 501, NOW, ChargedTooMuch),
        (signed(rhythmic()), 100, NOW, ChargedTooEarly),
        (spent, 501, on_the_day, ChargedTooMuch),
        (replace(spent, paid_count=4), 1, on_the_day, ChargedTooOften),
        (offered(free()), 1, NOW, AgreementNotNormal),
        (rules.ended(signed(free()), now=NOW), 1, NOW, AgreementNotNormal),
    ]
    for agreement, minor, now, refusal in cases:
        with pytest.raises(refusal):
            rules.charged(agreement, Money(minor, "CNY"), now=now)


def test_what_was_missed_is_not_made_up_for():
    late = datetime(2027, 3, 1, 4, tzinfo=UTC)
    after = rules.charged(signed(rhythmic()), Money(100, "CNY"), now=late)

    assert after.next_on == date(2027, 3, 28)
    with pytest.raises(ChargedTooEarly):
        rules.charged(after, Money(100, "CNY"), now=late)


def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month():
    yearly = Rhythm(unit="month", length=15, first_on=date(2026, 12, 28))
    on_the_day = datetime(2026, 12, 28, 4, tzinfo=UTC)

    assert rules.charged(signed(rhythmic(yearly)), Money(1, "CNY"), now=on_the_day).next_on == date(2028, 3, 28)
    assert signed(free(lasts_months=3)).valid_until == datetime(2027, 2, 22, 4, tzinfo=UTC)
    assert signed(free(lasts_days=10)).valid_until == NOW + timedelta(days=10)


def test_time_ends_an_offer_and_an_agreement():
    assert rules.as_of(offered(free()), NOW + rules.OFFERED_FOR).stage == "ended"
    assert rules.as_of(signed(free(lasts_days=10)), NOW + timedelta(days=9)).stage == "normal"
    assert rules.as_of(signed(free(lasts_days=10)), NOW + timedelta(days=10)).stage == "ended"


def test_nobody_else_signs_what_is_signed():
    with pytest.raises(AgreementOfAnother):
        rules.signed(signed(free()), OTHER, now=NOW)


@pytest.mark.parametrize(
    "terms",
    [
        free(single=rules.SINGLE_MAX_MINOR + 1),
        rhythmic(Rhythm(unit="day", length=6, first_on=date(2026, 11, 28))),
        rhythmic(Rhythm(unit="month", length=0, first_on=date(2026, 11, 28))),
        rhythmic(Rhythm(unit="month", length=1, first_on=date(2026, 11, 29))),
        rhythmic(Rhythm(unit="day", length=7, first_on=date(2026, 11, 21))),
        rhythmic(Rhythm(unit="day", length=7, first_on=date(2026, 11, 28), count_max=0)),
    ],
)
def test_limits_that_no_agreement_has_are_refused(terms: Terms):
    with pytest.raises(AgreementMalformed):
        rules.must_be_sound(terms, now=NOW)


def test_the_next_charge_is_put_off_within_a_period_and_never_brought_forward():
    agreement = signed(rhythmic())

    assert rules.put_off(agreement, date(2026, 12, 28)).next_on == date(2026, 12, 28)
    for day in (date(2026, 11, 27), date(2026, 12, 29)):
        with pytest.raises(AgreementMalformed):
            rules.put_off(agreement, day)
