from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.help.cancelling import rules
from everywhere.help.cancelling.types import Case, Outcome, Policy, Reason
from everywhere.kernel.money import Money

AGREED = datetime(2026, 3, 2, 8, tzinfo=UTC)
START = AGREED + timedelta(days=3)


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


CASE = Case(
    policy="fair", by="asker", reason="changed_mind", is_under_way=False, agreed_at=AGREED, starts_at=START,
    price=yuan(10_000), released=yuan(0), held=yuan(10_000),
)  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "ahead", "share"),
    [
        ("flexible", timedelta(hours=24), 0),
        ("flexible", timedelta(hours=2), 0),
        ("flexible", timedelta(minutes=119), 1000),
        ("fair", timedelta(hours=24), 0),
        ("fair", timedelta(hours=23, minutes=59), 2000),
        ("fair", timedelta(hours=1), 5000),
        ("fair", timedelta(hours=-1), 5000),
        ("strict", timedelta(hours=25), 2000),
        ("strict", timedelta(hours=3), 5000),
        ("strict", timedelta(0), 8000),
    ],
)
def test_an_asker_who_calls_off_late_pays_the_policys_share(policy: Policy, ahead: timedelta, share: int):
    found = rules.outcome(replace(CASE, policy=policy), now=START - ahead)

    assert found == Outcome(yuan(share), yuan(10_000 - share), "policy")


@pytest.mark.parametrize(("policy", "share"), [("flexible", 5000), ("fair", 7500), ("strict", 10_000)])
@pytest.mark.parametrize("reason", ["changed_mind", "weather"])
def test_work_under_way_is_paid_by_share_whatever_the_reason(policy: Policy, share: int, reason: Reason):
    found = rules.outcome(replace(CASE, policy=policy, reason=reason, is_under_way=True), now=START)

    assert found == Outcome(yuan(share), yuan(10_000 - share), "policy")


@pytest.mark.parametrize("reason", ["weather", "illness", "unsafe"])
def test_weather_illness_and_danger_cost_nothing_before_the_start(reason: Reason):
    assert rules.outcome(replace(CASE, reason=reason), now=START) == Outcome(yuan(0), yuan(10_000), "exempt")


def test_five_minutes_of_grace_end_on_the_fifth():
    soon = replace(CASE, policy="strict", starts_at=AGREED)

    assert rules.outcome(soon, now=AGREED + timedelta(minutes=5, seconds=-1)).why == "grace"
    assert rules.outcome(soon, now=AGREED + timedelta(minutes=5)) == Outcome(yuan(8000), yuan(2000), "policy")


@pytest.mark.parametrize("is_under_way", [False, True])
@pytest.mark.parametrize("policy", ["flexible", "fair", "strict"])
def test_a_helper_who_calls_off_is_never_paid(policy: Policy, is_under_way: bool):  # noqa: FBT001
    case = replace(CASE, by="helper", reason="cannot_make_it", policy=policy, is_under_way=is_under_way)

    assert rules.outcome(case, now=START) == Outcome(yuan(0), yuan(10_000), "helper_left")


def test_a_passed_deadline_is_nobodys_fault():
    assert rules.outcome(replace(CASE, by="nobody", reason="not_started"), now=START).why == "no_fault"


def test_an_absent_helper_costs_nothing_once_fifteen_minutes_have_passed():
    case = replace(CASE, reason="other_side_absent")

    with pytest.raises(rules.NotAbsentYet):
        rules.outcome(case, now=START + timedelta(minutes=14))
    assert rules.outcome(case, now=START + timedelta(minutes=15)) == Outcome(yuan(0), yuan(10_000), "other_side_absent")


def test_what_was_released_early_counts_towards_the_share():
    case = replace(CASE, policy="fair", released=yuan(3000), held=yuan(7000))

    assert rules.outcome(case, now=START) == Outcome(yuan(2000), yuan(5000), "policy")
    assert rules.outcome(replace(case, released=yuan(6000), held=yuan(4000)), now=START).to_helper == yuan(0)


@pytest.mark.parametrize(("by", "reason"), [("asker", "cannot_make_it"), ("helper", "no_longer_needed"), ("asker", "not_funded")])
def test_a_side_cannot_name_the_others_reasons(by, reason: Reason):
    with pytest.raises(rules.ReasonDoesNotFit):
        rules.outcome(replace(CASE, by=by, reason=reason), now=START)


def test_terms_say_the_policy_in_numbers():
    assert [(term.when, term.to_helper.minor, term.to_asker.minor) for term in rules.terms("fair", yuan(3001))] == [
        ("a_day_ahead", 0, 3001),
        ("hours_ahead", 600, 2401),
        ("short_notice", 1500, 1501),
        ("under_way", 2250, 751),
    ]


@given(
    case=st.builds(
        lambda policy, by_and_reason, is_under_way: replace(
            CASE, policy=policy, by=by_and_reason[0], reason=by_and_reason[1], is_under_way=is_under_way
        ),
        st.sampled_from(["flexible", "fair", "strict"]),
        st.sampled_from([(by, reason) for by, group in rules.REASONS.items() for reason in sorted(group)]),
        st.booleans(),
    ),
    price=st.integers(1, 10**12),
    share_released=st.floats(0, 1),
    hours=st.floats(-100, 100),
)
def test_what_is_held_is_shared_out_to_the_last_cent(case: Case, price: int, share_released: float, hours: float):
    released = int(price * share_released)
    case = replace(case, price=yuan(price), released=yuan(released), held=yuan(price - released))
    try:
        found = rules.outcome(case, now=START + timedelta(hours=hours))
    except rules.NotAbsentYet:
        return

    assert found.to_helper + found.to_asker == case.held
    assert found.to_helper.minor >= 0
    assert found.to_asker.minor >= 0
    assert case.by == "asker" or found.to_helper == yuan(0)
