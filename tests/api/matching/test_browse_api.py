"""Lists and the map by HTTP: what an item says, who sees what, and what is refused."""

from uuid import UUID

import pytest

from everywhere.kernel import paging
from everywhere.places import rules as places
from everywhere.places.types import Point
from support import neighbourhood as hood
from support.world import World, sign_in

AT = f"{hood.CENTRE.lat},{hood.CENTRE.lon}"


async def an_offer(world: World, at: Point = hood.CENTRE, **changes):
    helper = (await hood.people(world.db, 1, now=world.clock()))[0]
    row = hood.offer(helper, at, now=world.clock(), **changes)
    await hood.copy(world.db, "offer", [row])
    return row


async def a_need(world: World, at: Point = hood.CENTRE, **changes):
    asker = (await hood.people(world.db, 1, now=world.clock()))[0]
    row = hood.need(asker, at, now=world.clock(), **changes)
    await hood.copy(world.db, "need", [row])
    return row


async def get(world: World, path: str, language: str = "en", **params):
    response = await world.client.get(path, params=params, headers={"Accept-Language": language})
    return response.status_code, response.json()


async def test_an_offer_is_shown_at_its_cells_centre_with_its_reasons(world: World):
    row = await an_offer(world)
    status, page = await get(world, "/api/offers", near=AT, category="plumber")
    assert status == 200
    item = page["items"][0]
    assert item["id"] == str(row["id"])
    assert item["kind"] == "offer"
    assert item["at"] == {"lat": row["lat"], "lon": row["lon"]}
    assert item["distance_m"] == places.distance_bucket(places.distance_m(hood.CENTRE, Point(row["lat"], row["lon"])))
    assert item["is_open_now"]
    assert item["reaches_here"]
    assert not item["is_mine"]
    assert item["price"] == {"kind": "fixed", "amount": {"minor": 8000, "currency": "CNY"}}
    assert [why["code"] for why in item["why"]] == ["near", "open_now", "newcomer"]
    assert item["why"][0]["text"] == f"Within {item['distance_m']} m"


async def test_reasons_are_in_the_readers_language(world: World):
    await an_offer(world)
    _, page = await get(world, "/api/offers", "zh-CN", near=AT)
    assert page["items"][0]["why"][0]["text"].endswith("以内")


async def test_no_list_says_where_anything_really_is(world: World):
    at = Point(31.23456789, 121.47654321)
    await an_offer(world, at)
    await a_need(world, at, exact_note="door code 4711")
    for path, params in (
        ("/api/offers", {"near": AT}),
        ("/api/needs", {"near": AT}),
        ("/api/nearby", {"at": AT, "kind": "offers"}),
        ("/api/nearby", {"at": AT, "kind": "needs"}),
    ):
        response = await world.client.get(path, params=params)
        assert len(response.json()["items"]) == 1
        assert not any(secret in response.text for secret in ("exact", "31.2345", "121.4765", "4711"))


async def test_a_need_carries_what_a_helper_decides_by(world: World):
    row = await a_need(world)
    _, page = await get(world, "/api/needs", near=AT, fee_min=5000, fee_max=9000)
    item = page["items"][0]
    assert (item["id"], item["kind"], item["fee"]) == (str(row["id"]), "need", {"minor": 8000, "currency": "CNY"})
    assert [why["code"] for why in item["why"]] == ["near", "wanted_now"]
    for unfit in ({"fee_min": 8001}, {"fee_max": 7999}, {"category": "errands"}, {"community_id": str(row["id"])}):
        assert (await get(world, "/api/needs", near=AT, **unfit))[1]["items"] == []


async def test_the_map_holds_the_same_as_the_lists(world: World):
    await hood.crowd(world.db, offers=60, needs=40, now=world.clock())
    for kind in ("offers", "needs"):
        _, listed = await get(world, f"/api/{kind}", near=AT, limit=100)
        _, mapped = await get(world, "/api/nearby", at=AT, kind=kind, limit=100)
        assert listed["items"]
        assert mapped == listed
    assert await get(world, "/api/nearby", at=AT, kind="shops") == (200, {"items": [], "next": None})


