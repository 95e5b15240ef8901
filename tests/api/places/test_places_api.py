import asyncio
from importlib import resources

import msgspec
import pytest
import shapely

from everywhere.app import reference_data
from everywhere.kernel import paging
from everywhere.people import actions as people
from support.world import Phone, World, sign_in

COMMUNITIES = msgspec.json.decode((resources.files("everywhere.places") / "data" / "communities.geojson").read_bytes())["features"]
BUND = "31.2360,121.4880"
OUTSIDE_THE_EARTH = [
    "91,0",
    "0,181",
    "nan,0",
    "inf,0",
    "0,-1e400",
    "1e2,0",
    "0;0",
    "31.2",
    "",
    "31.2,121.4,3",
    "٣١,١٢١",
    "31.2%00,121.4",
]


@pytest.fixture
async def li(world: World) -> Phone:
    return await sign_in(world, "li@example.org")


@pytest.fixture
async def operator(world: World) -> Phone:
    phone = await sign_in(world, "op@example.org")
    await world.db.transact(lambda tx: people.give_role(tx, "email:op@example.org", "operator"))
    return phone


async def named(phone: Phone, name_en: str) -> dict:
    listed = await phone("GET", "/api/communities?city=shanghai&limit=100", expect=200)
    return next(each for each in listed["items"] if each["name_en"] == name_en)


def inside(community: dict) -> dict:
    """A point of a community: the middle of its polygon, which is inside for all that are tested."""
    point = shapely.from_geojson(msgspec.json.encode(community["area"])).representative_point()
    return {"lat": point.y, "lon": point.x}


async def memberships(phone: Phone) -> list[str]:
    return [each["community_id"] for each in (await phone("GET", "/api/me/memberships", expect=200))["items"]]


async def test_shanghai_is_open_and_the_others_are_listed(world: World, li: Phone):
    cities = (await li("GET", "/api/cities", expect=200))["items"]

    assert [city["code"] for city in cities if city["is_open"]] == ["shanghai"]
    assert cities[0]["code"] == "shanghai"
    assert cities[0]["floor_hourly"] == {"minor": 2500, "currency": "CNY"}
    assert {"tokyo", "london", "nairobi", "beijing"} <= {city["code"] for city in cities}
    by_code = {city["code"]: city for city in cities}
    assert (by_code["tokyo"]["currency"], by_code["tokyo"]["timezone"]) == ("JPY", "Asia/Tokyo")


async def test_cities_come_in_pages_without_gaps(world: World):
    for limit in (1, 7, 35, 36):
        codes, cursor = [], ""
        while cursor is not None:
            page = (await world.client.get("/api/cities", params={"limit": limit} | ({"cursor": cursor} if cursor else {}))).json()
            codes += [city["code"] for city in page["items"]]
            cursor = page["next"]

        assert len(codes) == len(set(codes)) == 36


async def test_communities_of_a_point_and_of_a_city(world: World, li: Phone):
    around = (await li("GET", f"/api/communities?at={BUND}", expect=200))["items"]
    of_city = (await li("GET", "/api/communities?city=shanghai&limit=100", expect=200))["items"]

    assert [each["name_en"] for each in around] == ["The Bund (Waitan)"]
    assert await li("GET", f"/api/communities/{around[0]['id']}", expect=200) == around[0]
    assert len(of_city) == len(COMMUNITIES) == 15
    assert {each["membership"] for each in of_city} == {"open", "gps", "email", "invite"}
    assert (await li("GET", "/api/communities?city=tokyo", expect=200))["items"] == []
    assert (await li("GET", "/api/communities?at=0,0", expect=200)) == {"items": [], "next": None}


async def test_loading_reference_data_again_keeps_what_an_operator_decided(world: World):
    await world.db.pool.execute("UPDATE city SET is_open = true, floor_hourly_minor = 1234 WHERE code = 'tokyo'")
    await world.db.pool.execute("UPDATE category SET is_enabled = true, risk = 'person' WHERE code = 'plumber'")
    await world.db.pool.execute("UPDATE community SET commission_bps = 100")

    await asyncio.gather(*(reference_data.load(world.db) for _ in range(4)))

    tokyo = await world.db.pool.fetchrow("SELECT is_open, floor_hourly_minor FROM city WHERE code = 'tokyo'")
    assert tuple(tokyo) == (True, 1234)
    assert await world.db.pool.fetchval("SELECT risk FROM category WHERE code = 'plumber'") == "person"
    assert await world.db.pool.fetchval("SELECT count(*) FROM community WHERE commission_bps = 100") == 15


