"""Who may be asked, when, and in which order."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.help.categories.types import Category
from everywhere.help.matching.waves import rules
from everywhere.help.matching.waves.types import Candidate, Load, Seeking
from everywhere.help.offers.types import Availability
from everywhere.places import rules as places
from everywhere.places.types import Point
from support import neighbourhood as hood

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)


def a_category(night_from: int, night_to: int) -> Category:
    return Category(
        "cleaning", 1, "", "", "", {}, "live", "fair", "job", 60, 0, 0, night_from, night_to, is_enabled=True, review_questions=[]
    )


def candidate(number: int, at: Point = hood.CENTRE, **changes) -> Candidate:
    shown = hood.shown(at)
    facts = {"radius_m": 5000, "community_ids": [], "price_kind": "talk", "price_minor": None, "hours": [], "stars_sum": 0}
    facts |= {"stars_count": 0, "asked": 0, "answered": 0, "completed": 0, **changes}
    return Candidate(UUID(int=number), UUID(int=1000 + number), shown.lat, shown.lon, shown.cell, **facts)


def seeking(number: int, at: Point = hood.CENTRE, wave: int = 1) -> Seeking:
    shown = hood.shown(at)
    return Seeking(UUID(int=number), UUID(int=9999), None, shown.lat, shown.lon, shown.cell, wave)


def pool(found, loads=(), busy=(), asked=()) -> rules.Pool:
    return rules.Pool(found, {}, {load.helper_id: load for load in loads}, busy, asked, zone=SHANGHAI, now=NOON)


def chosen(found, need, rivals=(), **facts) -> list[int]:
    best = pool(found, **facts).choose(need, rivals, median_minor=None, typical_minutes=60)
    return [each.helper_id.int for each, _ in best]


def last_seen(at: Point, *, minutes_ago: float) -> Availability:
    seen_at = NOON - timedelta(minutes=minutes_ago)
    facts = {"exact_lat": at.lat, "exact_lon": at.lon, "quiet_from_hour": None, "quiet_to_hour": None, "at": seen_at}
    return Availability(person_id=UUID(int=1), is_available=True, **facts)


def north(metres: float) -> Point:
    return Point(hood.CENTRE.lat + metres / 111_195, hood.CENTRE.lon)


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
def test_quiet_hours_go_past_midnight_and_equal_ends_mean_never(hour, quiet_from, quiet_to):
    quiet = {(quiet_from + step) % 24 for step in range((quiet_to - quiet_from) % 24)}
    assert rules.is_quiet(hour, quiet_from, quiet_to) == (hour in quiet)
    assert not rules.is_quiet(hour, None, None)


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 366 * 24 * 60))
def test_the_end_of_the_night_is_the_first_moment_at_which_somebody_may_be_asked(night_from, night_to, minutes):
    now = NOON + timedelta(minutes=minutes)
    category = a_category(night_from, night_to)
    at = rules.from_when(category, SHANGHAI, now)
    assert not category.is_night(at.astimezone(SHANGHAI).hour)
    assert now <= at <= now + timedelta(hours=24)
    assert (at == now) == (not category.is_night(now.astimezone(SHANGHAI).hour))


def test_the_better_known_comes_first_and_the_much_asked_later():
    known = candidate(1, stars_sum=50, stars_count=10, asked=10, answered=10, completed=9)
    poor = candidate(2, stars_sum=20, stars_count=10, asked=10, answered=1, completed=9)
    assert chosen([poor, known], seeking(100)) == [1, 2]
    worn = [Load(UUID(int=1), 0, 10, is_pending=False)]
    same = candidate(2, stars_sum=50, stars_count=10, asked=10, answered=10, completed=9)
    assert chosen([known, same], seeking(100), loads=worn) == [2, 1]


@given(
    st.sets(st.integers(1, 40), min_size=1), st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40))
)
def test_nobody_is_asked_who_is_busy_capped_or_was_asked_and_never_more_than_five(all_of_them, busy, capped, asked):
    loads = [Load(UUID(int=number), rules.INVITATIONS_PER_HOUR, 20, is_pending=False) for number in capped]
    best = chosen(
        [candidate(number) for number in sorted(all_of_them)],
        seeking(100),
        loads=loads,
        busy={UUID(int=number) for number in busy},
        asked={(UUID(int=100), UUID(int=number)) for number in asked},
    )
    free = all_of_them - busy - capped - asked
    assert set(best) <= free
    assert len(best) == len(set(best)) == min(rules.ASKED_AT_ONCE, len(free))


def test_a_helper_with_two_offers_is_asked_once_by_the_better():
    far, near = candidate(1, price_kind="fixed", price_minor=90_000), candidate(1, price_kind="fixed", price_minor=100)
    best = pool([far, near]).choose(seeking(100), [], median_minor=10_000, typical_minutes=60)
    assert [each.price_minor for each, _ in best] == [100]


@pytest.mark.parametrize(("metres", "wave", "is_asked"), [(0, 1, True), (3000, 1, False), (3000, 2, False), (3000, 3, True)])
def test_rings_widen(metres, wave, is_asked):
    assert bool(chosen([candidate(1, north(metres + 300))], seeking(100, wave=wave))) == is_asked


def test_a_rivals_helper_is_left_to_the_rival():
    middle, aside = candidate(1, north(1000)), candidate(2, north(-1000))
    needs = seeking(100, wave=2), seeking(101, north(2000), wave=2)
    assert chosen([middle, aside], needs[0], [needs[1]]) == [2]
    assert chosen([middle, aside], needs[1], [needs[0]]) == [1]


def test_a_fresh_position_counts_as_its_cell_and_an_old_one_as_the_offers():
    home, away = candidate(1), north(4000)
    assert rules.stands_at(home, last_seen(away, minutes_ago=29), NOON) == hood.shown(away).point
    assert rules.stands_at(home, last_seen(away, minutes_ago=31), NOON) == Point(home.lat, home.lon)
    assert rules.stands_at(home, None, NOON) == Point(home.lat, home.lon)


def test_nothing_about_exact_points_within_a_cell_changes_a_decision():
    home = candidate(1)
    centre = hood.shown(north(4000)).point
    for lat in (-0.001, 0, 0.001):
        at = Point(centre.lat + lat, centre.lon)
        assert places.cell_at(at) == places.cell_at(centre)
        assert rules.stands_at(home, last_seen(at, minutes_ago=0), NOON) == centre


@pytest.mark.parametrize(("wave", "left_s", "due_s"), [(1, 100, 20), (6, 100, 20), (7, 100, 22), (2, 20, None), (7, 21, None)])
def test_the_next_ring_is_due_until_the_needs_end_and_later_once_they_widen_no_more(wave, left_s, due_s):
    due = rules.next_at(wave, now=NOON, interval_s=20, expires_at=NOON + timedelta(seconds=left_s))
    assert due == (None if due_s is None else NOON + timedelta(seconds=due_s))


@given(st.floats(0.05, 60), st.floats(1, 6))
def test_a_need_is_looked_at_to_its_end_but_not_too_often(interval_s, hours):
    expires_at = NOON + timedelta(hours=hours)
    now, rings = NOON, 1
    while (due := rules.next_at(rings, now=now, interval_s=interval_s, expires_at=expires_at)) is not None:
        assert due > now
        now, rings = due, rings + 1
    assert rings < 150
    # Whoever comes on waits at most a tenth of the need's age, or an interval or two.
    assert expires_at - now <= 0.1 * (now - NOON) + timedelta(seconds=2 * interval_s)


@given(st.floats(0, 1000), st.floats(1, 60))
def test_needs_of_one_interval_are_decided_together_at_its_end(after_s, interval_s):
    opened_at = NOON + timedelta(seconds=after_s)
    at = rules.together_at(opened_at, NOON + timedelta(hours=2), interval_s=interval_s)
    assert timedelta(0) <= at - opened_at <= timedelta(seconds=interval_s + 1e-3)
    assert rules.together_at(at - timedelta(milliseconds=1), NOON + timedelta(hours=2), interval_s=interval_s) == at
    assert rules.together_at(opened_at, opened_at, interval_s=interval_s) == opened_at


def test_by_nearest_the_near_one_comes_before_the_better_known():
    known = candidate(1, north(900), stars_sum=50, stars_count=10, asked=10, answered=10, completed=9)
    best = pool([known, candidate(2)]).choose(seeking(100, wave=2), [], median_minor=None, typical_minutes=60, matching="nearest")
    assert [each.helper_id.int for each, _ in best] == [2, 1]
