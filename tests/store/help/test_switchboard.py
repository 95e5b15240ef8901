"""Switches that come at once: all land, each is refused on its own, and what is told is what the database holds."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from everywhere.help.offers import actions as offers
from everywhere.help.offers.availability.actions import Switchboard
from everywhere.help.offers.types import Switch
from everywhere.kernel.database import AWAY
from everywhere.kernel.errors import Overloaded
from everywhere.places.types import Point
from support import neighbourhood as hood

COUNT = 120


def at(number: int) -> Point:
    return Point(hood.CENTRE.lat + number * 1e-4, hood.CENTRE.lon)


def on(person_id: UUID, number: int) -> Switch:
    return Switch(person_id, is_available=True, at=at(number), quiet_hours=None)


async def held(db, person_ids):
    async with db.read() as tx:
        return {person_id: each.point for person_id, each in (await offers.availability_of(tx, person_ids)).items()}


async def test_switches_that_come_at_once_all_land_in_few_commits(db, clock):
    person_ids = await hood.people(db, COUNT, now=clock())
    board = Switchboard(db, clock)

    told = await asyncio.gather(*(board.switch(on(person_id, number)) for number, person_id in enumerate(person_ids)))

    assert [each.point for each in told] == [at(number) for number in range(COUNT)]
    assert await held(db, person_ids) == dict(zip(person_ids, map(at, range(COUNT)), strict=True))
    assert board.commits_count == 1


async def test_what_one_person_sends_later_is_written_later(db, clock):
    first, second = await hood.people(db, 2, now=clock())
    board = Switchboard(db, clock)

    await asyncio.gather(*(board.switch(on(person_id, number * 100)) for number in range(5) for person_id in (first, second)))

    assert await held(db, [first, second]) == {first: at(400), second: at(400)}


async def test_a_bad_one_among_many_is_refused_alone(db, clock):
    person_ids = await hood.people(db, COUNT, now=clock())
    board = Switchboard(db, clock)
    switches = [on(person_id, number) for number, person_id in enumerate(person_ids)]
    switches[70] = Switch(person_ids[70], is_available=True, at=Point(float("nan"), 0.0), quiet_hours=None)

    told = await asyncio.gather(*(board.switch(switch) for switch in switches), return_exceptions=True)

    assert [number for number, each in enumerate(told) if isinstance(each, Exception)] == [70]
    assert set(await held(db, person_ids)) == set(person_ids) - {person_ids[70]}


async def test_whoever_gives_up_waiting_leaves_the_others_alone(db, clock):
    person_ids = await hood.people(db, 3, now=clock())
    board = Switchboard(db, clock)
    waiting = [asyncio.ensure_future(board.switch(on(person_id, number))) for number, person_id in enumerate(person_ids)]
    await asyncio.sleep(0)
    waiting[1].cancel()

    assert [each.point for each in await asyncio.gather(waiting[0], waiting[2])] == [at(0), at(2)]


async def test_when_its_connection_dies_each_is_told_an_error_or_what_the_database_holds(db, clock):
    person_ids = await hood.people(db, COUNT, now=clock())
    board = Switchboard(db, clock)
    blocker = await asyncpg.connect(db.url)
    async with blocker.transaction():
        await blocker.execute("LOCK TABLE availability IN EXCLUSIVE MODE")
        waiting = [asyncio.ensure_future(board.switch(on(person_id, number))) for number, person_id in enumerate(person_ids)]
        stuck = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while (pid := await blocker.fetchval(stuck)) is None:
            await asyncio.sleep(0.01)
        await blocker.execute("SELECT pg_terminate_backend($1)", pid)
    await blocker.close()
    told = await asyncio.gather(*waiting, return_exceptions=True)
    there = await held(db, person_ids)

    assert {person_id for person_id, each in zip(person_ids, told, strict=True) if not isinstance(each, Exception)} == set(there)
    assert any(isinstance(each, AWAY) for each in told)
    assert (await board.switch(on(person_ids[0], 7))).point == at(7)


async def test_a_closed_board_writes_what_waits_and_takes_nothing_more(db, clock):
    (person_id,) = await hood.people(db, 1, now=clock())
    board = Switchboard(db, clock)
    waiting = asyncio.ensure_future(board.switch(on(person_id, 1)))
    await asyncio.sleep(0)
    await board.close()

    assert (await waiting).point == at(1)
    with pytest.raises(Overloaded):
        await board.switch(on(person_id, 2))
