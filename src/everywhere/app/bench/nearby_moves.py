"""Helpers who move: switches a second through the API's batch, and by the same verb with a commit of its own for each.

The helpers are those of the city, on the road; each has a few open offers, which the verb looks at every time.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from everywhere.app.bench.nearby_city import OFFERS_EACH
from everywhere.help.offers import actions as offers
from everywhere.help.offers.availability.actions import Switchboard
from everywhere.help.offers.types import Switch
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database, connect
from everywhere.places.types import Point

HELPERS = 3_000
CALLERS = 400
CONNECTIONS = 8
SECONDS = 3.0
STEP_DEGREES = 0.004
"""About 440 m, and back: far enough to be written, near enough to stay within one's own service area."""

_HELPERS = "SELECT helper_id, exact_lat AS lat, exact_lon AS lon FROM offer WHERE stage = 'open' ORDER BY helper_id LIMIT $1"

Move = Callable[[Switch], Awaitable[Any]]


async def moves(url: str, rounds: int) -> tuple[list[float], list[float]]:
    """Switches a second in each round: through the batch, and each by itself over eight connections."""
    db = await connect(url, pool_max=CONNECTIONS)
    try:
        async with db.pool.acquire() as connection:
            found = await connection.fetch(_HELPERS, HELPERS * OFFERS_EACH)
        places = {row["helper_id"]: Point(row["lat"], row["lon"]) for row in found}
        board = Switchboard(db, system_clock)
        await _rate(board.switch, places, CALLERS)  # everybody goes on, which is more than a move
        batched, alone = [], []
        for _ in range(rounds):
            batched.append(await _rate(board.switch, places, CALLERS))
            alone.append(await _rate(_by_itself(db), places, CONNECTIONS))
        await board.close()
    finally:
        await db.close()
    return batched, alone


def _by_itself(db: Database) -> Move:
    async def move(switch: Switch) -> None:
        await db.transact(lambda tx: offers.set_availability(tx, [switch], now=system_clock()))

    return move


async def _rate(move: Move, places: dict[UUID, Point], callers: int) -> float:
    """How many a second come back to so many callers, each of whom goes round their own helpers."""
    everybody = list(places.items())
    began = time.perf_counter()
    done = 0

    async def call(first: int) -> None:
        nonlocal done
        lap = 0
        while time.perf_counter() - began < SECONDS:
            lap += 1
            for helper_id, at in everybody[first::callers]:
                there = Point(at.lat + STEP_DEGREES * (lap % 2), at.lon)
                await move(Switch(helper_id, is_available=True, at=there, quiet_hours=None))
                done += 1
                if time.perf_counter() - began >= SECONDS:
                    break

    await asyncio.gather(*(call(number) for number in range(callers)))
    return done / (time.perf_counter() - began)
