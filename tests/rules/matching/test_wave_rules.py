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


@pytest.mark.parametrize(("wave", "left_s", "is_due"), [(1, 100, True), (5, 100, True), (6, 100, False), (2, 20, False)])
def test_the_next_ring_is_due_until_the_last_or_the_needs_end(wave, left_s, is_due):
    due = rules.next_at(wave, now=NOON, interval_s=20, expires_at=NOON + timedelta(seconds=left_s))
    assert due == (NOON + timedelta(seconds=20) if is_due else None)
