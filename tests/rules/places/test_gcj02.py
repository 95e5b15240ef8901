import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from everywhere.places import actions as places
from everywhere.places.gcj02 import rules as gcj02
from everywhere.places.types import Point

in_the_east = st.builds(Point, st.floats(17, 54.2), st.floats(73, 135.1))
anywhere = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))

ABROAD = {
    "Taipei": Point(25.033, 121.5654),
    "Seoul": Point(37.566, 126.9784),
    "Tokyo": Point(35.6895, 139.6917),
    "Bangkok": Point(13.754, 100.5014),
    "Hanoi": Point(21.0285, 105.8542),
    "Ulaanbaatar": Point(47.92, 106.91),
    "Vladivostok": Point(43.1155, 131.8855),
    "Singapore": Point(1.2897, 103.8501),
    "London": Point(51.5085, -0.1257),
}
AT_HOME = {
    "Shanghai": Point(31.2304, 121.4737),
    "Beijing": Point(39.9042, 116.4074),
    "Ürümqi": Point(43.8256, 87.6168),
    "Harbin": Point(45.8038, 126.5340),
    "Lhasa": Point(29.6520, 91.1721),
    "Kashgar": Point(39.4704, 75.9898),
    "Haikou": Point(20.0440, 110.1999),
    "Kunming": Point(25.0389, 102.7183),
}


@given(in_the_east)
def test_there_and_back_is_the_same_point_within_a_millimetre(point):
    assume(gcj02.is_shifted(point))

    assert places.distance_m(places.from_gcj02(places.to_gcj02(point)), point) < 0.001


@given(in_the_east)
def test_the_shift_is_less_than_a_kilometre(point):
    assume(gcj02.is_shifted(point))

    assert 0 < places.distance_m(point, places.to_gcj02(point)) < 1000


@given(anywhere)
def test_what_is_not_shifted_stays(point):
    assume(not gcj02.is_shifted(point))

    assert places.to_gcj02(point) == point


# Pairs that open conversions publish as their own test data.
@pytest.mark.parametrize(("wgs", "gcj"), [
    (Point(31.1774276, 121.5272106), Point(31.17530398364597, 121.531541859215)),
    (Point(22.543847, 113.912316), Point(22.540796131694766, 113.9171764808363)),
    (Point(39.911954, 116.377817), Point(39.91334545536069, 116.38404722455657)),
])  # fmt: skip
def test_it_agrees_with_what_others_compute(wgs, gcj):
    assert places.distance_m(places.to_gcj02(wgs), gcj) < 0.001
    assert places.distance_m(places.from_gcj02(gcj), wgs) < 0.001


@pytest.mark.parametrize("city", AT_HOME)
def test_cities_of_the_mainland_are_shifted(city):
    assert places.to_gcj02(AT_HOME[city]) != AT_HOME[city]


@pytest.mark.parametrize("city", ABROAD)
def test_cities_abroad_are_not(city):
    assert places.to_gcj02(ABROAD[city]) == places.from_gcj02(ABROAD[city]) == ABROAD[city]
