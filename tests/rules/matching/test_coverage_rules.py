"""What is said of coverage, and what is kept back."""

import math
import random
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everywhere.help.matching.browse import rules as browsing
from everywhere.help.matching.coverage import rules
from everywhere.help.matching.coverage.types import Outcome, Tally
from everywhere.help.prices.types import PriceBand
from everywhere.kernel.money import Money
from everywhere.places.types import Point


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


@given(st.lists(st.floats(0, 4000), max_size=30))
def test_counts_grow_with_distance_and_one_or_two_are_never_told(distances):
    found = rules.ready(distances)
    for each in found:
        true = sum(distance <= each.within_m for distance in distances)
        assert each.count == (0 if true < 3 else true)
        assert each.is_few == (true in (1, 2))


def outcomes(minutes, *, distance_m=500.0, same_hours=True) -> list[Outcome]:
    """A first answer after so many minutes, or none in so many where they are negative."""
    return [Outcome(distance_m, same_hours, abs(each), is_answered=each > 0) for each in minutes]


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=5, max_size=5))
def test_the_first_basis_with_eight_needs_is_told(counts):
    places = [(1000, True), (2000, True), (9000, True), (2000, False), (9000, False)]
    known = [
        one
        for (distance_m, same_hours), count in zip(places, counts, strict=True)
        for one in outcomes([5.0] * count, distance_m=distance_m, same_hours=same_hours)
    ]
    inside = [
        sum(one.distance_m <= within_m and (one.same_hours or not same_hours) for one in known)
        for within_m, same_hours in rules.BASES
    ]
    told = rules.told(known)
    enough = [(basis, count) for basis, count in zip(rules.BASES, inside, strict=True) if count >= rules.NEEDS_MIN]
    assert (told and ((told.within_m, told.same_hours), told.needs)) == (enough[0] if enough else None)