async def test_a_point_that_is_none_is_refused(world: World):
    for at in OUTSIDE_THE_EARTH:
        response = await world.client.get(f"/api/communities?at={at}")

        assert (response.status_code, response.json()["code"], response.json()["path"]) == (400, "malformed", "at"), at


UNREADABLE_QUERIES = [
    "limit=0",
    "limit=101",
    "limit=x",
    "cursor=%00",
    "cursor=abc",
    "cursor=W10",
    "cursor=WyJ4Il0",
    "city=%00",
    "city='--",
    "city=" + "x" * 50,
    "at=31.2,121.4&cursor=" + "A" * 600,
]


async def test_a_list_refuses_what_it_cannot_read(world: World):
    for query in UNREADABLE_QUERIES:
        response = await world.client.get(f"/api/communities?{query}")

        assert (response.status_code, response.json()["code"]) == (400, "malformed"), query


async def test_a_cursor_with_a_nul_in_it_is_no_cursor(world: World):
    for path, key in [("/api/cities", (True, "a\0b")), ("/api/categories", (1, "a\0b")), ("/api/cities", (1, 2))]:
        response = await world.client.get(path, params={"cursor": paging.encode(*key)})
        assert response.status_code in (200, 400), response.text


async def test_an_open_community_takes_anybody_once(world: World, li: Phone):
    bund = await named(li, "The Bund (Waitan)")

    first = await li("POST", f"/api/communities/{bund['id']}/membership", {}, expect=200)
    world.clock.advance(days=3)
    again = await li("POST", f"/api/communities/{bund['id']}/membership", {}, expect=200)

    assert first == again
    assert first["expires_at"] is None
    assert await memberships(li) == [bund["id"]]


async def test_a_place_is_shown_by_being_there_and_again_within_thirty_days(world: World, li: Phone):
    yuyuan = await named(li, "Yuyuan")
    path = f"/api/communities/{yuyuan['id']}/membership"

    assert (await li("POST", path, {})).json()["code"] == "proof_needed"
    assert (await li("POST", path, {"at": {"lat": 31.0, "lon": 121.0}})).json()["code"] == "outside_community"
    assert await memberships(li) == []
    joined = await li("POST", path, {"at": inside(yuyuan)}, expect=200)
    world.clock.advance(days=29)
    assert await memberships(li) == [yuyuan["id"]]
    renewed = await li("POST", path, {"at": inside(yuyuan)}, expect=200)
    world.clock.advance(days=29)
    assert await memberships(li) == [yuyuan["id"]]
    world.clock.advance(days=2)

    assert await memberships(li) == []
    assert renewed["since"] == joined["since"]
    assert renewed["expires_at"] > joined["expires_at"]


async def test_an_e_mail_address_of_the_domain_that_was_verified_opens_the_campus(world: World, li: Phone):
    campus = await named(li, "Wujiaochang")
    student = await sign_in(world, "wang@m.fudan.edu.cn")
    path = f"/api/communities/{campus['id']}/membership"

    assert (await li("POST", path, {"email": "wang@m.fudan.edu.cn"})).json()["code"] == "proof_needed"
    assert (await li("POST", path, {})).json()["code"] == "email_not_accepted"
    assert (await student("POST", path, {"email": "WANG@m.fudan.edu.cn "}, expect=200))["via"] == "email"
    assert await memberships(li) == []


async def test_an_invite_is_used_as_often_as_it_says(world: World, operator: Phone, li: Phone):
    lane = await named(li, "Xinhua Lu")
    path = f"/api/communities/{lane['id']}/membership"
    code = (await operator("POST", f"/api/communities/{lane['id']}/invites", {"uses": 2, "days": 5}, expect=201))["code"]
    guests = [await sign_in(world, f"guest{number}@example.org") for number in range(6)]

    answers = await asyncio.gather(*(guest("POST", path, {"invite": code}) for guest in guests))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 422, 422, 422, 422]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 422} == {"invite_not_valid"}
    member = guests[[answer.status_code for answer in answers].index(200)]
    await member("POST", path, {"invite": "anything"}, expect=200)
    assert await world.db.pool.fetchval("SELECT uses_left FROM community_invite") == 0
    assert code.encode() not in await world.db.pool.fetchval("SELECT code_hash FROM community_invite")


