import asyncio
import json
from datetime import timedelta
from uuid import UUID

import pytest

from everywhere.help.offers import actions as offers
from everywhere.help.offers.types import OfferNotOpen, Switch
from everywhere.people import actions as people
from everywhere.places.types import Point
from support.posts import AT, HERE, cny, offer_draft
from support.world import Phone, World, sign_in

NOWHERE = "01940000-0000-7000-8000-000000000000"
FAR = {"lat": HERE.lat + 0.2, "lon": HERE.lon}


@pytest.fixture
async def li(world: World) -> Phone:
    return await sign_in(world, "li@example.org")


@pytest.fixture
async def wang(world: World) -> Phone:
    return await sign_in(world, "wang@example.org")


async def count(world: World) -> int:
    return await world.db.pool.fetchval("SELECT count(*) FROM offer")


async def events(world: World) -> list[str]:
    return [row["kind"] for row in await world.db.pool.fetch("SELECT kind FROM outbox ORDER BY seq")]


def span(day: int, start: str, end: str) -> dict:
    return {"day": day, "from": start, "to": end}


async def test_an_offer_is_posted_changed_paused_resumed_and_taken_back(world: World, li: Phone, wang: Phone):
    posted = await li("POST", "/api/offers", offer_draft(hours=[span(2, "13:00", "24:00"), span(2, "09:00", "12:00")]), expect=201)
    path = f"/api/offers/{posted['id']}"

    assert (posted["stage"], posted["version"], posted["is_available"]) == ("open", 1, False)
    assert posted["hours"] == [span(2, "09:00", "12:00"), span(2, "13:00", "24:00")]
    assert posted["mine"]["at"] == AT
    seen = await wang("GET", path, expect=200)
    assert seen == {**posted, "mine": None}
    assert seen["at"] != AT

    price = {"kind": "talk", "amount": None}
    changed = await li("PATCH", path, {"price": price, "radius_m": 500}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"], changed.json()["price"]) == (200, '"2"', price)
    assert (await li("PATCH", path, {"title": "x"}, headers={"If-Match": '"1"'})).json()["code"] == "version_moved"

    assert (await li("POST", f"{path}/pause", expect=200))["stage"] == "paused"
    assert (await li("POST", f"{path}/pause", expect=200))["version"] == 3
    assert (await wang("GET", path)).status_code == 404
    assert (await li("POST", f"{path}/resume", expect=200))["stage"] == "open"
    await li("DELETE", path, expect=204)
    await li("DELETE", path, expect=204)
    assert (await li("POST", f"{path}/resume")).json()["code"] == "offer_not_open"
    assert [each["stage"] for each in (await li("GET", "/api/me/offers", expect=200))["items"]] == ["withdrawn"]
    assert (await li("GET", "/api/me/offers?stage=open", expect=200))["items"] == []
    assert (await wang("GET", "/api/me/offers", expect=200))["items"] == []


async def test_what_cannot_be_read_is_refused_and_changes_nothing(world: World, li: Phone):
    broken = [
        {"title": ...}, {"price": ...}, {"at": ...}, {"radius_m": ...}, {"radius_m": 99}, {"radius_m": 20_001}, {"radius_m": 10**20},
        {"radius_m": 500.5}, {"price": {"kind": "free"}}, {"price": {}}, {"price": cny(100)}, {"price": {"kind": "fixed", "amount": cny(0)}},
        {"at": {"lat": -91, "lon": 0}}, {"at": {"lat": 0, "lon": -181}}, {"title": "\0"}, {"title": "\u2067x"}, {"text": "x" * 2001},
        {"hours": [span(0, "09:00", "10:00")]}, {"hours": [span(8, "09:00", "10:00")]}, {"hours": [span(1, "9:00", "10:00")]},
        {"hours": [span(1, "09:00", "24:01")]}, {"hours": [span(1, "09:60", "10:00")]}, {"hours": [{"day": 1}]}, {"hours": {}},
        {"hours": [span(1, "09:00", "10:00")] * 43}, {"hours": [span(1, "０９:00", "10:00")]},
        {"community_ids": [NOWHERE] * 6}, {"community_ids": "all"}, {"surprise": 1}, {"answers": {"problem": [1]}},
    ]  # fmt: skip
    for changes in broken:
        response = await li("POST", "/api/offers", offer_draft(**changes))
        assert (response.status_code, response.json()["code"]) == (400, "malformed"), (changes, response.text)
    assert await count(world) == 0


async def test_what_the_rules_refuse_says_why_and_where_and_changes_nothing(world: World, li: Phone):
    communities = (await li("GET", "/api/communities?limit=100", expect=200))["items"]
    gated = next(each["id"] for each in communities if each["membership"] == "gps")
    free = next(each["id"] for each in communities if each["membership"] == "open")
    refused = [
        ({"category": "no_such_help"}, "unknown_category", "category"),
        ({"category": "borrow_money"}, "category_off", "category"),
        ({"at": {"lat": 0, "lon": 0}}, "outside_cities", "at"),
        ({"answers": {"age": 5}}, "answers_do_not_fit", "answers"),
        ({"price": {"kind": "fixed"}}, "price_needed", "price.amount"),
        ({"price": {"kind": "talk", "amount": cny(100)}}, "price_needed", "price.amount"),
        ({"price": {"kind": "hourly", "amount": cny(2499)}}, "fee_below_floor", "price.amount"),
        ({"price": {"kind": "fixed", "amount": {"minor": 5000, "currency": "USD"}}}, "wrong_currency", "price.amount"),
        ({"hours": [span(1, "10:00", "09:00")]}, "hours_overlap", "hours"),
        ({"hours": [span(1, "09:00", "11:00"), span(1, "10:00", "12:00")]}, "hours_overlap", "hours"),
        ({"community_ids": [NOWHERE]}, "community_not_near", "community_ids.0"),
        ({"community_ids": [free, gated]}, "membership_needed", "community_ids.1"),
        ({"picture_ids": [NOWHERE]}, "unknown_picture", None),
    ]
    for changes, code, path in refused:
        problem = (await li("POST", "/api/offers", offer_draft(**changes))).json()
        assert problem.get("code") == code, (changes, problem)
        assert path is None or problem["path"] == path
    assert await count(world) == 0

    offer = await li("POST", "/api/offers", offer_draft(community_ids=[free]), expect=201)
    for changes, status in [
        ({"price": {"kind": "fixed"}}, 422), ({"hours": [span(1, "10:00", "09:00")]}, 422), ({"community_ids": [gated]}, 422), ({"at": AT}, 400),
        ({"answers": {"x": 1}}, 422), ({"is_available": True}, 400), ({"radius_m": None}, 400),
    ]:  # fmt: skip
        assert (await li("PATCH", f"/api/offers/{offer['id']}", changes)).status_code == status, changes
    assert await li("GET", f"/api/offers/{offer['id']}", expect=200) == offer


async def test_other_peoples_offers_look_like_none(world: World, li: Phone, wang: Phone):
    offer = await li("POST", "/api/offers", offer_draft(), expect=201)
    before = await world.db.pool.fetchrow("SELECT * FROM offer")

    for offer_id in (offer["id"], NOWHERE, "ffffffff-ffff-ffff-ffff-ffffffffffff"):
        for method, path, body in [
            ("PATCH", f"/api/offers/{offer_id}", {"title": "Mine now"}), ("DELETE", f"/api/offers/{offer_id}", None),
            ("POST", f"/api/offers/{offer_id}/pause", None), ("POST", f"/api/offers/{offer_id}/resume", None),
        ]:  # fmt: skip
            response = await wang(method, path, body)
            assert (response.status_code, response.json()["code"]) == (404, "not_found"), (method, path)
    assert (await wang("POST", f"/api/offers/{offer['id']}/screening", {"decision": "remove"})).json()["code"] == "not_allowed"
    assert (await world.client.post("/api/offers", json=offer_draft())).status_code == 401
    assert (await world.client.put("/api/me/availability", json={"available": True})).status_code == 401
    assert await world.db.pool.fetchrow("SELECT * FROM offer") == before


async def test_twenty_offers_are_enough_however_fast_they_come(world: World, li: Phone):
    for number in range(18):
        await li("POST", "/api/offers", offer_draft(title=f"Pipes {number}"), expect=201)

    answers = await asyncio.gather(*(li("POST", "/api/offers", offer_draft()) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 4
    seen, cursor = [], ""
    while cursor is not None:
        page = await li("GET", "/api/me/offers?limit=7" + (f"&cursor={cursor}" if cursor else ""), expect=200)
        seen += [offer["id"] for offer in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 20


async def test_a_suspicious_offer_waits_for_an_operator(world: World, li: Phone, wang: Phone):
    operator = await sign_in(world, "op@example.org")
    await world.db.transact(lambda tx: people.give_role(tx, "email:op@example.org", "operator"))
    posted = await li("POST", "/api/offers", offer_draft(category="tutor", text="call 13800138000"), expect=201)
    path = f"/api/offers/{posted['id']}"
    assert posted["stage"] == "screened"
    assert (await wang("GET", path)).status_code == 404
    assert (await li("POST", f"{path}/resume")).json()["code"] == "offer_not_open"
    await world.settle()

    assert (await operator("POST", f"{path}/screening", {"decision": "approve"}, expect=200))["stage"] == "open"
    await wang("GET", path, expect=200)
    await world.settle()
    await operator("POST", f"{path}/screening", {"decision": "remove"}, expect=200)
    await world.settle()

    assert (await li("GET", path, expect=200))["stage"] == "removed"
    kinds = [row["kind"] for row in await world.db.pool.fetch("SELECT kind FROM notice ORDER BY at, id")]
    assert kinds == ["offer_held_back", "offer_removed"]
    shown = await world.db.pool.fetch("SELECT kind, body FROM live_event WHERE topic LIKE 'cell:%' ORDER BY seq")
    assert [row["kind"] for row in shown] == ["offer_gone", "offer_posted", "offer_gone"]
    assert not any(str(secret) in json.dumps([row["body"] for row in shown]) for secret in (AT["lat"], AT["lon"], li.person_id))


async def test_going_on_moving_and_going_off_shows_on_the_offers_that_it_concerns(world: World, li: Phone, wang: Phone):
    near = await li("POST", "/api/offers", offer_draft(), expect=201)
    far = await li("POST", "/api/offers", offer_draft(at=FAR), expect=201)
    await world.settle()

    async def switch(**body) -> tuple[bool, bool]:
        await li("PUT", "/api/me/availability", body, expect=200)
        return tuple([(await wang("GET", f"/api/offers/{offer['id']}", expect=200))["is_available"] for offer in (near, far)])

    assert await switch(available=True, at=AT) == (True, False)
    assert await events(world) == ["availability_changed"]
    assert await switch(available=True, at={**AT, "lat": AT["lat"] + 0.01}) == (True, False)
    assert await events(world) == ["availability_changed"]
    assert await switch(available=True, at=FAR) == (False, True)
    assert await events(world) == ["availability_changed"] * 2
    assert await switch(available=True) == (True, True)
    assert await switch(available=False, at=AT) == (False, False)
    assert await events(world) == ["availability_changed"] * 4
    stored = await world.db.pool.fetchrow("SELECT exact_lat, exact_lon FROM availability")
    assert tuple(stored) == (None, None)
    assert {(await li("GET", f"/api/offers/{offer['id']}", expect=200))["version"] for offer in (near, far)} == {1}


async def test_a_position_that_nobody_would_notice_costs_no_write(world: World, li: Phone):
    await li("POST", "/api/offers", offer_draft(), expect=201)
    await li("PUT", "/api/me/availability", {"available": True, "at": AT}, expect=200)
    before = await world.db.pool.fetchrow("SELECT xmin, at FROM availability")
    for step in range(5):
        world.clock.advance(minutes=1)
        await li("PUT", "/api/me/availability", {"available": True, "at": {**AT, "lat": AT["lat"] + step * 0.0002}}, expect=200)
    assert await world.db.pool.fetchrow("SELECT xmin, at FROM availability") == before

    world.clock.advance(minutes=5)
    await li("PUT", "/api/me/availability", {"available": True, "at": AT}, expect=200)
    assert await world.db.pool.fetchval("SELECT at FROM availability") == world.clock()


async def test_quiet_hours_are_set_kept_and_taken_away(world: World, li: Phone):
    assert await li("GET", "/api/me/availability", expect=200) == {
        "available": False, "is_located": False, "quiet_hours": None, "at": None,
    }  # fmt: skip
    quiet = {"from_hour": 22, "to_hour": 7}
    on = await li("PUT", "/api/me/availability", {"available": True, "quiet_hours": quiet}, expect=200)
    moved = await li("PUT", "/api/me/availability", {"available": True, "at": AT}, expect=200)
    cleared = await li("PUT", "/api/me/availability", {"available": True, "at": AT, "quiet_hours": None}, expect=200)

    assert (on["quiet_hours"], moved["quiet_hours"], cleared["quiet_hours"]) == (quiet, quiet, None)
    assert (on["is_located"], moved["is_located"]) == (False, True)
    for body in [
        {}, {"available": "yes"}, {"available": None}, {"available": True, "at": {"lat": 99, "lon": 0}}, {"available": True, "at": [1, 2]},
        {"available": True, "quiet_hours": {"from_hour": 24, "to_hour": 0}}, {"available": True, "quiet_hours": {"from_hour": 1}}, [], None,
        {"available": True, "who": "me"},
    ]:  # fmt: skip
        response = await li("PUT", "/api/me/availability", body)
        assert (response.status_code, response.json()["code"]) == (400, "malformed"), body
    assert await li("GET", "/api/me/availability", expect=200) == cleared


async def test_an_offer_that_is_posted_or_changed_fits_the_switch_at_once(world: World, li: Phone):
    await li("PUT", "/api/me/availability", {"available": True, "at": {**AT, "lat": AT["lat"] + 0.02}}, expect=200)
    offer = await li("POST", "/api/offers", offer_draft(radius_m=3000), expect=201)

    assert offer["is_available"] is True
    assert (await li("PATCH", f"/api/offers/{offer['id']}", {"radius_m": 1000}, expect=200))["is_available"] is False
    assert (await li("PATCH", f"/api/offers/{offer['id']}", {"radius_m": 5000}, expect=200))["is_available"] is True


async def test_switches_and_offers_at_once_always_fit_in_the_end(world: World, li: Phone):
    async def flicker(number: int) -> None:
        body = {"available": number % 2 == 0, "at": AT if number % 4 else FAR}
        await li("PUT", "/api/me/availability", body, expect=200)

    await asyncio.gather(
        *(flicker(n) for n in range(12)), *(li("POST", "/api/offers", offer_draft(), expect=201) for _ in range(6))
    )
    await li("PUT", "/api/me/availability", {"available": True, "at": AT}, expect=200)

    assert {offer["is_available"] for offer in (await li("GET", "/api/me/offers", expect=200))["items"]} == {True}


async def test_many_switches_go_through_one_door_at_once(world: World, li: Phone, wang: Phone):
    for phone in (li, wang):
        await phone("POST", "/api/offers", offer_draft(), expect=201)
    switches = [
        Switch(UUID(li.person_id), True, Point(**AT), None),  # noqa: FBT003
        Switch(UUID(wang.person_id), True, Point(**FAR), (22, 7)),  # noqa: FBT003
    ]
    await world.db.transact(lambda tx: offers.set_availability(tx, switches, now=world.clock()))

    async with world.db.read() as tx:
        stored = await offers.availability_of(tx, [UUID(li.person_id), UUID(wang.person_id)])
    assert [stored[switch.person_id].point for switch in switches] == [Point(**AT), Point(**FAR)]
    assert stored[UUID(wang.person_id)].quiet_from_hour == 22
    assert await world.db.pool.fetchval("SELECT count(*) FROM offer WHERE is_available") == 1


async def test_open_now_needs_the_switch_and_the_hours(world: World, li: Phone):
    local = world.clock() + timedelta(hours=8)
    day = local.isoweekday()
    offer = await li("POST", "/api/offers", offer_draft(hours=[span(day % 7 + 1, "00:00", "24:00")]), expect=201)
    path = f"/api/offers/{offer['id']}"
    await li("PUT", "/api/me/availability", {"available": True, "at": AT}, expect=200)

    assert (await li("GET", path, expect=200))["is_open_now"] is False
    world.clock.advance(hours=24)
    shown = await li("GET", path, expect=200)
    assert (shown["is_available"], shown["is_open_now"]) == (True, True)


async def test_people_who_are_gone_offer_nothing(world: World, li: Phone, wang: Phone):
    offer = await li("POST", "/api/offers", offer_draft(text="Ask for Li"), expect=201)
    await li("PUT", "/api/me/availability", {"available": True, "at": AT}, expect=200)
    await world.settle()
    await world.db.transact(lambda tx: people.erase(tx, li.person_id, now=world.clock()))
    await world.settle()

    row = await world.db.pool.fetchrow("SELECT stage, title, text, is_available, exact_lat = lat AS is_blurred FROM offer")
    assert tuple(row) == ("withdrawn", "–", "", False, True)
    assert await world.db.pool.fetchval("SELECT count(*) FROM availability") == 0
    assert (await wang("GET", f"/api/offers/{offer['id']}")).status_code == 404


async def test_only_an_open_offer_is_locked_for_a_bid(world: World, li: Phone):
    offer = await li("POST", "/api/offers", offer_draft(), expect=201)
    async with world.db.write() as tx:
        assert str((await offers.lock_open(tx, UUID(offer["id"]))).id) == offer["id"]
    await li("POST", f"/api/offers/{offer['id']}/pause", expect=200)

    async with world.db.write() as tx:
        with pytest.raises(OfferNotOpen):
            await offers.lock_open(tx, UUID(offer["id"]))
