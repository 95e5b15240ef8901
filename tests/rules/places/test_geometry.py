import math
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.kernel import ids
from everywhere.places import rules
from everywhere.places.disks import rules as disks
from everywhere.places.types import Point

lats = st.floats(-90, 90)
lons = st.floats(-180, 180)
points = st.builds(Point, lats, lons)
radii_m = st.floats(0, 20_000)
crowds = st.sampled_from([[5, 5, 5], [0, 5, 5], [0, 0, 5], [0, 0, 0]])


def moved(start: Point, bearing: float, distance_m: float) -> Point:
    """The point so far from `start` in that direction, along the great circle."""
    arc = distance_m / rules.EARTH_RADIUS_M
    lat, lon = math.radians(start.lat), math.radians(start.lon)
    sine = math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(bearing)
    there_lat = math.asin(max(-1.0, min(1.0, sine)))
    there_lon = lon + math.atan2(math.sin(bearing) * math.sin(arc) * math.cos(lat), math.cos(arc) - math.sin(lat) * sine)
    return Point(math.degrees(there_lat), (math.degrees(there_lon) + 540) % 360 - 180)


@given(points, points)
def test_distance_is_symmetric_and_never_more_than_half_way_round(a, b):
    assert rules.distance_m(a, b) == rules.distance_m(b, a)
    assert 0 <= rules.distance_m(a, b) <= math.pi * rules.EARTH_RADIUS_M + 1
    assert rules.distance_m(a, a) == 0


def test_distance_knows_shanghai_to_beijing():
    assert rules.distance_m(Point(31.2304, 121.4737), Point(39.9042, 116.4074)) == pytest.approx(1_067_000, rel=0.005)


def test_distance_crosses_the_180th_meridian():
    assert rules.distance_m(Point(0, 179.99), Point(0, -179.99)) < 2300


@given(points, radii_m, st.floats(0, 2 * math.pi), st.floats(0, 1), crowds)
def test_a_search_looks_in_every_region_row_and_span_that_something_near_can_be_in(here, radius_m, bearing, share, crowd):
    there = moved(here, bearing, radius_m * share)
    shown = rules.shown(there, crowd)

    if rules.distance_m(here, there) <= radius_m:
        assert rules.region_at(there) in rules.regions_within(here, radius_m)
    if rules.distance_m(here, shown.point) <= radius_m:
        first, last = rules.rows_within(here, radius_m)
        west, east = rules.lons_within(here, radius_m)
        assert shown.region in rules.regions_within(here, radius_m)
        assert first <= shown.lat_row <= last
        assert west - 1e-9 <= shown.lon <= east + 1e-9


@given(st.builds(Point, st.floats(-60, 60), lons), st.floats(0, 3000))
def test_a_small_search_looks_in_few_regions(here, radius_m):
    assert 1 <= len(rules.regions_within(here, radius_m)) <= 4


@given(points, st.floats(min_value=100, max_value=4_000))
def test_cells_around_come_nearest_first_and_no_two_are_equally_far(here, radius_m):
    cells, distances, regions = disks.cells_within(here, radius_m)
    assert len(set(cells)) == len(cells)
    assert {rules.region_of_cell(cell) for cell in cells} <= set(regions)
    assert all(nearer < farther for nearer, farther in pairwise(distances))
    for cell, distance_m in zip(cells, distances, strict=True):
        assert distance_m == pytest.approx(rules.distance_m(here, rules.cell_centre(cell)), abs=1e-5)


@pytest.mark.parametrize("radius_m", [-1, 100_001, math.nan, math.inf])
def test_a_search_radius_has_bounds(radius_m):
    with pytest.raises(ValueError, match="radius"):
        rules.regions_within(Point(0, 0), radius_m)


@given(points)
def test_poles_and_the_180th_meridian_search_all_the_way_round(here):
    west, east = rules.lons_within(here, 20_000)

    assert -180 <= west <= east <= 180
    if abs(here.lat) > 89.9 or abs(here.lon) > 179.99:
        assert (west, east) == (-180, 180)


@given(points, crowds)
def test_a_thing_and_its_cell_share_a_region_that_its_id_carries(here, crowd):
    shown = rules.shown(here, crowd)

    assert shown.region == rules.region_at(here) == rules.region_at(shown.point)
    assert ids.region_of(ids.placed_id(shown.region, now=datetime.now(UTC))) == shown.region


@given(points, crowds)
def test_what_is_shown_is_the_centre_of_a_cell_and_the_same_for_all_in_it(here, crowd):
    shown = rules.shown(here, crowd)
    resolution = next((size for size, people in zip((8, 7, 6), crowd, strict=True) if people >= 5), 6)

    assert rules.cell_at(here, resolution) == shown.cell
    assert rules.distance_m(here, shown.point) <= 1.1 * rules.cell_radius_m(shown.cell)
    assert rules.lat_row(shown.lat) == shown.lat_row


@given(points)
def test_descendants_of_a_cell_are_one_range(here):
    (low_8, high_8), (low_7, high_7), (low_6, high_6) = rules.cell_family(here)

    assert low_8 == high_8 == rules.cell_at(here)
    assert low_6 <= low_7 <= low_8 <= high_7 <= high_6


@given(st.floats(0, 1e7))
def test_a_bucket_is_never_less_than_the_distance_and_tells_little(distance_m):
    bucket_m = rules.distance_bucket(distance_m)

    assert bucket_m >= distance_m
    assert bucket_m >= 300
    assert rules.distance_bucket(bucket_m) == bucket_m


@pytest.mark.parametrize(("email", "is_in"), [
    ("li@fudan.edu.cn", True),
    ("li@FUDAN.edu.cn", True),
    ("li@m.fudan.edu.cn", True),
    ("li@notfudan.edu.cn", False),
    ("li@fudan.edu.cn.example.org", False),
    ("fudan.edu.cn@example.org", False),
])  # fmt: skip
def test_a_domain_takes_its_own_and_what_is_below_it(email, is_in):
    assert rules.is_in_domain(email, ["fudan.edu.cn"]) == is_in
