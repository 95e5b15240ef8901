"""Somebody with many accounts tries to find where helpers and askers really are.

Whatever the attacker is told is a measurement: a distance, membership of a circle, an order, a booking that is taken
or refused, a wave that finds somebody. The estimator takes each at its word as if it were about the true point, and
keeps the points that contradict the fewest. People live near the rims of their cells, so that the centre of the cell,
which everybody may see, is no lucky guess. `everywhere bench privacy` is the long form, over HTTP, on every helper of the demo city.
"""

import random
from datetime import timedelta
from typing import Any

import pytest

from everywhere.app.bench import privacy_estimate
from everywhere.app.bench.privacy_estimate import Ring
from everywhere.places import rules as places
from everywhere.places.types import Point
from support import neighbourhood as hood
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once

HELPERS = 36
VIEWPOINTS = 40
SEARCHED_M = 1500


def believed(rings: list[Ring], around: Point) -> Point:
    """Where the estimator of `everywhere bench privacy` thinks that somebody is."""
    return privacy_estimate.estimate(rings, around, SEARCHED_M)


def near_the_rim(chance: random.Random, home: Point) -> Point:
    """A point in the cell of `home`, between 0.8 and 0.97 of the way from its centre to a corner."""
    centre = hood.shown(home).point
    while True:
        point = Point(centre.lat + chance.uniform(-0.006, 0.006), centre.lon + chance.uniform(-0.006, 0.006))
        away = places.distance_m(centre, point) / places.cell_radius_m(places.cell_at(home))
        if places.cell_at(point) == places.cell_at(home) and 0.8 <= away <= 0.97:
            return point


async def homes(world: World, count: int, seed: int) -> list[Point]:
    """Points of people near the rims of cells in which a crowd was seen."""
    chance = random.Random(seed)
    found = [near_the_rim(chance, hood.point_near(chance, 1500)) for _ in range(count)]
    await hood.fill(world.db, *found, now=world.clock())
    return found


async def resident(world: World, name: str, at: Point, **changes: Any) -> tuple[Phone, str]:
    """Somebody who offers help from home and is switched on there."""
    phone = await sign_in(world, f"{name}@example.org")
    point = {"lat": at.lat, "lon": at.lon}
    draft = {
        "category": "plumber",
        "title": "Taps and pipes",
        "at": point,
        "radius_m": 1000,
        "price": {"kind": "talk", "amount": None},
    }
    offer = await phone("POST", "/api/offers", {**draft, **changes}, expect=201)
    await phone("PUT", "/api/me/availability", {"available": True, "at": point}, expect=200)
    return phone, offer["id"]


def error_m(estimate: Point, truth: Point) -> float:
    return places.distance_m(estimate, truth)


def half_an_edge_m(at: Point) -> float:
    return places.cell_radius_m(places.cell_at(at)) / 2


async def listed(phone: Phone, at: Point, **params: Any) -> list[dict[str, Any]]:
    """Every item of a list, page after page."""
    items, cursor = [], {}
    while cursor is not None:
        query = {"near": f"{at.lat:.6f},{at.lon:.6f}", "category": "plumber", "limit": 100, **params, **cursor}
        page = await phone("GET", "/api/offers", expect=200, params=query)
        items += page["items"]
        cursor = {"cursor": page["next"]} if page["next"] else None
    return items


async def test_lists_from_everywhere_do_not_find_anybody(world: World):
    truth: dict[str, Point] = {}
    phones = {}
    for number, home in enumerate(await homes(world, HELPERS, seed=11)):
        phone, offer_id = await resident(world, f"helper{number}", home)
        truth[offer_id], phones[offer_id] = home, phone
    chance = random.Random(5)
    rings: dict[str, list[Ring]] = {offer_id: [] for offer_id in truth}
    seen_at: dict[str, set[tuple[float, float]]] = {offer_id: set() for offer_id in truth}
    attackers = [await sign_in(world, f"attacker{number}@example.org") for number in range(3)]
    for number in range(VIEWPOINTS):
        view = hood.point_near(chance, 2500)
        attacker = attackers[number % 3]
        if number % 5 == 0:  # watch who changes what they are shown at by moving about, going off and on
            for offer_id in chance.sample(sorted(truth), 4):
                at = truth[offer_id]
                await phones[offer_id]("PUT", "/api/me/availability", {"available": False}, expect=200)
                await phones[offer_id](
                    "PUT", "/api/me/availability", {"available": True, "at": {"lat": at.lat, "lon": at.lon}}, expect=200
                )
        for params in ({"radius_m": 20_000, "sort": ("distance", "best")[number % 2]}, {"radius_m": chance.randrange(300, 3000)}):
            items = await listed(attacker, view, **params)
            inside = {item["id"] for item in items}
            for item in items:
                seen_at[item["id"]].add((item["at"]["lat"], item["at"]["lon"]))
                rings[item["id"]].append(privacy_estimate.bucket(view, item["distance_m"]))
                rings[item["id"]].append(privacy_estimate.side(view, item["radius_m"], is_inside=item["reaches_here"]))
            for offer_id in truth:
                rings[offer_id].append(privacy_estimate.side(view, params["radius_m"], is_inside=offer_id in inside))
    for offer_id, home in truth.items():
        assert len(seen_at[offer_id]) == 1
        (centre,) = seen_at[offer_id]
        assert error_m(believed(rings[offer_id], Point(*centre)), home) > half_an_edge_m(home)


