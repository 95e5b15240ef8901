from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from everywhere.help.cancelling.types import Side
from everywhere.help.deals import rules
from everywhere.help.deals.types import STAGES, Action, Deal, DealPastThisStep, Payment, Stage
from everywhere.kernel.errors import NotAllowed, VersionMoved
from everywhere.kernel.money import Money
from support.deals import ASKER, HELPER, NOW, a_deal

SHANGHAI = ZoneInfo("Asia/Shanghai")
ACTIONS: tuple[Action, ...] = (
    "fund", "start", "deliver", "complete", "confirm_cash", "cancel", "dispute", "release", "top_up", "tip", "settle",
)  # fmt: skip

# Every pair of stage and side that may do anything at all; whatever is not here is refused.
ALLOWED: dict[tuple[Payment, Stage, Side], set[Action]] = {
    ("balance", "agreed", "asker"): {"fund", "cancel"},
    ("balance", "agreed", "helper"): {"cancel"},
    ("balance", "funded", "asker"): {"cancel", "dispute", "release", "top_up"},
    ("balance", "funded", "helper"): {"start", "cancel", "dispute", "top_up"},
    ("balance", "under_way", "asker"): {"cancel", "dispute", "release", "top_up"},
    ("balance", "under_way", "helper"): {"deliver", "cancel", "dispute", "top_up"},
    ("balance", "delivered", "asker"): {"complete", "dispute", "release"},
    ("balance", "delivered", "helper"): {"dispute"},
    ("balance", "completed", "asker"): {"tip"},
    ("balance", "disputed", "asker"): {"settle"},
    ("balance", "disputed", "helper"): {"settle"},
    ("cash", "agreed", "asker"): {"cancel", "top_up"},
    ("cash", "agreed", "helper"): {"start", "cancel", "top_up"},
    ("cash", "under_way", "asker"): {"cancel", "dispute", "top_up"},
    ("cash", "under_way", "helper"): {"deliver", "cancel", "dispute", "top_up"},
    ("cash", "delivered", "asker"): {"complete", "dispute"},
    ("cash", "delivered", "helper"): {"confirm_cash", "dispute"},
    ("cash", "completed", "asker"): {"tip"},
    ("cash", "disputed", "asker"): {"settle"},
    ("cash", "disputed", "helper"): {"settle"},
}


def at_stage(stage: Stage, payment: Payment = "balance") -> Deal:
    """A deal at a stage, with the money that belongs to it."""
    is_held = payment == "balance" and stage != "agreed"
    is_over = stage in ("completed", "cancelled", "resolved")
    held = 10_000 if is_held else 0
    return a_deal(stage=stage, payment=payment, held_minor=held, released_minor=held if is_over else 0)


@pytest.mark.parametrize(
    ("payment", "stage", "side", "action"),
    [
        each
        for each in product(("balance", "cash"), STAGES, ("asker", "helper"), ACTIONS)
        if each[:2] != ("cash", "funded")  # a cash deal is never funded
    ],
)
def test_every_step_is_open_to_whom_the_table_says_and_to_nobody_else(payment: Payment, stage: Stage, side: Side, action: Action):
    deal = at_stage(stage, payment)

    if action in ALLOWED.get((payment, stage, side), set()):
        rules.must(deal, side, action)
        assert action in rules.can(deal, side)
    else:
        with pytest.raises((NotAllowed, DealPastThisStep)):
            rules.must(deal, side, action)


def test_what_is_the_other_sides_to_do_is_not_allowed_and_what_is_past_says_so():
    with pytest.raises(NotAllowed):
        rules.must(at_stage("agreed"), "helper", "fund")
    with pytest.raises(DealPastThisStep) as refused:
        rules.must(at_stage("completed"), "asker", "fund")
    assert refused.value.facts == {"stage": "completed", "version": 1, "can": ["tip"]}


def test_a_balance_deal_goes_from_agreed_to_completed_with_its_money():
    funded = rules.funded(a_deal(), now=NOW)
    assert (funded.stage, funded.in_escrow.minor, funded.version) == ("funded", 10_000, 2)

    started = rules.started(funded, now=funded.starts_at)
    delivered = rules.delivered(started, note="done", picture_ids=[], zone=SHANGHAI, now=funded.starts_at)
    done = rules.confirmed(delivered, "asker", now=funded.ends_at)

    assert (done.stage, done.released_minor, done.in_escrow.minor, done.deadline_at) == ("completed", 10_000, 0, None)
    assert done.ended_at == funded.ends_at


def test_a_cash_deal_is_complete_when_both_confirm_whoever_is_first():
    delivered = at_stage("delivered", "cash")
    for first, second in (("asker", "helper"), ("helper", "asker")):
        half = rules.confirmed(delivered, first, now=NOW)
        assert half.stage == "delivered"
        assert rules.confirmed(half, second, now=NOW).stage == "completed"


