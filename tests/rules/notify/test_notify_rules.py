import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.kernel.errors import SignInNeeded
from everywhere.notify import rules
from everywhere.notify.types import cell_topic

LAT = st.floats(-85, 85)
LON = st.floats(-180, 180)


@given(LAT, LON, st.integers(1, rules.WATCH_RADIUS_MAX_M), st.floats(0, 1), st.floats(0, 360))
def test_every_point_within_the_radius_lies_in_a_watched_cell(lat: float, lon: float, radius_m: int, part: float, bearing: float):
    point = _moved(lat, lon, radius_m * part, bearing)

    assert cell_topic(*point) in rules.watched_topics(lat, lon, radius_m)


@given(LAT, LON, st.integers(1, rules.WATCH_RADIUS_MAX_M))
def test_a_map_never_listens_to_more_than_a_hundred_cells(lat: float, lon: float, radius_m: int):
    assert 1 <= len(rules.watched_topics(lat, lon, radius_m)) <= 100


def test_a_stream_of_nobody_and_nothing_needs_a_sign_in():
    with pytest.raises(SignInNeeded):
        rules.topics_of(None, None, 100)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ({"minor": 1250, "currency": "CNY"}, "¥12.50"),
        ({"minor": -5, "currency": "CNY"}, "-¥0.05"),
        ({"minor": 123456789, "currency": "CNY"}, "¥1,234,567.89"),
        ({"minor": 12000, "currency": "JPY"}, "¥12,000"),
        ({"minor": 120, "currency": "JPY"}, "¥120"),
        ({"minor": -120, "currency": "JPY"}, "-¥120"),
        ({"minor": 100, "currency": "SGD"}, "SGD 1.00"),
        ("a word", "a word"),
        ({"minor": "x"}, {"minor": "x"}),
    ],
)
def test_money_among_the_facts_is_written_out(fact: object, said: object):
    assert rules._said(fact) == said


def _moved(lat: float, lon: float, distance_m: float, bearing: float) -> tuple[float, float]:
    earth_m = 6_371_007.18
    delta, theta, phi, lam = distance_m / earth_m, math.radians(bearing), math.radians(lat), math.radians(lon)
    to_phi = math.asin(math.sin(phi) * math.cos(delta) + math.cos(phi) * math.sin(delta) * math.cos(theta))
    to_lam = lam + math.atan2(math.sin(theta) * math.sin(delta) * math.cos(phi), math.cos(delta) - math.sin(phi) * math.sin(to_phi))
    return math.degrees(to_phi), (math.degrees(to_lam) + 540) % 360 - 180
