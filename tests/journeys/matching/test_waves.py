"""Instant waves, played through the API: who is asked, when, and when nobody is any more."""

from datetime import timedelta
from uuid import UUID

import pytest

from everywhere.help.matching.record import actions as record
from everywhere.help.matching.waves import actions, jobs, rules
from everywhere.help.matching.waves.types import Manner, WaveDue
from everywhere.places.types import Point
from support import neighbourhood as hood
from support.world import Phone, World, sign_in

INTERVAL_S = 20.0


@pytest.fixture(autouse=True)
async def crowded(world: World) -> None:
    """Enough people are about, so that cells are small."""
    await hood.fill(world.db, *(north(500 * step) for step in range(-4, 12)), now=world.clock())


def north(metres: float) -> Point:
    return Point(hood.CENTRE.lat + metres / 111_195, hood.CENTRE.lon)


async def asker(world: World, name: str = "asker") -> Phone:
    return await sign_in(world, f"{name}@example.org")


async def helpers(world: World, count: int, at: Point = hood.CENTRE, **changes) -> list[UUID]:
    found = await hood.people(world.db, count, now=world.clock())
    await hood.copy(world.db, "offer", [hood.offer(each, at, now=world.clock(), **changes) for each in found])
    return found


async def post(phone: Phone, at: Point = hood.CENTRE, **changes) -> str:
    draft = {
        "category": "plumber",
        "title": "A tap drips",
        "at": {"lat": at.lat, "lon": at.lon},
        "when": {"now": True},
        "fee": {"minor": 9000, "currency": "CNY"},
    }
    return (await phone("POST", "/api/needs", {**draft, **changes}, expect=201))["id"]


async def asked(world: World, need_id: str) -> dict[UUID, int]:
    rows = await world.db.pool.fetch("SELECT helper_id, wave FROM invitation WHERE need_id = $1", UUID(need_id))
    return {row["helper_id"]: row["wave"] for row in rows}


async def ring(world: World) -> None:
    await world.pass_time(seconds=INTERVAL_S)


async def test_the_nearest_five_are_asked_first_and_then_the_ring_widens(world: World):
    near = await helpers(world, 7)
    far = await helpers(world, 2, north(4500))
    phone = await asker(world)
    need_id = await post(phone)
    await world.settle()
    first = await asked(world, need_id)
    assert len(first) == rules.ASKED_AT_ONCE
    assert set(first) < set(near)
    progress = await phone("GET", f"/api/needs/{need_id}/waves", expect=200)
    assert (progress["progress"], progress["asked"], progress["ring_m"]) == ("asking", 5, 600)
    assert progress["next_at"] is not None
    await ring(world)
    assert set(await asked(world, need_id)) == set(near)
    await ring(world)
    await ring(world)
    assert await asked(world, need_id) == {**dict.fromkeys(near, 2), **first, **dict.fromkeys(far, 4)}


async def test_a_ring_that_was_set_by_a_clock_that_was_ahead_does_not_wait_for_that_hour(world: World):
    await helpers(world, 7)
    need_id = await post(await asker(world))
    await world.settle()
    await world.db.pool.execute("DELETE FROM pgqueuer")
    now = world.clock()
    event = WaveDue(UUID(need_id), 2, now + timedelta(hours=1, seconds=INTERVAL_S), wait_s=INTERVAL_S)
    await world.db.transact(lambda tx: jobs.hear_wave_due(tx, event, now))
    await world.settle()
    assert len(await asked(world, need_id)) == 5
    await ring(world)
    assert len(await asked(world, need_id)) == 7


async def test_after_the_sixth_ring_the_widest_is_asked_on_and_somebody_who_comes_on_is_found(world: World):
    phone = await asker(world)
    need_id = await post(phone)
    for _ in range(7):
        await ring(world)
    progress = await phone("GET", f"/api/needs/{need_id}/waves", expect=200)
    assert [wave["ring_m"] for wave in progress["waves"][:6]] == list(rules.RINGS_M)
    assert {wave["ring_m"] for wave in progress["waves"][6:]} == {rules.RINGS_M[-1]}
    assert (progress["progress"], progress["asked"]) == ("asking", 0)
    await world.pass_time(minutes=30)
    late = await helpers(world, 1, north(4500))
    await world.pass_time(minutes=10)
    assert set(await asked(world, need_id)) == set(late)