@pytest.mark.parametrize(
    ("action", "side", "stage"),
    [
        ("fund", "asker", "funded"),
        ("start", "helper", "under_way"),
        ("deliver", "helper", "delivered"),
        ("complete", "asker", "completed"),
    ],
)
def test_doing_the_same_again_is_a_repeat_only_for_who_did_it(action: Action, side: Side, stage: Stage):
    other: Side = "helper" if side == "asker" else "asker"

    assert rules.is_repeat(at_stage(stage), side, action)
    assert not rules.is_repeat(at_stage(stage), other, action)
    assert not rules.is_repeat(at_stage("resolved"), side, action)


def test_a_cancellation_is_a_repeat_only_by_the_same_side():
    assert rules.is_repeat(at_stage("cancelled"), "asker", "cancel", by="asker")
    assert not rules.is_repeat(at_stage("cancelled"), "helper", "cancel", by="asker")
    assert not rules.is_repeat(at_stage("cancelled"), "asker", "cancel")


@pytest.mark.parametrize(
    ("starts_in", "funded_within"),
    [
        (timedelta(0), timedelta(minutes=15)),
        (timedelta(minutes=10), timedelta(minutes=15)),
        (timedelta(hours=3), timedelta(hours=3)),
        (timedelta(days=5), timedelta(hours=24)),
    ],
)
def test_money_must_come_within_a_day_or_by_the_start_yet_there_is_time_to_pay(starts_in: timedelta, funded_within: timedelta):
    assert rules.waiting_for_funds(NOW, NOW + starts_in) == {"deadline_at": NOW + funded_within, "deadline_does": "cancel"}


def test_work_starts_no_earlier_than_an_hour_before_the_window():
    funded = rules.funded(a_deal(), now=NOW)

    with pytest.raises(rules.TooEarly):
        rules.started(funded, now=funded.starts_at - timedelta(minutes=61))
    assert rules.started(funded, now=funded.starts_at - timedelta(minutes=60)).stage == "under_way"


@pytest.mark.parametrize(
    ("delivered", "hours"),
    [
        (datetime(2026, 3, 2, 10, tzinfo=SHANGHAI), 48),  # Monday
        (datetime(2026, 3, 4, 23, 59, tzinfo=SHANGHAI), 48),  # Wednesday: over on Friday
        (datetime(2026, 3, 5, 0, 0, tzinfo=SHANGHAI), 72),  # Thursday: its 48 hours touch Saturday
        (datetime(2026, 3, 6, 10, tzinfo=SHANGHAI), 72),
        (datetime(2026, 3, 7, 10, tzinfo=SHANGHAI), 72),
        (datetime(2026, 3, 8, 23, 59, tzinfo=SHANGHAI), 72),  # Sunday
        (datetime(2026, 3, 9, 0, 0, tzinfo=SHANGHAI), 48),
        (datetime(2026, 3, 8, 17, 0, tzinfo=UTC), 48),  # Sunday in UTC, Monday in Shanghai
    ],
)
def test_silence_completes_after_48_hours_or_72_over_a_weekend_of_the_city(delivered: datetime, hours: int):
    assert rules.confirmed_until(delivered, SHANGHAI) - delivered == timedelta(hours=hours)


def test_a_deal_that_is_called_off_leaves_nothing_in_escrow():
    funded = rules.funded(a_deal(), now=NOW)
    outcome = rules.cancellation(funded, "asker", "changed_mind", now=funded.starts_at)
    ended = rules.ended(funded, "cancelled", to_helper=outcome.to_helper, now=funded.starts_at)

    assert (ended.released_minor, ended.refunded_minor, ended.in_escrow) == (5000, 5000, Money(0, "CNY"))


def test_a_deadline_says_why_it_ends_the_deal():
    assert rules.why_nobody_acted(at_stage("agreed")) == "not_funded"
    assert rules.why_nobody_acted(at_stage("agreed", "cash")) == "not_started"
    assert rules.why_nobody_acted(at_stage("funded")) == "not_started"
    assert rules.why_nobody_acted(at_stage("under_way", "cash")) == "not_delivered"


def test_a_version_that_was_read_before_something_happened_is_refused():
    rules.must_be_at(a_deal(version=3), None)
    rules.must_be_at(a_deal(version=3), 3)
    with pytest.raises(VersionMoved):
        rules.must_be_at(a_deal(version=3), 2)


def test_the_two_of_a_deal_are_told_apart():
    deal = replace(a_deal())

    assert (deal.side_of(ASKER), deal.side_of(HELPER), deal.side_of(deal.bid_id)) == ("asker", "helper", None)
    assert deal.other_than(ASKER) == HELPER
