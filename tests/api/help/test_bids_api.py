"""Bids by HTTP: who sees what, whose turn it is, and what becomes of those that lose."""

from datetime import timedelta
from typing import Any

import pytest

from support.deals import AT, agreed, money, need_draft, offer_draft
from support.world import Phone, World, sign_in


@pytest.fixture
async def asker(world: World) -> Phone:
    return await sign_in(world, "asker@example.org")


@pytest.fixture
async def helper(world: World) -> Phone:
    return await sign_in(world, "helper@example.org")


@pytest.fixture
async def other(world: World) -> Phone:
    return await sign_in(world, "other@example.org")


async def need_of(asker: Phone, **changes: Any) -> dict[str, Any]:
    need: dict[str, Any] = await asker("POST", "/api/needs", need_draft(**changes), expect=201)
    return need


async def bid_on(helper: Phone, need: dict[str, Any], minor: int = 5000, **more: Any) -> dict[str, Any]:
    bid: dict[str, Any] = await helper("POST", f"/api/needs/{need['id']}/bids", {"fee": money(minor), **more}, expect=201)
    return bid


async def kinds(phone: Phone) -> list[str]:
    return [notice["kind"] for notice in (await phone("GET", "/api/inbox?limit=100", expect=200))["items"]]


async def test_an_asker_sees_all_bids_and_a_helper_only_their_own(world: World, asker: Phone, helper: Phone, other: Phone):
    need = await need_of(asker)
    first = await bid_on(helper, need)
    world.clock.advance(seconds=1)
    second = await bid_on(other, need, 6000)
    path = f"/api/needs/{need['id']}/bids"

    assert [bid["id"] for bid in (await asker("GET", path, expect=200))["items"]] == [second["id"], first["id"]]
    assert [bid["id"] for bid in (await helper("GET", path, expect=200))["items"]] == [first["id"]]
    page = await asker("GET", f"{path}?limit=1", expect=200)
    rest = await asker("GET", f"{path}?limit=1&cursor={page['next']}", expect=200)
    assert ([bid["id"] for bid in rest["items"]], rest["next"]) == ([first["id"]], None)
    assert (await other("GET", f"/api/bids/{first['id']}")).status_code == 404
    assert [bid["side"] for bid in (await asker("GET", "/api/me/bids?role=asker", expect=200))["items"]] == ["asker", "asker"]
    assert (await asker("GET", "/api/me/bids?role=helper", expect=200))["items"] == []


async def test_every_version_stays_readable_and_has_its_tag(asker: Phone, helper: Phone):
    bid = await bid_on(helper, await need_of(asker), note="With my cart")
    await asker("POST", f"/api/bids/{bid['id']}/counter", {"version": 1, "fee": money(4000), "note": "Too much"}, expect=200)
    answer = await helper("GET", f"/api/bids/{bid['id']}")

    assert answer.headers["etag"] == '"2"'
    told = [(each["version"], each["by"], each["fee"], each["note"]) for each in answer.json()["versions"]]
    assert told == [(1, "helper", money(5000), "With my cart"), (2, "asker", money(4000), "Too much")]
    assert answer.json()["cancellation"]["terms"][0]["to_asker"] == money(4000)


async def test_one_open_bid_a_helper_and_a_new_one_after_taking_it_back(asker: Phone, helper: Phone):
    need = await need_of(asker)
    bid = await bid_on(helper, need)
    again = await helper("POST", f"/api/needs/{need['id']}/bids", {"fee": money(5000)})
    assert (again.status_code, again.json()["code"], again.json()["facts"]) == (409, "already_bid", {"bid_id": bid["id"]})

    assert (await helper("POST", f"/api/bids/{bid['id']}/withdraw", expect=200))["stage"] == "withdrawn"
    assert (await helper("POST", f"/api/bids/{bid['id']}/withdraw", expect=200))["stage"] == "withdrawn"
    assert (await bid_on(helper, need))["id"] != bid["id"]