async def test_an_invite_grows_old(world: World, operator: Phone, li: Phone):
    lane = await named(li, "Xinhua Lu")
    code = (await operator("POST", f"/api/communities/{lane['id']}/invites", {"days": 5}, expect=201))["code"]
    world.clock.advance(days=5, seconds=1)

    refused = await li("POST", f"/api/communities/{lane['id']}/membership", {"invite": code})

    assert refused.json()["code"] == "invite_not_valid"


async def test_only_operators_invite_and_only_where_invites_are_used(world: World, operator: Phone, li: Phone):
    lane, bund = await named(li, "Xinhua Lu"), await named(li, "The Bund (Waitan)")

    assert (await li("POST", f"/api/communities/{lane['id']}/invites", {})).json()["code"] == "not_allowed"
    assert (await operator("POST", f"/api/communities/{bund['id']}/invites", {})).json()["code"] == "not_by_invite"
    assert await world.db.pool.fetchval("SELECT count(*) FROM community_invite") == 0


async def test_one_belongs_to_two_communities_at_most_however_many_are_joined_at_once(world: World, li: Phone):
    open_ones = [
        each for each in (await li("GET", "/api/communities?limit=100", expect=200))["items"] if each["membership"] == "open"
    ]

    answers = await asyncio.gather(*(li("POST", f"/api/communities/{each['id']}/membership", {}) for each in open_ones))

    assert sorted(answer.status_code for answer in answers) == [200, 200] + [409] * (len(open_ones) - 2)
    mine = await memberships(li)
    assert len(mine) == 2
    await li("DELETE", f"/api/communities/{mine[0]}/membership", expect=204)
    await li("POST", f"/api/communities/{open_ones[-1]['id']}/membership", {})
    assert len(await memberships(li)) in (1, 2)


async def test_leaving_what_one_does_not_belong_to_is_not_found(world: World, li: Phone):
    bund = await named(li, "The Bund (Waitan)")
    wang = await sign_in(world, "wang@example.org")
    await wang("POST", f"/api/communities/{bund['id']}/membership", {}, expect=200)

    assert (await li("DELETE", f"/api/communities/{bund['id']}/membership")).status_code == 404
    assert await memberships(wang) == [bund["id"]]


UNREADABLE_PROOFS = [
    {"at": {"lat": 91, "lon": 0}},
    {"at": {"lat": "north", "lon": 121}},
    {"at": None, "extra": 1},
    {"invite": "\0"},
    {"invite": "x" * 61},
    {"email": 5},
    {"email": "x" * 255},
    [],
    "text",
    None,
    {"at": {"lat": 31.2}},
]


async def test_a_proof_that_cannot_be_read_is_refused(world: World, li: Phone):
    yuyuan = await named(li, "Yuyuan")

    for body in UNREADABLE_PROOFS:
        response = await li("POST", f"/api/communities/{yuyuan['id']}/membership", body)
        assert (response.status_code, response.json()["code"]) == (400, "malformed"), body
    assert await memberships(li) == []


async def test_numbers_that_are_none_are_refused(world: World, li: Phone):
    yuyuan = await named(li, "Yuyuan")
    for raw in (
        '{"at": {"lat": NaN, "lon": 1}}',
        '{"at": {"lat": 1e999, "lon": 1}}',
        '{"at": {"lat": Infinity, "lon": 1}}',
        '{"at"',
        "\0",
    ):
        response = await li(
            "POST", f"/api/communities/{yuyuan['id']}/membership", content=raw, headers={"Content-Type": "application/json"}
        )
        assert (response.status_code, response.json()["code"]) == (400, "malformed"), raw


async def test_unknown_communities_are_not_found(world: World, li: Phone):
    for unknown in ("01940000-0000-7000-8000-000000000000", "00000000-0000-0000-0000-000000000000"):
        assert (await li("GET", f"/api/communities/{unknown}")).status_code == 404
        assert (await li("POST", f"/api/communities/{unknown}/membership", {})).status_code == 404
    assert (await li("GET", "/api/communities/not-an-id")).status_code == 404


async def test_joining_needs_somebody(world: World, li: Phone):
    bund = await named(li, "The Bund (Waitan)")

    response = await world.client.post(f"/api/communities/{bund['id']}/membership", json={})

    assert (response.status_code, response.json()["code"]) == (401, "sign_in_needed")
