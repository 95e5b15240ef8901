"""Honest coverage by HTTP."""

from datetime import timedelta

import pytest

from everywhere.places.types import Point
from support import neighbourhood as hood
from support.world import World, sign_in

AT = f"{hood.CENTRE.lat},{hood.CENTRE.lon}"


async def coverage(world: World, language: str = "en", **params):
    response = await world.client.get(
        "/api/coverage", params={"at": AT, "category": "plumber", **params}, headers={"Accept-Language": language}
    )
    assert response.status_code == 200, response.text
    return response.json()


async def helpers(world: World, count: int, at: Point = hood.CENTRE, **changes) -> None:
    for helper in await hood.people(world.db, count, now=world.clock()):
        await hood.copy(world.db, "offer", [hood.offer(helper, at, now=world.clock(), **changes)])


async def past_needs(
    world: World, answered_after_minutes: list[int | None], *, hours_ago: float = 48, at: Point = hood.CENTRE
) -> None:
    asker = (await hood.people(world.db, 1, now=world.clock()))[0]
    opened = world.clock() - timedelta(hours=hours_ago)
    for minutes in answered_after_minutes:
        first = None if minutes is None else opened + timedelta(minutes=minutes)
        await hood.copy(
            world.db, "need", [hood.need(asker, at, now=opened, first_bid_at=first, stage="closed" if first else "expired")]
        )


async def test_an_empty_place_is_told_as_empty(world: World):
    found = await coverage(world)
    assert [each["count"] for each in found["ready"]] == [0, 0, 0]
    assert (found["past"], found["band"], found["fee"], found["advice"]) == (None, None, None, "schedule")
    assert found["sentence"] == (
        "Nobody is ready to help with this within 3 km right now. There were too few such requests so far to say how fast "
        "answers come. It is thin here: schedule a time instead, and more people can say yes."
    )


async def test_one_or_two_are_a_few_and_three_are_counted(world: World):
    await helpers(world, 2)
    found = await coverage(world)
    assert found["ready"][0] == {"within_m": 600, "count": None, "is_few": True}
    assert found["sentence"].startswith("A few people are ready to help with this within 600 m.")
    await helpers(world, 1)
    found = await coverage(world)
    assert found["ready"][0] == {"within_m": 600, "count": 3, "is_few": False}
    assert found["advice"] == "ask_now"
    assert (await coverage(world, "zh-CN"))["sentence"].startswith("600 m 内有 3 人可以马上帮忙。")


async def test_who_is_off_or_does_not_come_this_far_is_not_counted(world: World):
    await helpers(world, 3, is_available=False)
    await helpers(world, 3, category="errands")
    await helpers(world, 3, stage="paused")
    await helpers(world, 3, Point(hood.CENTRE.lat + 0.02, hood.CENTRE.lon), radius_m=300)
    assert [each["count"] for each in (await coverage(world))["ready"]] == [0, 0, 0]


async def test_two_offers_of_one_helper_are_one_helper(world: World):
    helper = (await hood.people(world.db, 1, now=world.clock()))[0]
    await hood.copy(world.db, "offer", [hood.offer(helper, hood.CENTRE, now=world.clock()) for _ in range(4)])
    assert (await coverage(world))["ready"][0]["is_few"]


async def test_seven_needs_say_nothing_and_eight_are_told(world: World):
    await past_needs(world, [4, 6, 8, 10, 12, None, None])
    assert (await coverage(world))["past"] is None
    await past_needs(world, [2])
    found = await coverage(world)
    assert found["past"] == {"needs": 8, "answered_share": 0.75, "median_minutes": 8.0, "within_m": 1500, "same_hours": True}
    assert (
        "Of 8 such requests within 1.5 km at this time of day, 75% were answered; half had a first answer within 8 min."
        in (found["sentence"])
    )


async def test_where_most_were_never_answered_there_is_no_median(world: World):
    await past_needs(world, [4, 6, 8, *[None] * 6])
    found = await coverage(world)
    assert found["past"]["median_minutes"] is None
    assert "33% were answered." in found["sentence"]