async def test_one_does_not_bid_on_ones_own(asker: Phone, helper: Phone):
    need = await need_of(asker)
    refused = await asker("POST", f"/api/needs/{need['id']}/bids", {"fee": money(5000)})
    assert (refused.status_code, refused.json()["code"]) == (422, "own_need")
    offer = await helper("POST", "/api/offers", offer_draft(), expect=201)
    refused = await helper("POST", f"/api/offers/{offer['id']}/bids", {"fee": money(9000), "at": AT})
    assert (refused.status_code, refused.json()["code"]) == (422, "own_offer")


async def test_whoever_is_blocked_finds_nothing(asker: Phone, helper: Phone):
    need = await need_of(asker)
    bid = await bid_on(helper, need)
    await asker("PUT", f"/api/me/blocks/{helper.person_id}", expect=204)

    for phone in (asker, helper):
        assert (await phone("GET", f"/api/bids/{bid['id']}")).status_code == 404
        assert (await phone("POST", f"/api/bids/{bid['id']}/counter", {"version": 1, "fee": money(4000)})).status_code == 404
        assert (await phone("GET", "/api/me/bids", expect=200))["items"] == []
    assert (await asker("POST", f"/api/bids/{bid['id']}/accept", {"version": 1})).status_code == 404
    assert (await helper("POST", f"/api/needs/{need['id']}/bids", {"fee": money(5000)})).status_code == 404
    assert (await asker("GET", f"/api/needs/{need['id']}/bids", expect=200))["items"] == []


async def test_the_first_yes_wins_and_the_others_are_told(world: World, asker: Phone, helper: Phone, other: Phone):
    need = await need_of(asker)
    mine, theirs = await bid_on(helper, need), await bid_on(other, need)
    deal = await asker("POST", f"/api/bids/{mine['id']}/accept", {"version": 1}, expect=200)
    again = await asker("POST", f"/api/bids/{mine['id']}/accept", {"version": 1}, expect=200)
    late = await asker("POST", f"/api/bids/{theirs['id']}/accept", {"version": 1})
    fresh = await other("POST", f"/api/needs/{need['id']}/bids", {"fee": money(1500)})
    await world.settle()

    assert again["id"] == deal["id"]
    assert (late.status_code, late.json()["code"]) == (409, "need_not_open")
    assert (fresh.status_code, fresh.json()["code"]) == (409, "need_not_open")
    assert (await other("GET", f"/api/bids/{theirs['id']}", expect=200))["stage"] == "lost"
    assert "bid_lost" in await kinds(other)
    assert (await kinds(asker)).count("bid_placed") == 2


async def test_a_declined_bid_says_so_and_costs_nothing(world: World, asker: Phone, helper: Phone):
    bid = await bid_on(helper, await need_of(asker))
    declined = await asker("POST", f"/api/bids/{bid['id']}/decline", {"reason": "Too late for me"}, expect=200)
    assert (declined["stage"], declined["can"]) == ("declined", [])
    assert (await asker("POST", f"/api/bids/{bid['id']}/decline", expect=200))["stage"] == "declined"
    await world.settle()

    notice = (await helper("GET", "/api/inbox", expect=200))["items"][0]
    assert (notice["kind"], notice["body"].endswith("Too late for me")) == ("bid_declined", True)
    late = await asker("POST", f"/api/bids/{bid['id']}/accept", {"version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "bid_not_open")


async def test_a_bid_that_nobody_answers_expires_with_a_notice(world: World, asker: Phone, helper: Phone):
    starts_at = world.clock() + timedelta(days=3)
    window = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=2)).isoformat()}
    bid = await bid_on(helper, await need_of(asker, when=window))
    await world.settle()
    await world.pass_time(hours=23)
    await asker("POST", f"/api/bids/{bid['id']}/counter", {"version": 1, "fee": money(4000)}, expect=200)
    await world.settle()
    await world.pass_time(hours=2)
    assert (await helper("GET", f"/api/bids/{bid['id']}", expect=200))["stage"] == "open"
    await world.pass_time(hours=22)

    assert (await helper("GET", f"/api/bids/{bid['id']}", expect=200))["stage"] == "expired"
    assert "bid_expired" in await kinds(helper)


