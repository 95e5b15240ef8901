"""The rules against fraud: each at its border, and what a refusal tells."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from everywhere.kernel.money import Money
from everywhere.pay.guard import rules
from everywhere.pay.guard.types import Act, PayeePaidTooOften, PayerTooNew, ShopTooNew, Spending

NOW = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


@pytest.mark.parametrize("act", ["pay", "send", "reserve"])
def test_up_to_two_hundred_nobody_is_asked_for_their_word(act: Act):
    assert (rules.needs_word(act, yuan(20_000)), rules.needs_word(act, yuan(20_001))) == (False, True)


@pytest.mark.parametrize("act", ["withdraw", "name_account"])
def test_what_goes_outside_always_asks_for_a_word(act: Act):
    assert rules.needs_word(act, yuan(0))


def test_a_new_account_pays_a_thousand_in_all_on_its_first_day():
    before = Spending(uuid4(), 3, ever_minor=60_000)

    assert rules.spent(before, yuan(40_000), is_new_payee=False, is_new_payer=True, now=NOW).ever_minor == 100_000
    with pytest.raises(PayerTooNew) as refused:
        rules.spent(before, yuan(40_001), is_new_payee=False, is_new_payer=True, now=NOW)
    assert rules.spent(before, yuan(40_001), is_new_payee=False, now=NOW).ever_minor == 100_001
    assert refused.value.facts == {"limit_minor": 100_000, "limit": "1,000.00"}


def test_how_old_an_account_is_matters_at_one_payment_only():
    assert [
        rules.passes_first_day(Spending(uuid4(), 3, ever_minor=ever), yuan(minor))
        for ever, minor in [(0, 100_000), (0, 100_001), (99_999, 2), (100_001, 500_000)]
    ] == [False, True, True, False]
    assert [rules.is_new(NOW - age, now=NOW) for age in (timedelta(hours=23, minutes=59), timedelta(days=1))] == [True, False]


def test_a_person_is_paid_thirty_times_an_hour_and_twenty_thousand_a_day():
    often = [(NOW - timedelta(minutes=59), 100)] * 30
    much = [(NOW - timedelta(hours=23), 1_999_900)]

    with pytest.raises(PayeePaidTooOften):
        rules.must_not_be_paid_too_often(often, yuan(1), now=NOW)
    rules.must_not_be_paid_too_often(often[1:], yuan(1), now=NOW)
    rules.must_not_be_paid_too_often(often, yuan(1), now=NOW + timedelta(minutes=1))
    with pytest.raises(PayeePaidTooOften):
        rules.must_not_be_paid_too_often(much, yuan(101), now=NOW)
    rules.must_not_be_paid_too_often(much, yuan(100), now=NOW)
    rules.must_not_be_paid_too_often(much, yuan(2_000_000), now=NOW + timedelta(hours=1))


def test_a_new_shop_takes_ten_thousand():
    rules.must_not_take_too_much(900_000, yuan(100_000))
    with pytest.raises(ShopTooNew):
        rules.must_not_take_too_much(900_000, yuan(100_001))


def test_what_comes_from_this_machine_says_nothing_about_its_sender():
    assert [rules.is_this_machine(each) for each in ("127.0.0.1", "::1", "unknown", "203.0.113.7", "2001:db8::/64")] == [
        True,
        True,
        True,
        False,
        False,
    ]