async def test_pages_follow_each_other(world: World):
    await hood.crowd(world.db, offers=120, now=world.clock())
    seen, cursor = [], None
    while True:
        params = {"cursor": cursor} if cursor else {}
        _, page = await get(world, "/api/offers", near=AT, sort="best", limit=7, **params)
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) > 20


async def test_what_is_mine_is_marked_and_who_is_blocked_is_gone_either_way(world: World):
    row = await an_offer(world)
    me = await sign_in(world, "me@example.org")
    await hood.copy(world.db, "offer", [hood.offer(UUID(me.person_id), hood.CENTRE, now=world.clock())])
    page = await me("GET", f"/api/offers?near={AT}", expect=200)
    assert {item["helper"]["id"]: item["is_mine"] for item in page["items"]} == {me.person_id: True, str(row["helper_id"]): False}
    for blocker, blocked in ((UUID(me.person_id), row["helper_id"]), (row["helper_id"], UUID(me.person_id))):
        await world.db.pool.execute("DELETE FROM block")
        await world.db.pool.execute("INSERT INTO block VALUES ($1, $2, $3)", blocker, blocked, world.clock())
        page = await me("GET", f"/api/offers?near={AT}", expect=200)
        assert [item["is_mine"] for item in page["items"]] == [True]


async def test_the_price_is_told_against_what_was_paid_near_by(world: World):
    await hood.completed_deals(world.db, [6000, 7000, 8000, 9000, 10_000, 10_000, 10_000, 10_000, 14_000], now=world.clock())
    await an_offer(world, price_minor=8000)
    _, page = await get(world, "/api/offers", near=AT, category="plumber")
    assert {"code": "price_below", "text": "20% below the usual price near here", "facts": {"percent": 20.0}} in page["items"][0][
        "why"
    ]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"near": ""},
        {"near": "31.23"},
        {"near": "91,0"},
        {"near": "31.2,181"},
        {"near": "nan,inf"},
        {"near": "31.2,121.4,5"},
        {"near": "31.2,121.4\x00"},
        {"near": "1e1,2e1"},
        {"near": AT, "radius_m": 99},
        {"near": AT, "radius_m": 20_001},
        {"near": AT, "radius_m": "far"},
        {"near": AT, "limit": 0},
        {"near": AT, "limit": 101},
        {"near": AT, "sort": "cheapest"},
        {"near": AT, "standing_min": 349},
        {"near": AT, "standing_min": 951},
        {"near": AT, "open_now": "perhaps"},
        {"near": AT, "category": "Plumber'; --"},
        {"near": AT, "category": "a\x00b"},
        {"near": AT, "category": "x" * 41},
        {"near": AT, "community_id": "here"},
        {"near": AT, "cursor": "no cursor"},
        {"near": AT, "cursor": "x" * 501},
        {"near": AT, "cursor": paging.encode("offers:best", -0.5, "0199c5a0-0000-7000-8000-000000000000")},
        {"near": AT, "cursor": paging.encode("needs:distance", 1.0, "0199c5a0-0000-7000-8000-000000000000")},
        {"near": AT, "cursor": paging.encode("offers:distance", "far", 7)},
        {"near": AT, "cursor": "W10"},
    ],
)
async def test_what_cannot_be_read_is_refused(world: World, params):
    status, problem = await get(world, "/api/offers", **params)
    assert (status, problem["code"]) == (400, "malformed")


async def test_an_unknown_category_is_refused_and_a_far_point_is_just_empty(world: World):
    status, problem = await get(world, "/api/offers", near=AT, category="alchemy")
    assert (status, problem["code"]) == (422, "unknown_category")
    for point in ("0,0", "90,0", "-90,180", "40.7,-74.0", "31.2,-179.99"):
        for path in ("/api/offers", "/api/needs"):
            assert (await get(world, path, near=point, category="plumber", radius_m=20_000))[1] == {"items": [], "next": None}


async def test_who_looks_from_too_many_places_has_to_wait(world: World):
    last = 200
    for step in range(200):
        last, problem = await get(world, "/api/nearby", at=f"{30.5 + step * 0.012:.4f},121.2", kind="offers")
        if last != 200:
            break
    assert (last, problem["code"]) == (429, "too_many_requests")
    await world.pass_time(hours=2)
    assert (await get(world, "/api/nearby", at=AT, kind="offers"))[0] == 200
