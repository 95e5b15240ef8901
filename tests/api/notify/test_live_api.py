import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from everywhere.app import asgi, lifetime
from everywhere.kernel import hub as hubs
from everywhere.kernel import ids, live
from everywhere.kernel.http import events
from everywhere.kernel.live import LiveEvent
from everywhere.notify import actions as notify
from everywhere.notify.types import cell_topic, person_topic
from support.streams import listening, serving
from support.world import Phone, World, sign_in

PEOPLES_SQUARE = (31.2304, 121.4737)
PUDONG_AIRPORT = (31.1443, 121.8083)


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with serving(world.app) as at:
        yield at


@pytest.fixture
async def mei(world: World) -> Phone:
    return await sign_in(world, "mei@example.org")


def plain(event: LiveEvent) -> bytes:
    return events.block(event, event.body)


async def tell(world: World, phone: Phone, kind: str = "greeting", **facts: object) -> None:
    async with world.db.write() as tx:
        await notify.tell(
            tx, UUID(phone.person_id), kind, facts, subject_kind="person", subject_id=UUID(phone.person_id), now=world.clock()
        )
    await world.db.pool.execute("SELECT pg_notify('everywhere_live', '')")


async def show(world: World, lat: float, lon: float, number: int) -> None:
    async with world.db.write() as tx:
        await notify.show(tx, cell_topic(lat, lon), "number", {"n": number}, now=world.clock())


async def test_what_is_told_to_me_arrives_while_i_listen_and_says_it_in_my_language(world: World, address: str, mei: Phone):
    async with listening(address, mei.token) as ear:
        await ear.until("ready")
        await tell(world, mei, n=1)

        event = await ear.next()

    assert (event.kind, event.data["kind"], event.data["facts"]) == ("greeting", "greeting", {"n": 1})
    assert event.data["subject"] == {"kind": "person", "id": mei.person_id}
    inbox = await mei("GET", "/api/inbox", expect=200)
    assert inbox["items"][0] == event.data


async def test_the_stream_says_when_to_come_back_and_is_not_stored_or_compressed(world: World, address: str, mei: Phone):
    async with listening(address, mei.token) as ear:
        lines = ear.response.aiter_lines()
        assert [await anext(lines), await anext(lines)] == ["retry: 2000", ""]
        assert ear.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert ear.response.headers["cache-control"] == "no-store"
        assert "content-encoding" not in ear.response.headers


async def test_a_stranger_hears_nothing_of_mine(world: World, address: str, mei: Phone):
    other = await sign_in(world, "other@example.org")
    async with listening(address, other.token) as ear:
        await ear.until("ready")
        await tell(world, mei, n=1)
        await tell(world, other, n=2)

        assert (await ear.next()).data["facts"] == {"n": 2}


async def test_without_signing_in_a_map_can_be_watched_and_nothing_else(world: World, address: str, mei: Phone):
    lat, lon = PEOPLES_SQUARE
    async with listening(address, None, watch=f"{lat},{lon}", radius_m=3000) as ear:
        await ear.until("ready")
        await tell(world, mei, n=0)
        await show(world, *PUDONG_AIRPORT, 1)
        await show(world, lat, lon, 2)
        await show(world, lat + 0.02, lon, 3)

        assert [event.data for event in await ear.take(2)] == [{"n": 2}, {"n": 3}]


async def test_i_hear_my_own_and_the_map_in_one_order(world: World, address: str, mei: Phone):
    lat, lon = PEOPLES_SQUARE
    async with listening(address, mei.token, watch=f"{lat},{lon}") as ear:
        await ear.until("ready")
        await show(world, lat, lon, 1)
        await tell(world, mei, n=2)
        await show(world, lat, lon, 3)

        heard = await ear.take(3)

    assert [event.kind for event in heard] == ["number", "greeting", "number"]
    assert [event.id for event in heard] == sorted(event.id for event in heard)


@pytest.mark.parametrize("way", ["header", "query"])
async def test_a_stream_that_broke_resumes_behind_its_last_event(world: World, address: str, mei: Phone, way: str):
    async with listening(address, mei.token) as ear:
        await ear.until("ready")
        await tell(world, mei, n=1)
        await ear.next()
        last_id = ear.last_id
    await tell(world, mei, n=2)
    await tell(world, mei, n=3)

    resumed = {"last_id": last_id} if way == "header" else {"last_event_id": last_id}
    async with listening(address, mei.token, **resumed) as ear:
        heard = await ear.until("ready")

    assert [event.data.get("facts") for event in heard] == [{"n": 2}, {"n": 3}, None]