async def test_asking_ends_with_the_need(world: World):
    phone = await asker(world)
    need_id = await post(phone)
    await world.settle()
    await world.db.pool.execute("UPDATE need SET expires_at = opened_at + interval '50 seconds'")
    for _ in range(2):
        await ring(world)
    progress = await phone("GET", f"/api/needs/{need_id}/waves", expect=200)
    assert (progress["progress"], progress["next_at"], len(progress["waves"])) == ("exhausted", None, 3)
    await helpers(world, 1)
    await world.pass_time(minutes=10)
    assert await asked(world, need_id) == {}


async def test_a_helper_reads_why_and_declines_for_free(world: World):
    helper = await sign_in(world, "helper@example.org")
    await hood.copy(world.db, "offer", [hood.offer(UUID(helper.person_id), hood.CENTRE, now=world.clock())])
    phone = await asker(world)
    need_id = await post(phone)
    await world.settle()
    kinds = await world.db.pool.fetch("SELECT kind, subject_id FROM notice WHERE person_id = $1", UUID(helper.person_id))
    assert [(row["kind"], str(row["subject_id"])) for row in kinds] == [("asked", need_id)]
    page = await helper("GET", "/api/me/invitations", expect=200)
    item = page["items"][0]
    assert (item["need"]["id"], item["answer"], item["wave"]) == (need_id, None, 1)
    assert [why["code"] for why in item["why"]] == ["near", "newcomer", "rested"]
    assert "exact" not in str(page)
    for _ in range(2):
        assert (await helper("POST", f"/api/needs/{need_id}/decline")).status_code == 204
    assert (await helper("GET", "/api/me/invitations", expect=200))["items"][0]["answer"] == "declined"
    await world.pass_time(minutes=30)
    await record.rebuild(world.db, now=world.clock())
    assert await world.db.pool.fetchval("SELECT max(asked) FROM helper_record") in (None, 0)


async def test_a_bid_answers_the_invitation_and_counts(world: World):
    helper = await sign_in(world, "helper@example.org")
    await hood.copy(world.db, "offer", [hood.offer(UUID(helper.person_id), hood.CENTRE, now=world.clock())])
    phone = await asker(world)
    need_id = await post(phone)
    await world.settle()
    await helper("POST", f"/api/needs/{need_id}/bids", {"fee": {"minor": 9000, "currency": "CNY"}}, expect=201)
    await world.settle()
    assert (await helper("GET", "/api/me/invitations", expect=200))["items"][0]["answer"] == "bid"
    assert (await phone("GET", f"/api/needs/{need_id}/waves", expect=200))["bids"] == 1
    assert (await helper("POST", f"/api/needs/{need_id}/decline")).status_code == 204
    assert (await helper("GET", "/api/me/invitations", expect=200))["items"][0]["answer"] == "bid"
    row = await world.db.pool.fetchrow("SELECT asked, answered FROM helper_record WHERE helper_id = $1", UUID(helper.person_id))
    assert (row["asked"], row["answered"]) == (1, 1)


async def test_nobody_is_asked_once_it_is_withdrawn_or_over(world: World):
    phone = await asker(world)
    gone, agreed = await post(phone), await post(phone)
    await world.settle()
    await phone("DELETE", f"/api/needs/{gone}")
    await world.db.pool.execute("UPDATE need SET stage = 'agreed' WHERE id = $1", UUID(agreed))
    await helpers(world, 3)
    for _ in range(7):
        await ring(world)
    assert await asked(world, gone) == {}
    assert await asked(world, agreed) == {}
    assert (await phone("GET", f"/api/needs/{gone}/waves", expect=200))["progress"] == "over"
    assert (await phone("GET", f"/api/needs/{agreed}/waves", expect=200))["progress"] == "agreed"


