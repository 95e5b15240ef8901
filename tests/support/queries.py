"""How many statements a request sends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from support.world import World


@asynccontextmanager
async def counted(world: World) -> AsyncIterator[list[str]]:
    """The statements that the block sends, whichever connection they take."""
    seen: list[str] = []
    holders = [holder._con for holder in world.db.pool._holders if holder._con is not None]

    def see(record: Any) -> None:
        seen.append(record.query)

    for connection in holders:
        connection.add_query_logger(see)
    yield seen
    for connection in holders:
        connection.remove_query_logger(see)