async def test_a_listener_that_heard_nothing_yet_can_resume_too(world: World, address: str, mei: Phone):
    async with listening(address, mei.token) as ear:
        await ear.until("ready")
    await tell(world, mei, n=1)

    async with listening(address, mei.token, last_id=ear.last_id) as ear:
        assert [event.kind for event in await ear.until("ready")] == ["greeting", "ready"]


async def test_nothing_is_missed_or_doubled_while_many_write_and_the_stream_is_killed_again_and_again(
    world: World, address: str, mei: Phone
):
    rng = random.Random(5)
    total = 120

    async def write(part: int) -> None:
        for number in range(part, total, 4):
            async with world.db.write() as tx:
                await notify.show(tx, person_topic(UUID(mei.person_id)), "number", {"n": number}, now=world.clock())
                await asyncio.sleep(rng.random() / 500)  # transactions overlap

    writers = [asyncio.create_task(write(part)) for part in range(4)]
    heard: list[int] = []
    seqs: list[int] = []
    last_id = 0
    while len(heard) < total:
        async with listening(address, mei.token, last_id=last_id) as ear:
            for _ in range(rng.randint(1, 25)):
                event = await ear.next()
                if event.kind == "number":
                    heard.append(event.data["n"])
                    seqs.append(event.id)
                if len(heard) == total:
                    break
            last_id = ear.last_id or last_id
    await asyncio.gather(*writers)

    assert sorted(heard) == list(range(total))
    assert seqs == sorted(seqs)


async def test_two_servers_on_one_database_tell_the_same_story(world: World, address: str, mei: Phone, database_url: str):
    other = asgi.create_app(world.app.state.settings, url=database_url, clock=world.clock, background=False)
    async with (
        lifetime.opened(other.state, other.state.settings, database_url, world.clock, background=False),
        serving(other) as other_address,
        listening(address, mei.token) as here,
        listening(other_address, mei.token) as there,
    ):
        await here.until("ready")
        await there.until("ready")
        for number in range(5):
            await tell(world, mei, n=number)

        assert await here.take(5) == await there.take(5)

        await tell(world, mei, n=5)
        sixth = await here.next()
        async with listening(other_address, mei.token, last_id=sixth.id - 1) as moved:
            assert (await moved.next()).data == sixth.data


async def test_who_comes_back_after_events_were_forgotten_is_told_to_fetch_afresh(world: World, address: str, mei: Phone):
    await tell(world, mei, n=1)
    await tell(world, mei, n=2)
    async with world.db.write() as tx:
        assert await live.forget(tx, before=world.clock() + timedelta(seconds=1)) == 2
    await tell(world, mei, n=3)

    async with listening(address, mei.token, last_id=1) as late, listening(address, mei.token, last_id=2) as just_in_time:
        assert [event.kind for event in await late.until("ready")] == ["reset", "ready"]
        assert [event.kind for event in await just_in_time.until("ready")] == ["greeting", "ready"]


async def test_an_event_id_that_never_was_resets(world: World, address: str, mei: Phone):
    async with listening(address, mei.token, last_id=10**15) as ear:
        assert [event.kind for event in await ear.until("ready")] == ["reset", "ready"]


async def test_after_more_events_than_are_resent_the_listener_resets(
    world: World, address: str, mei: Phone, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "ROWS_MAX", 3)
    for number in range(4):
        await tell(world, mei, n=number)

    async with listening(address, mei.token, last_id=0) as ear:
        assert [event.kind for event in await ear.until("ready")] == ["reset", "ready"]


async def test_a_slow_listener_is_let_go_and_resumes_without_a_gap(world: World, mei: Phone, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hubs, "QUEUE_MAX", 3)
    hub = world.app.state.hub
    topic = person_topic(UUID(mei.person_id))
    async with hub.listening("slow", [topic], shape=plain, after=None, owner_max=1) as slow:
        for number in range(5):
            await tell(world, mei, n=number)
        await hub.catch_up()

        assert slow.is_over
        assert await slow.next() == b""

    async with hub.listening("slow", [topic], shape=plain, after=slow.position, owner_max=1) as again:
        assert [event.body["facts"]["n"] for event in again.backlog] == [0, 1, 2, 3, 4]


async def test_a_quiet_stream_gives_a_sign_of_life_once_in_all_turns(world: World, address: str, mei: Phone):
    async with listening(address, mei.token) as ear:
        await ear.until("ready")
        for _ in range(2 * hubs.BEAT_TURNS):
            await world.app.state.hub.beat()
        await tell(world, mei, n=1)
        await ear.next()

        assert ear.heartbeats >= 2