@given(st.lists(st.floats(10, 20), min_size=8, max_size=60))
def test_where_everybody_was_answered_the_median_is_the_plain_one(minutes):
    told = rules.told(outcomes(minutes))
    assert told == Tally(1500, same_hours=True, needs=len(minutes), answered_share=1.0, median_minutes=told.median_minutes)
    assert told.median_minutes == sorted(minutes)[(len(minutes) - 1) // 2]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("patience", [4.0, 10.0, 30.0])
def test_the_true_median_is_found_although_many_gave_up_before_they_were_answered(seed, patience):
    """Waits of median 5 minutes, patience of the same shape: at patience 4 more than half give up unanswered."""
    dice = random.Random(seed)
    waits = [dice.expovariate(math.log(2) / 5) for _ in range(2000)]
    ends = [dice.expovariate(math.log(2) / patience) for _ in range(2000)]
    told = rules.told(outcomes([wait if wait < end else -end for wait, end in zip(waits, ends, strict=True)]))
    assert told.median_minutes == pytest.approx(5, rel=0.15)
    naive = sorted(wait if wait < end else math.inf for wait, end in zip(waits, ends, strict=True))[999]
    assert naive > told.median_minutes


def test_who_never_gets_an_answer_is_not_taken_for_somebody_impatient():
    told = rules.told(outcomes([3.0] * 4 + [-120.0] * 6))
    assert (told.answered_share, told.median_minutes) == (pytest.approx(0.4), None)


def test_a_few_needs_near_by_are_drawn_to_the_many_around_and_many_are_not():
    around = outcomes([20.0] * 100, distance_m=9000.0)
    few = rules.told(outcomes([2.0] * 9) + around)
    many = rules.told(outcomes([2.0] * 200) + around)
    assert few.median_minutes > many.median_minutes == 2.0
    assert few.within_m == many.within_m == 1500


@pytest.mark.parametrize(
    ("distances", "answered", "is_night", "advice"),
    [
        ([], None, False, "schedule"),
        ([100] * 9, None, True, "night"),
        ([100] * 3, None, False, "ask_now"),
        ([100], None, False, "schedule"),
        ([100], 8, False, "ask_now"),
        ([100], 2, False, "schedule"),
        ([2900] * 9, None, False, "schedule"),
    ],
)
def test_where_it_is_thin_the_advice_is_to_schedule(distances, answered, is_night, advice):
    past = None if answered is None else Tally(*rules.BASES[0], 10, answered / 10, None)
    assert rules.advice(rules.ready(distances), past, is_night=is_night) == advice


@given(st.integers(1, 500), st.lists(st.integers(1, 400), min_size=3, max_size=3), st.integers(0, 100))
def test_a_fee_lies_in_exactly_one_place(fee, quartiles, floor):
    p25, median, p75 = sorted(quartiles)
    band = PriceBand(yuan(p25), yuan(median), yuan(p75), 9, "nearby")
    expected = "below_floor" if fee < floor else "low" if fee < p25 else "high" if fee > p75 else "usual"
    assert rules.lies(yuan(fee), band, yuan(floor)) == expected
    assert rules.lies(yuan(fee), None, yuan(floor)) == ("below_floor" if fee < floor else "unknown")


def test_a_day_has_six_parts():
    assert [rules.hour_bucket(datetime(2026, 1, 1, hour, tzinfo=UTC)) for hour in (0, 3, 4, 12, 23)] == [0, 0, 1, 3, 5]


@given(st.lists(st.floats(0, 3000), max_size=40), st.integers(1, 30))
def test_the_radius_that_is_needed_holds_the_wanted_and_no_less(distances, wanted):
    ranks = sorted(distances)
    needed = browsing.needed_m(ranks, wanted=wanted, radius_m=3000, by_distance=True)
    assert needed == (ranks[wanted - 1] if len(ranks) >= wanted else 3000)


def test_what_is_remembered_of_density_is_bounded(monkeypatch):
    monkeypatch.setattr(browsing, "PLACES_REMEMBERED", 10)
    reach = browsing.Reach()
    for step in range(50):
        reach.learn("offers", "plumber", Point(31 + step * 0.1, 121), 100.0)
    assert len(reach._far) == 10
    assert reach.guess_m("offers", "plumber", Point(31 + 49 * 0.1, 121)) == 125.0
    assert reach.guess_m("offers", "plumber", Point(31, 121)) == 125.0, "what was enough for such help elsewhere"
    assert reach.guess_m("offers", "errands", Point(31, 121)) == browsing.FIRST_RADIUS_M


def test_only_needs_with_about_as_many_ready_helpers_say_what_to_expect():
    few, many = ([Outcome(500.0, True, minutes, is_answered=True, ready=ready)] * 40 for minutes, ready in ((9.0, 1), (1.0, 9)))  # noqa: FBT003
    assert [rules.told([*few, *many], ready).median_minutes for ready in (1, 2, 9, 30)] == [9.0, 9.0, 1.0, 1.0]
    assert rules.told([*few, *many], 4).median_minutes == 9.0, "nobody had as many: the next count"
    assert rules.told(outcomes([3.0] * 9), 4).median_minutes == 3.0, "nobody counted: all of the kind count"


def test_nothing_is_promised_where_nobody_is_ready_from_needs_for_which_somebody_was():
    known = [Outcome(500.0, True, 1.0, is_answered=True, ready=ready) for ready in (1, 2, 5, 9)] * 10  # noqa: FBT003
    assert rules.told(known, 0) is None
    alone = [Outcome(500.0, True, 60.0, is_answered=False, ready=0)] * 9  # noqa: FBT003
    assert (rules.told([*known, *alone], 0).answered_share, rules.told([*known, *alone], 0).median_minutes) == (0, None)


def test_at_night_only_needs_of_the_night_say_what_to_expect_and_by_day_only_those_of_the_day():
    day = [Outcome(500.0, True, 1.0, is_answered=True, ready=9)] * 40  # noqa: FBT003
    night = [Outcome(500.0, True, 50.0, is_answered=False, is_night=True)] * 9  # noqa: FBT003
    assert rules.told(day, 9, is_night=True) is None
    assert rules.told([*day, *night], 9, is_night=True) == Tally(
        1500, same_hours=True, needs=9, answered_share=0, median_minutes=None
    )
    assert rules.told([*day, *night], 9) == Tally(1500, same_hours=True, needs=40, answered_share=1, median_minutes=1)
    assert not rules.is_enough([*day, *night], 9, is_night=True)
    assert rules.is_enough(night * 5, 9, is_night=True)


def test_a_median_on_which_a_few_late_answers_decide_is_not_told_and_the_share_is():
    """Ten of twenty at once, two after most of an hour: half had an answer within 1 minute, or within 50."""
    unsure = rules.told(outcomes([1.0] * 10 + [50.0] * 2 + [-60.0] * 8))
    assert (unsure.answered_share, unsure.median_minutes) == (pytest.approx(0.6), None)
    surer = rules.told(outcomes([1.0] * 14 + [50.0] * 2 + [-60.0] * 4))
    assert (surer.answered_share, surer.median_minutes) == (pytest.approx(0.8), 1.0)


@given(st.lists(st.floats(1, 9), min_size=2, max_size=30, unique=True))
def test_where_nobody_gave_up_the_error_is_that_of_a_share(minutes):
    count = len(minutes)
    _, answered, error = rules.answered_by(np.array(minutes), np.ones(count, dtype=bool), np.ones(count))
    assert error == pytest.approx(np.sqrt(answered * (1 - answered) / count), abs=1e-6)


def test_needs_of_other_kinds_are_drawn_to_and_never_enough_by_themselves():
    others = [Outcome(500.0, True, 6.0, is_answered=True, ready=9, is_same_kind=False)] * 40  # noqa: FBT003
    own = [Outcome(500.0, True, 1.0, is_answered=True, ready=9)] * 9  # noqa: FBT003
    assert rules.told(others, 9) is None
    assert rules.told([*own, *others], 9).median_minutes == 6.0
    assert not rules.is_enough(own, 9)
    assert rules.is_enough(own * 5, 9)
