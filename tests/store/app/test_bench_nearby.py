"""The benchmark's own logic: its city, its brute force, and our store filled with it, at a small size."""

import asyncpg
import numpy as np
import pytest

from everywhere.app.bench import nearby, nearby_city, nearby_clients, nearby_load
from everywhere.app.bench.nearby_clients import Plan
from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Record
from everywhere.places import rules as places
from everywhere.places.types import Point

SIZE = 4_000


@pytest.fixture(scope="module")
def city():
    return nearby_city.city(SIZE)


def slowly(city, view, *, best):
    """Brute force by the product's own rules, one offer at a time."""
    found = []
    for offer in range(city.size):
        cell = city.cell_of[offer]
        distance_m = places.distance_m(Point(view.lat, view.lon), Point(city.cell_lats[cell], city.cell_lons[cell]))
        if not city.is_open[offer] or city.category_of[offer] != view.category or distance_m > nearby_city.RADIUS_M:
            continue
        record = Record() if city.record_of[offer] < 0 else city.records[city.record_of[offer]]
        score = ranking.score(record, price_minor=None, median_minor=None, distance_m=distance_m)
        found.append(-score if best else distance_m)
    return sorted(found)[: nearby_city.PAGE]


@pytest.mark.parametrize("best", [False, True])
def test_brute_force_is_what_the_rules_say(city, best):
    views = nearby_city.views(city, 12, seed=2)
    assert any(len(city.answer(view, best=best)) for view in views)
    for view in views:
        assert city.answer(view, best=best).tolist() == pytest.approx(slowly(city, view, best=best))


async def test_our_store_holds_the_city_and_answers_as_brute_force(city, database_url):
    await nearby_load.into_ours(database_url, city)
    connection = await asyncpg.connect(database_url)
    views = nearby_city.views(city, 40, seed=3)
    for best in (False, True):
        for engine in ("ours", "sql"):
            plan = Plan(engine, database_url, best, views, None)
            looks = await nearby_clients.searches(engine, database_url, best=best)
            tally = await nearby_clients.run(plan, looks[:2])
            assert len(tally.micros) == 2 * len(views)
            starts = views[len(views) // 2 :] + views[: len(views) // 2]  # the second client begins in the middle
            assert all(
                nearby.same(found, city.answer(view, best=best), best=best)
                for view, found in zip([*views, *starts], tally.ranks, strict=True)
            )
    assert await connection.fetchval("SELECT count(*) FROM offer WHERE stage = 'open'") == city.is_open.sum()
    await connection.close()


def test_a_wrong_page_is_noticed():
    right = np.array([100.0, 200.0])
    assert nearby.same([200.0, 100.4], right, best=False)
    assert not nearby.same([100.0, 203.0], right, best=False)
    assert not nearby.same([100.0], right, best=False)


def test_viewpoints_stay_within_what_one_address_may_look_from(city):
    views = nearby_city.views(city, 500, seed=4, cells_max=nearby.CELLS)
    assert len({places.cell_at(Point(view.lat, view.lon)) for view in views}) <= nearby.CELLS
