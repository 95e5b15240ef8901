"""What is said of coverage, and what is kept back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.help.matching.browse import rules as browsing
from everywhere.help.matching.coverage import rules
from everywhere.help.matching.coverage.types import Tally
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


@given(st.lists(st.integers(0, 30), min_size=5, max_size=5))
def test_the_first_basis_with_eight_needs_is_told(counts):
    tallies = [Tally(within_m, hours, count, 0, None) for (within_m, hours), count in zip(rules.BASES, counts, strict=True)]
    told = rules.told(tallies)
    enough = [tally for tally in tallies if tally.needs >= 8]
    assert told == (enough[0] if enough else None)


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
    past = None if answered is None else Tally(*rules.BASES[0], 10, answered, None)
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
    assert reach.guess_m("offers", "plumber", Point(31, 121)) == browsing.FIRST_RADIUS_M