async def test_bookings_taken_and_refused_do_not_find_anybody(world: World):
    attacker = await sign_in(world, "attacker@example.org")
    for number, home in enumerate(await homes(world, 3, seed=23)):
        _, offer_id = await resident(world, f"helper{number}", home)
        centre = hood.shown(home).point
        rings: list[Ring] = []
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                if east or north:
                    edge = await edge_of_service(world, attacker, offer_id, centre, (north, east))
                    rings.append(Ring(edge, 1000 - 30, 1000 + 30))
        assert error_m(believed(rings, centre), home) > half_an_edge_m(home)


async def edge_of_service(world: World, attacker: Phone, offer_id: str, centre: Point, to: tuple[int, int]) -> Point:
    """Where, going out from a point, a booking is no longer taken, within 15 m."""
    near_m, far_m = 0.0, 4000.0
    length = (to[0] ** 2 + to[1] ** 2) ** 0.5
    while far_m - near_m > 30:
        middle = (near_m + far_m) / 2
        edge = privacy_estimate.moved(centre, middle * to[0] / length, middle * to[1] / length)
        if await is_booked(world, attacker, offer_id, edge):
            near_m = middle
        else:
            far_m = middle
    return edge


async def is_booked(world: World, attacker: Phone, offer_id: str, at: Point) -> bool:
    hour = world.clock()
    window = {"starts_at": (hour + timedelta(hours=1)).isoformat(), "ends_at": (hour + timedelta(hours=3)).isoformat()}
    draft = {"fee": {"minor": 9000, "currency": "CNY"}, "at": {"lat": at.lat, "lon": at.lon}, "minutes": 30, **window}
    response = await attacker("POST", f"/api/offers/{offer_id}/bids", draft)
    if response.status_code == 422:
        assert response.json()["code"] == "outside_service_area", response.text
        return False
    assert response.status_code == 201, response.text
    await attacker("POST", f"/api/bids/{response.json()['id']}/withdraw", expect=200)
    return True


async def test_waves_do_not_find_who_is_asked(world: World):
    """The attacker posts needs here and there, and watches which of them find the only helper of a kind, and in which ring."""
    chance = random.Random(31)
    for number, home in enumerate(await homes(world, 3, seed=29)):
        kind = ("errands", "charge_phone", "queue")[number]
        await resident(world, f"helper{number}", home, category=kind, radius_m=20_000)
        centre = hood.shown(home).point
        rings: list[Ring] = []
        for probe in range(14):
            at = hood.point_near(chance, 900, centre)
            await hood.fill(world.db, at, now=world.clock())
            attacker = await sign_in(world, f"attacker{number}-{probe}@example.org")
            draft = {"category": kind, "title": "Please", "at": {"lat": at.lat, "lon": at.lon}, "when": {"now": True}, "fee": None}
            need_id = (await attacker("POST", "/api/needs", draft, expect=201))["id"]
            await world.pass_time(seconds=21)
            found = (await attacker("GET", f"/api/needs/{need_id}/waves", expect=200))["waves"]
            ring_m = next((wave["ring_m"] for wave in found if wave["asked"]), None)
            rings.append(Ring(at, {600: 0, 1200: 600, 2400: 1200}.get(ring_m, 0), ring_m or 1e9))
            await attacker("DELETE", f"/api/needs/{need_id}")
            await world.pass_time(minutes=61)
        assert error_m(believed(rings, centre), home) > half_an_edge_m(home)


async def answers_of(world: World, home: Point, name: str) -> list[Any]:
    """Everything that lists, map, coverage and a wave say about one helper and one asker at `home`, without ids and times."""
    phone, offer_id = await resident(world, name, home, category="errands")
    draft = {"category": "errands", "title": "Bread", "at": {"lat": home.lat, "lon": home.lon}, "when": {"now": True}, "fee": None}
    need = await phone("POST", "/api/needs", draft, expect=201)
    chance = random.Random(3)
    watcher = await sign_in(world, f"watcher-{name}@example.org")
    kept = ("at", "cell", "distance_m", "reaches_here", "is_open_now", "why")
    told: list[Any] = []
    for _ in range(15):
        view = hood.point_near(chance, 1500)
        at = f"{view.lat:.6f},{view.lon:.6f}"
        for kind in ("offers", "needs"):
            for radius_m in (300, 800, 1600):
                page = await watcher("GET", "/api/nearby", expect=200, params={"at": at, "kind": kind, "radius_m": radius_m})
                told.append([{name: item.get(name) for name in kept} for item in page["items"]])
        told.append((await watcher("GET", "/api/coverage", expect=200, params={"at": at, "category": "errands"}))["ready"])
    await phone("DELETE", f"/api/offers/{offer_id}")
    await phone("DELETE", f"/api/needs/{need['id']}")
    return told


async def test_two_homes_in_one_cell_cannot_be_told_apart(world: World):
    """The strongest form: nothing that anybody is told depends on where in the cell somebody is."""
    (home,) = await homes(world, 1, seed=41)
    chance = random.Random(43)
    others = [near_the_rim(chance, home) for _ in range(2)]
    assert min(places.distance_m(home, other) for other in others) > 100
    first = await answers_of(world, home, "first")
    assert any(first)
    for number, other in enumerate(others):
        assert await answers_of(world, other, f"other{number}") == first


def test_the_estimator_finds_somebody_whose_distances_are_told_exactly():
    """The attack is a real one: with honest distances it is off by metres."""
    chance = random.Random(2)
    truth = near_the_rim(chance, hood.CENTRE)
    rings: list[Ring] = []
    for _ in range(VIEWPOINTS):
        view = hood.point_near(chance, 1200)
        rings.append(privacy_estimate.bucket(view, places.distance_bucket(places.distance_m(view, truth))))
    assert error_m(believed(rings, hood.shown(truth).point), truth) < 60