async def test_bids_go_with_the_need_that_is_taken_back(world: World, asker: Phone, helper: Phone):
    need = await need_of(asker)
    bid = await bid_on(helper, need)
    await asker("DELETE", f"/api/needs/{need['id']}")
    await world.settle()

    assert (await helper("GET", f"/api/bids/{bid['id']}", expect=200))["stage"] == "lost"


async def test_an_offer_reaches_only_its_area(asker: Phone, helper: Phone):
    offer = await helper("POST", "/api/offers", offer_draft(radius_m=1000), expect=201)
    far = {"lat": AT["lat"] + 0.1, "lon": AT["lon"]}
    refused = await asker("POST", f"/api/offers/{offer['id']}/bids", {"fee": money(9000), "at": far})
    assert (refused.status_code, refused.json()["code"], refused.json()["path"]) == (422, "outside_service_area", "at")
    sea = await asker("POST", f"/api/offers/{offer['id']}/bids", {"fee": money(9000), "at": {"lat": 0, "lon": -30}})
    assert sea.status_code == 422


HUGE = 10**13


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"fee": money(0)}, 400),
        ({"fee": money(-1)}, 400),
        ({"fee": money(HUGE)}, 400),
        ({"fee": {"minor": 1.5, "currency": "CNY"}}, 400),
        ({"fee": money(100)}, 422),
        ({"fee": money(5000, "USD")}, 422),
        ({"fee": money(5000, "yuan")}, 400),
        ({"fee": money(5000), "note": "a\x00b"}, 400),
        ({"fee": money(5000), "note": "x" * 2001}, 400),
        ({"fee": money(5000), "minutes": 0}, 400),
        ({"fee": money(5000), "minutes": 10**9}, 400),
        ({"fee": money(5000), "starts_at": "tomorrow"}, 400),
        ({"fee": money(5000), "starts_at": "2026-03-02T10:00:00"}, 400),
        ({"fee": money(5000), "starts_at": "0001-01-01T00:00:00+14:00"}, 422),
        ({"fee": money(5000), "starts_at": "9999-12-31T23:59:59-14:00"}, 422),
        ({"fee": money(5000), "ends_at": "9999-12-31T23:59:59Z"}, 422),
        ({"fee": money(5000), "stage": "accepted"}, 400),
    ],
)
async def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    world: World, asker: Phone, helper: Phone, body: Any, status: int
):
    need = await need_of(asker)
    refused = await helper("POST", f"/api/needs/{need['id']}/bids", body)

    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert await world.db.pool.fetchval("SELECT count(*) FROM bid") == 0


async def test_one_key_places_one_bid_and_not_another(world: World, asker: Phone, helper: Phone):
    need = await need_of(asker)
    path, headers = f"/api/needs/{need['id']}/bids", {"Idempotency-Key": "bid-1"}
    first = await helper("POST", path, {"fee": money(5000)}, headers=headers, expect=201)
    again = await helper("POST", path, {"fee": money(5000)}, headers=headers, expect=201)
    other = await helper("POST", path, {"fee": money(6000)}, headers=headers)

    assert again == first
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert await world.db.pool.fetchval("SELECT count(*) FROM bid") == 1


async def test_a_deal_on_a_bid_is_no_business_of_a_third(asker: Phone, helper: Phone, other: Phone):
    deal = await agreed(asker, helper)
    for step in ("accept", "counter"):
        body = {"version": 1, **({"fee": money(5000)} if step == "counter" else {})}
        assert (await other("POST", f"/api/bids/{deal['bid_id']}/{step}", body)).status_code == 404
