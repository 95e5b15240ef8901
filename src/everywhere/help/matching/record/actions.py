"""Keeping helpers' records fresh."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.record import store
from everywhere.kernel import changes
from everywhere.kernel.database import Database, Tx
from everywhere.people import actions as people
from everywhere.standing.scores import actions as standing


async def recount(tx: Tx, helper_id: UUID, *, now: datetime) -> None:
    """Count a helper's record again from its sources; as often as one likes."""
    regions = await people.regions_of(tx, helper_id)
    counted = replace(
        await store.count(tx, helper_id, regions, now=now),
        standing=await standing.score_of(tx, helper_id, "helper"),
        is_back=await standing.is_back(tx, helper_id),
    )
    await store.save(tx, helper_id, regions, counted, now=now)
    await changes.note(tx, "offer", await store.value(tx, helper_id, regions, ranking.merit(counted)))


async def rebuild(db: Database, *, now: datetime) -> int:
    """Count every helper's record again, each in a transaction of its own; returns how many there are."""
    async with db.read() as tx:
        helper_ids = await store.helper_ids(tx)
    for helper_id in helper_ids:
        async with db.write() as tx:
            await recount(tx, helper_id, now=now)
    return len(helper_ids)
