"""What runs beside the requests ends when it is told to, at whatever moment that comes."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from everywhere.kernel.hub import Hub
from everywhere.kernel.outbox import Relay

MOMENTS = range(6)
"""Turns of the loop between what wakes somebody and their end: with each, another step of the waking is reached."""


async def ends(work: Callable[[], Awaitable[None]], alarm: asyncio.Event, *, turns: int) -> None:
    task = asyncio.create_task(work())
    while not alarm._waiters:
        await asyncio.sleep(0.01)
    alarm.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=30)
    assert task.cancelled()


async def everybody(_tx, guests):
    return guests


@pytest.mark.parametrize("turns", MOMENTS)
async def test_a_hub_ends_while_it_is_woken(db, turns):
    hub = Hub(db, everybody)
    async with hub.listening("one", ["topic"], shape=lambda _: b"", after=None, owner_max=1):
        ending = asyncio.create_task(ends(hub.run, hub._alarm, turns=turns))
        await asyncio.wait([ending], timeout=0.5)
    await ending


@pytest.mark.parametrize("turns", MOMENTS)
async def test_a_relay_ends_while_it_is_woken(db, turns):
    relay = Relay(db, {}, lambda: datetime(2026, 3, 4, 4, tzinfo=UTC))
    await ends(relay.run, relay._alarm, turns=turns)
