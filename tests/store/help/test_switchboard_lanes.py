"""Many switches at once: in two transactions beside each other, each person's in the order in which they were sent."""

import asyncio

import pytest

from everywhere.help.offers import actions as offers
from everywhere.help.offers.availability import actions
from everywhere.help.offers.availability.actions import Switchboard
from everywhere.help.offers.types import Switch
from everywhere.kernel.errors import Overloaded
from everywhere.places.types import Point
from support import neighbourhood as hood


async def test_what_a_person_sent_last_is_what_stands(db, clock, monkeypatch):
    monkeypatch.setattr(actions, "BATCH_MAX", 3)
    people = await hood.people(db, 5, now=clock())
    board = Switchboard(db, clock)
    sent = [(person, Point(31 + number / 100, 121.4)) for number in range(8) for person in people]
    stood = await asyncio.gather(*(board.switch(Switch(person, is_available=True, at=at, quiet_hours=None)) for person, at in sent))

    assert [each.point for each in stood] == [at for _, at in sent], "each is told how it stood when theirs was written"
    async with db.read() as tx:
        stand = await offers.availability_of(tx, people)
    assert {each.point for each in stand.values()} == {sent[-1][1]}
    assert len(stand) == len(people)
    await board.close()
    with pytest.raises(Overloaded):
        await board.switch(Switch(people[0], is_available=False, at=None, quiet_hours=None))


async def test_a_closing_board_writes_what_waits(db, clock, monkeypatch):
    monkeypatch.setattr(actions, "BATCH_MAX", 2)
    people = await hood.people(db, 6, now=clock())
    board = Switchboard(db, clock)
    sent = [
        asyncio.create_task(board.switch(Switch(person, is_available=True, at=hood.CENTRE, quiet_hours=None))) for person in people
    ]
    await asyncio.sleep(0)
    await board.close()

    assert all(each.is_available for each in await asyncio.gather(*sent))