async def test_a_need_for_later_asks_nobody(world: World):
    await helpers(world, 3)
    phone = await asker(world)
    tomorrow = world.clock() + timedelta(days=1)
    window = {"starts_at": tomorrow.isoformat(), "ends_at": (tomorrow + timedelta(hours=3)).isoformat()}
    need_id = await post(phone, when=window)
    await world.settle()
    assert await asked(world, need_id) == {}
    assert (await phone("GET", f"/api/needs/{need_id}/waves", expect=200))["progress"] == "scheduled"


async def busy(world: World, helper: UUID, stage: str) -> None:
    await hood.completed_deals(world.db, [5000], now=world.clock())
    await world.db.pool.execute(
        "UPDATE deal SET helper_id = $1, stage = $2, starts_at = $3, ends_at = $4, ended_at = NULL WHERE stage = 'completed'",
        helper, stage, world.clock(), world.clock() + timedelta(hours=1),
    )  # fmt: skip


@pytest.mark.parametrize(
    "reason",
    [
        "off",
        "other_kind",
        "too_far",
        "paused",
        "closed_hours",
        "blocked",
        "blocks",
        "at_work",
        "due_at_work",
        "quiet",
        "capped",
        "elsewhere",
    ],
)
async def test_who_cannot_or_will_not_is_never_asked(world: World, reason: str):
    changes = {
        "off": {"is_available": False},
        "other_kind": {"category": "errands"},
        "paused": {"stage": "paused"},
        "closed_hours": {"hours": [{"day": 7 if world.clock().isoweekday() < 5 else 3, "from": "01:00", "to": "01:01"}]},
        "elsewhere": {"community_ids": [UUID(int=7)]},
    }.get(reason, {})
    at = north(30_000) if reason == "too_far" else hood.CENTRE
    (helper,) = await helpers(world, 1, at, **changes)
    phone = await asker(world)
    pair = [helper, UUID(phone.person_id)]
    hour = (world.clock() + timedelta(hours=8)).hour
    match reason:
        case "blocked" | "blocks":
            pair = pair if reason == "blocks" else pair[::-1]
            await world.db.pool.execute("INSERT INTO block VALUES ($1, $2, $3)", *pair, world.clock())
        case "at_work":
            await busy(world, helper, "under_way")
        case "due_at_work":
            await busy(world, helper, "funded")
        case "quiet":
            await world.db.pool.execute(
                "INSERT INTO availability VALUES ($1, true, NULL, NULL, $2, $3, $4)", helper, hour, (hour + 2) % 24, world.clock()
            )
        case "capped":
            other = (await hood.people(world.db, 1, now=world.clock()))[0]
            for minutes in range(rules.INVITATIONS_PER_HOUR):
                row = hood.need(other, hood.CENTRE, now=world.clock())
                at_time = world.clock() - timedelta(minutes=2 + minutes)
                await hood.copy(world.db, "invitation", [
                    {"region": row["region"], "need_id": row["id"], "helper_id": helper, "offer_id": row["id"], "wave": 1, "reasons": [], "asked_at": at_time}
                ])  # fmt: skip
    need_id = await post(phone)
    for _ in range(7):
        await ring(world)
    assert await asked(world, need_id) == {}


async def test_the_asker_is_not_asked(world: World):
    phone = await asker(world)
    await hood.copy(world.db, "offer", [hood.offer(UUID(phone.person_id), hood.CENTRE, now=world.clock())])
    need_id = await post(phone)
    await ring(world)
    assert await asked(world, need_id) == {}


