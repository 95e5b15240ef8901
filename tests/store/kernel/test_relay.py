"""The relay tells a batch at once, and one event that nobody can hear harms no other."""

from datetime import UTC, datetime

import asyncpg
import pytest

from everywhere.kernel import live, outbox
from everywhere.kernel.outbox import Event, Relay

NOW = datetime(2026, 3, 4, 4, tzinfo=UTC)


class RelayTried(Event, frozen=True):
    number: int


async def write_then_fail_on_two(tx, event, now):
    await live.append(tx, "relay", "tried", {"number": event.number}, now=now)
    if event.number == 2:
        raise ValueError(event.number)


async def told(db) -> list[int]:
    async with db.read() as tx:
        return [event.body["number"] for event in await live.between(tx, ["relay"], after=0, up_to=2**40)]


async def emit(db, *numbers):
    async with db.write() as tx:
        for number in numbers:
            await outbox.emit(tx, RelayTried(number))


async def test_events_are_heard_in_order_and_once(db):
    await emit(db, 1, 3, 4)
    assert await Relay(db, {RelayTried: [write_then_fail_on_two]}, lambda: NOW).drain() == 3
    assert await told(db) == [1, 3, 4]


async def test_a_bad_event_is_put_back_and_the_others_are_told_once(db):
    await emit(db, 1, 2, 3)
    assert await Relay(db, {RelayTried: [write_then_fail_on_two]}, lambda: NOW).drain() == 3
    assert await told(db) == [1, 3]
    waiting = await db.pool.fetchrow("SELECT kind, body, attempts, not_before > now() AS is_later FROM outbox")
    assert (waiting["kind"], waiting["body"], waiting["attempts"], waiting["is_later"]) == ("relay_tried", {"number": 2}, 1, True)


async def test_an_event_that_never_can_be_heard_is_buried_in_the_end(db):
    await emit(db, 2)
    relay = Relay(db, {RelayTried: [write_then_fail_on_two]}, lambda: NOW)
    for _ in range(outbox.ATTEMPTS_MAX):
        await db.pool.execute("UPDATE outbox SET not_before = now()")
        assert await relay.tell_batch() == 1
    assert await told(db) == []
    async with db.read() as tx:
        assert (await outbox.waiting_count(tx), await outbox.dead_count(tx)) == (0, 1)


async def test_a_full_disk_costs_an_event_none_of_its_attempts(db):
    async def find_no_room(_tx, _event, _now):
        raise asyncpg.DiskFullError

    await emit(db, 1)
    for _ in range(outbox.ATTEMPTS_MAX + 1):
        with pytest.raises(asyncpg.DiskFullError):
            await Relay(db, {RelayTried: [find_no_room]}, lambda: NOW).tell_batch()

    assert await db.pool.fetchval("SELECT attempts FROM outbox") == 0
    assert await Relay(db, {RelayTried: [write_then_fail_on_two]}, lambda: NOW).drain() == 1
    assert await told(db) == [1]
