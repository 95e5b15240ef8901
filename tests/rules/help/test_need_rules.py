from datetime import timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.help.needs import rules
from everywhere.help.needs.types import NeedNotOpen, TooManyNeeds, WindowInPast, WindowTooFar, WindowTooShort
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.places import rules as places
from everywhere.places.types import FeeBelowFloor, WrongCurrency
from support.posts import NOW, SHANGHAI, a_need

HOUR = timedelta(hours=1)
LIVE = ("screened", "open")
DONE = ("agreed", "closed", "expired", "withdrawn", "removed")


def test_now_waits_two_hours_for_somebody():
    when = rules.window(None, 30, NOW)

    assert (when.is_now, when.starts_at, when.ends_at) == (True, NOW, NOW + 2 * HOUR)
    assert rules.last_chance(when, 30) == NOW + 2 * HOUR


def test_long_work_now_has_a_window_that_holds_it():
    assert rules.window(None, 300, NOW).ends_at == NOW + 5 * HOUR


def test_a_window_ends_its_chances_while_the_work_still_fits():
    when = rules.window((NOW + HOUR, NOW + 4 * HOUR), 60, NOW)

    assert rules.last_chance(when, 60) == NOW + 3 * HOUR


def test_a_window_is_kept_in_utc():
    zone = timezone(timedelta(hours=8))
    when = rules.window((NOW.astimezone(zone) + HOUR, NOW.astimezone(zone) + 3 * HOUR), 60, NOW)

    assert when.starts_at.utcoffset() == when.ends_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("window", "refusal"), [
    ((-1 * HOUR, HOUR), WindowInPast),
    ((HOUR, HOUR), WindowTooShort),
    ((2 * HOUR, HOUR), WindowTooShort),
    ((HOUR, HOUR + timedelta(minutes=59)), WindowTooShort),
    ((timedelta(days=89), timedelta(days=91)), WindowTooFar),
])  # fmt: skip
def test_a_window_that_makes_no_sense_is_refused(window, refusal):
    with pytest.raises(refusal):
        rules.window((NOW + window[0], NOW + window[1]), 60, NOW)


def test_typing_may_take_some_minutes():
    assert rules.window((NOW - timedelta(minutes=4), NOW + 2 * HOUR), 60, NOW).starts_at < NOW


@given(st.integers(1, 10_080), st.integers(1, 10_000_000))
def test_the_floor_rounds_up_and_nothing_below_it_passes(minutes, minor):
    floor = SHANGHAI.floor_for(minutes)
    assert 0 <= floor.minor * 60 - 2500 * minutes < 60

    if minor < floor.minor:
        with pytest.raises(FeeBelowFloor) as refusal:
            places.must_meet_floor(SHANGHAI, Money(minor, "CNY"), minutes)
        assert (refusal.value.path, refusal.value.facts["floor"]) == ("fee", floor)
    else:
        places.must_meet_floor(SHANGHAI, Money(minor, "CNY"), minutes)


def test_no_fee_is_open_to_offers_and_other_money_is_refused():
    places.must_meet_floor(SHANGHAI, None, 60)
    with pytest.raises(WrongCurrency):
        places.must_meet_floor(SHANGHAI, Money(10**9, "USD"), 60)


@pytest.mark.parametrize("stage", DONE)
def test_what_is_past_cannot_be_edited_withdrawn_or_agreed(stage):
    need = a_need(stage=stage)

    for step in (
        lambda: rules.edited(need, {"title": "New"}, now=NOW),
        lambda: rules.withdrawn(need, now=NOW),
        lambda: rules.agreed(need, uuid4(), now=NOW),
    ):
        with pytest.raises(NeedNotOpen):
            step()


@pytest.mark.parametrize("stage", LIVE)
def test_a_need_past_its_last_chance_is_not_open_even_before_the_job_ran(stage):
    need = a_need(stage=stage, expires_at=NOW)

    with pytest.raises(NeedNotOpen) as refusal:
        rules.withdrawn(need, now=NOW)
    assert refusal.value.facts["stage"] == "expired"


def test_a_screened_need_cannot_be_agreed():
    with pytest.raises(NeedNotOpen):
        rules.agreed(a_need(stage="screened"), uuid4(), now=NOW)


def test_agreeing_names_the_deal_and_moves_the_version():
    deal_id = uuid4()
    need = rules.agreed(a_need(), deal_id, now=NOW)

    assert (need.stage, need.deal_id, need.version) == ("agreed", deal_id, 2)


def test_a_deal_that_came_to_nothing_opens_the_need_while_there_is_time():
    agreed = rules.agreed(a_need(), uuid4(), now=NOW)

    again = rules.reopened(agreed, now=NOW)
    late = rules.reopened(agreed, now=NOW + timedelta(days=2))

    assert (again.stage, again.deal_id) == ("open", None)
    assert late.stage == "expired"
    with pytest.raises(NeedNotOpen):
        rules.reopened(again, now=NOW)


def test_closing_twice_changes_nothing():
    closed = rules.closed(rules.agreed(a_need(), uuid4(), now=NOW), now=NOW)

    assert rules.closed(closed, now=NOW) is closed
    with pytest.raises(NeedNotOpen):
        rules.closed(a_need(), now=NOW)


def test_an_operator_lets_through_only_what_waits_and_removes_what_lives():
    assert rules.screened(a_need(stage="screened"), "approve", now=NOW).stage == "open"
    assert rules.screened(a_need(), "remove", now=NOW).stage == "removed"
    with pytest.raises(NeedNotOpen):
        rules.screened(a_need(), "approve", now=NOW)
    with pytest.raises(NeedNotOpen):
        rules.screened(a_need(stage="agreed"), "remove", now=NOW)


def test_more_minutes_than_the_window_holds_are_refused():
    with pytest.raises(WindowTooShort) as refusal:
        rules.edited(a_need(), {"minutes": 121}, now=NOW)
    assert refusal.value.path == "minutes"


def test_more_minutes_move_the_last_chance():
    assert rules.edited(a_need(), {"minutes": 90}, now=NOW).expires_at == NOW + timedelta(hours=24.5)


def test_null_fee_is_a_change_and_a_missing_one_is_none():
    assert rules.edited(a_need(), {"fee": None}, now=NOW).fee is None
    assert rules.edited(a_need(), {"title": "New"}, now=NOW).fee == Money(8000, "CNY")


def test_only_the_asker_owns_a_need():
    need = a_need()

    assert rules.owned(need, need.asker_id) is need
    with pytest.raises(NotFound):
        rules.owned(need, uuid4())
    with pytest.raises(NotFound):
        rules.owned(None, need.asker_id)


@pytest.mark.parametrize(
    ("stage", "is_seen"), [("open", True), ("agreed", True), *[(s, False) for s in ("screened", "draft", *DONE[1:])]]
)
def test_strangers_see_what_is_or_was_on_the_map(stage, is_seen):
    need = a_need(stage=stage)

    assert rules.is_seen_by(need, None, is_operator=False) == is_seen
    assert rules.is_seen_by(need, need.asker_id, is_operator=False)
    assert rules.is_seen_by(need, uuid4(), is_operator=True)


def test_twenty_open_needs_are_enough():
    rules.must_have_room(19)
    with pytest.raises(TooManyNeeds):
        rules.must_have_room(20)