async def test_at_night_asking_waits_for_the_morning(world: World):
    local_hour = (world.clock().hour + 8) % 24
    await world.pass_time(hours=(24 + 6 - local_hour) % 24)
    found = await helpers(world, 2, category="cleaning")
    phone = await asker(world)
    need_id = await post(phone, category="cleaning", fee={"minor": 20_000, "currency": "CNY"})
    await world.settle()
    assert await asked(world, need_id) == {}
    assert (await phone("GET", f"/api/needs/{need_id}/waves", expect=200))["progress"] == "asking"
    await world.db.pool.execute("UPDATE need SET expires_at = expires_at + interval '6 hours'")
    await world.pass_time(hours=1, minutes=1)
    assert set(await asked(world, need_id)) == set(found)


async def test_two_needs_at_once_ask_two_different_helpers_first(world: World):
    """The first would take the helper that the second needs: nearest-first gives both the same one."""
    here, there = hood.CENTRE, north(1000)
    middle = await helpers(world, 1, north(400))
    aside = await helpers(world, 1, north(-500))
    first, second = await asker(world, "one"), await asker(world, "two")
    needs = [await post(first, here), await post(second, there)]
    await ring(world)
    await ring(world)
    invited = [await asked(world, need_id) for need_id in needs]
    opening = [min(each.values(), default=None) for each in invited]
    firsts = [{helper for helper, wave in each.items() if wave == start} for each, start in zip(invited, opening, strict=True)]
    assert firsts == [set(aside), set(middle)] or firsts == [set(middle), set(aside)]


async def test_a_helper_is_asked_one_thing_at_a_time(world: World):
    await helpers(world, 1)
    first, second = await asker(world, "one"), await asker(world, "two")
    needs = [await post(first), await post(second)]
    await world.settle()
    assert sorted([len(await asked(world, need_id)) for need_id in needs]) == [0, 1]
    await ring(world)
    await ring(world)
    assert [len(await asked(world, need_id)) for need_id in needs] == [1, 1]


async def test_a_job_that_runs_twice_asks_once(world: World):
    await helpers(world, 2)
    need_id = await post(await asker(world))
    await world.settle()
    for wave in (1, 1, 3):
        chosen = await world.db.transact(
            lambda tx, wave=wave: actions.ask(tx, UUID(need_id), wave, Manner(INTERVAL_S), now=world.clock())
        )
        assert chosen == []
    assert await world.db.pool.fetchval("SELECT count(*) FROM wave") == 1


async def test_waves_and_invitations_are_only_for_whom_they_concern(world: World):
    await helpers(world, 1)
    phone, stranger = await asker(world), await asker(world, "stranger")
    need_id = await post(phone)
    await world.settle()
    assert (await stranger("GET", f"/api/needs/{need_id}/waves")).status_code == 404
    assert (await stranger("GET", f"/api/needs/{UUID(int=9)}/waves")).status_code == 404
    assert (await stranger("POST", f"/api/needs/{need_id}/decline")).status_code == 404
    assert (await world.client.get(f"/api/needs/{need_id}/waves")).status_code == 401
    assert (await world.client.get("/api/me/invitations")).status_code == 401
    assert (await stranger("GET", "/api/me/invitations", expect=200)) == {"items": [], "next": None}
    for cursor in ("x", "W10", "WzEsMl0", "WzllOTksIngiXQ"):
        response = await stranger("GET", f"/api/me/invitations?cursor={cursor}")
        assert (response.status_code, response.json()["code"]) == (400, "malformed")


async def test_invitations_come_in_pages(world: World):
    helper = await sign_in(world, "helper@example.org")
    await hood.copy(world.db, "offer", [hood.offer(UUID(helper.person_id), hood.CENTRE, now=world.clock())])
    phone = await asker(world)
    needs = []
    for _ in range(5):
        needs.append(await post(phone))
        await world.settle()
        await world.pass_time(seconds=2 * INTERVAL_S)
    seen, cursor = [], ""
    while cursor is not None:
        page = await helper("GET", f"/api/me/invitations?limit=2{cursor and '&cursor=' + cursor}", expect=200)
        seen += [item["need"]["id"] for item in page["items"]]
        cursor = page["next"]
    assert seen == needs[::-1]