async def test_signing_out_ends_the_stream_at_its_next_turn_and_no_other(world: World, address: str, mei: Phone):
    other = await sign_in(world, "other@example.org")
    async with listening(address, mei.token) as ear, listening(address, other.token) as others:
        await ear.until("ready")
        await others.until("ready")
        await mei("DELETE", "/api/session")
        for _ in range(hubs.BEAT_TURNS):
            await world.app.state.hub.beat()
        await tell(world, other, n=1)

        assert (await others.next()).data["facts"] == {"n": 1}

        assert await ear.next() is None


async def test_the_stream_survives_the_death_of_its_database_connection(world: World, address: str, mei: Phone):
    async with listening(address, mei.token) as ear:
        await ear.until("ready")
        await world.db.pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        await tell(world, mei, n=1)

        assert (await ear.next()).data["facts"] == {"n": 1}


async def test_a_stream_that_the_client_leaves_is_forgotten(world: World, address: str, mei: Phone):
    async with listening(address, mei.token) as ear:
        await ear.until("ready")
        assert len(world.app.state.hub._streams) == 1

    async with asyncio.timeout(5):
        while world.app.state.hub._streams:
            await asyncio.sleep(0.01)
    assert (dict(world.app.state.hub._by_topic), dict(world.app.state.hub._by_owner)) == ({}, {})


async def test_one_person_opens_only_so_many_streams(world: World, mei: Phone):
    hub = world.app.state.hub
    async with contextlib.AsyncExitStack() as open_streams:
        for _ in range(12):
            await open_streams.enter_async_context(
                hub.listening(person_topic(UUID(mei.person_id)), ["x"], shape=plain, after=None, owner_max=12)
            )

        response = await mei("GET", "/api/live")

        assert (response.status_code, response.json()["code"]) == (429, "too_many_requests")
        assert response.headers["retry-after"] == "10"


async def test_a_server_that_stops_ends_its_streams_and_takes_no_new_ones(world: World, address: str, mei: Phone):
    async with listening(address, mei.token) as ear:
        await ear.until("ready")
        world.app.state.hub.shut()

        assert await ear.next() is None
    assert (await mei("GET", "/api/live")).status_code == 503


async def test_an_event_that_is_rolled_back_is_heard_by_nobody(world: World, address: str, mei: Phone):
    async with listening(address, mei.token) as ear:
        await ear.until("ready")
        with contextlib.suppress(ZeroDivisionError):
            async with world.db.write() as tx:
                await notify.show(tx, person_topic(UUID(mei.person_id)), "number", {"n": 1}, now=world.clock())
                raise ZeroDivisionError
        await tell(world, mei, n=2)

        assert (await ear.next()).data["facts"] == {"n": 2}


NO_STREAMS: list[tuple[str, dict, dict, int, str]] = [
    ("nobody, and no map", {}, {}, 401, "sign_in_needed"),
    ("no point", {"watch": "here"}, {}, 400, "malformed"),
    ("outside the earth", {"watch": "91,0"}, {}, 400, "malformed"),
    ("not a number", {"watch": "nan,0"}, {}, 400, "malformed"),
    ("no radius", {"watch": "1,2", "radius_m": 0}, {}, 400, "malformed"),
    ("the whole earth", {"watch": "1,2", "radius_m": 10**9}, {}, 400, "malformed"),
    ("an id that is none", {"watch": "1,2", "last_event_id": "x"}, {}, 400, "malformed"),
    ("a negative id", {"watch": "1,2"}, {"Last-Event-ID": "-1"}, 400, "malformed"),
    ("an endless id", {"watch": "1,2"}, {"Last-Event-ID": "9" * 40}, 400, "malformed"),
    ("a token that opens nothing", {}, {"Authorization": "Bearer nonsense"}, 401, "sign_in_needed"),
]


async def test_a_stream_that_cannot_be_is_a_problem(world: World):
    for why, query, headers, status, code in NO_STREAMS:
        response = await world.client.get("/api/live", params=query, headers=headers)

        assert (response.status_code, response.json()["code"]) == (status, code), why


async def test_ids_in_a_stream_are_those_of_the_database(world: World, address: str, mei: Phone):
    await tell(world, mei, n=1)
    async with listening(address, mei.token, last_id=0) as ear:
        event = await ear.next()

    assert event.id == await world.db.pool.fetchval("SELECT seq FROM live_event")
    assert UUID(event.data["id"]).version == ids.new_id().version
