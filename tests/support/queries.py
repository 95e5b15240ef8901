"""How many statements a request sends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from everywhere.kernel.query import REGISTRY
from support.world import World


@asynccontextmanager
async def counted(world: World) -> AsyncIterator[list[str]]:
    """The statements of ours that the block sends, whichever connection they take.

    What the driver asks about types, once on each connection, is not counted: which connection is taken is chance.
    """
    seen: list[str] = []
    ours = {statement.sql for statement in REGISTRY}
    holders = [holder._con for holder in world.db.pool._holders if holder._con is not None]

    def see(record: Any) -> None:
        if record.query in ours:
            seen.append(record.query)

    for connection in holders:
        connection.add_query_logger(see)
    yield seen
    for connection in holders:
        connection.remove_query_logger(see)