async def test_figures_widen_over_area_and_then_hours_and_say_so(world: World):
    await past_needs(world, [5] * 8, at=Point(hood.CENTRE.lat + 0.06, hood.CENTRE.lon))
    assert (await coverage(world))["past"] | {"median_minutes": 0} == {
        "needs": 8, "answered_share": 1.0, "median_minutes": 0, "within_m": 10_000, "same_hours": True,
    }  # fmt: skip
    await past_needs(world, [9] * 8, hours_ago=48 + 8)
    found = await coverage(world)
    assert (found["past"]["within_m"], found["past"]["same_hours"]) == (10_000, True)
    await world.db.pool.execute("DELETE FROM need WHERE first_bid_at - opened_at < interval '6 minutes'")
    found = await coverage(world)
    assert (found["past"]["within_m"], found["past"]["same_hours"]) == (3000, False)
    assert "at any time of day" in found["sentence"]


async def test_old_needs_and_those_without_a_chance_yet_are_not_counted(world: World):
    await past_needs(world, [5] * 8, hours_ago=24 * 61)
    await past_needs(world, [None] * 8, hours_ago=0.5)
    assert (await coverage(world))["past"] is None


@pytest.mark.parametrize(("fee", "lies"), [(1, "below_floor"), (7000, "low"), (10_000, "usual"), (90_000, "high")])
async def test_a_fee_lies_somewhere_in_the_band(world: World, fee: int, lies: str):
    await hood.completed_deals(world.db, [9000, 9000, 9000, 10_000, 10_000, 11_000, 11_000, 11_000], now=world.clock())
    await helpers(world, 3)
    found = await coverage(world, fee=fee)
    assert found["fee"]["lies"] == lies
    assert found["band"]["median"]["fee"] == {"minor": 10_000, "currency": "CNY"}
    assert (found["band"]["count"], found["band"]["basis"]) == (8, "nearby")
    # 60 minutes of work and 600 m there and back at 200 m a minute: 66 minutes.
    assert found["travel_m"] == 600
    assert found["band"]["median"]["hourly"]["minor"] == 10_000 * 60 // 66
    assert found["floor"]["minor"] <= found["floor_hourly"]["minor"]


async def test_at_night_nobody_is_asked_and_it_says_until_when(world: World):
    local_hour = (world.clock().hour + 8) % 24
    await world.pass_time(hours=(24 + 3 - local_hour) % 24)
    found = await coverage(world, category="cleaning")
    assert found["advice"] == "night"
    assert found["sentence"].endswith("asking begins again at 7:00.")
    assert found["asks_again_at"][11:16] == "23:00"


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"at": "here"}, 400, "malformed"),
        ({"at": "95,1"}, 400, "malformed"),
        ({"at": "0,0"}, 422, "outside_cities"),
        ({"category": "alchemy"}, 422, "unknown_category"),
        ({"category": ""}, 400, "malformed"),
        ({"fee": 0}, 400, "malformed"),
        ({"fee": 10**13}, 400, "malformed"),
        ({"fee": "1.5"}, 400, "malformed"),
    ],
)
async def test_what_cannot_be_answered_is_refused(world: World, params, status, code):
    response = await world.client.get("/api/coverage", params={"at": AT, "category": "plumber", **params})
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_what_others_would_see_is_told_before_and_is_what_a_post_then_shows(world: World):
    here = Point(hood.CENTRE.lat + 0.0031, hood.CENTRE.lon - 0.0023)
    at = f"{here.lat},{here.lon}"
    for number in range(6):
        asker = await sign_in(world, f"asker{number}@example.org")
        told = (await asker("GET", f"/api/coverage?at={at}&category=plumber", expect=200))["shown"]
        draft = {"category": "plumber", "title": "A tap drips", "at": {"lat": here.lat, "lon": here.lon}, "when": {"now": True}}
        need = await asker("POST", "/api/needs", draft, expect=201)
        assert told == {name: need[name] for name in ("cell", "at", "radius_m")}
        assert told["at"] != draft["at"]
    assert need["cell"].startswith("88")
