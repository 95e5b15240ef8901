"""The invariants again, asked of the database itself: what no phone can see must hold too."""

from uuid import UUID

import asyncpg

from everywhere.app import wiring
from everywhere.app.simulator.report import Check
from everywhere.kernel import outbox
from everywhere.kernel.database import ReadTx, connect
from everywhere.kernel.query import value

KNOWN_PEOPLE = value(int, "SELECT count(*) FROM person WHERE person_id = ANY(:ids::uuid[])")

NEEDS_WITH_TWO = value(
    int,
    """
    SELECT count(*)
      FROM (SELECT 1 FROM deal WHERE need_id IS NOT NULL AND stage <> 'cancelled' GROUP BY region, need_id HAVING count(*) > 1) AS twice""",
)

FINISHED_WITH_MONEY = value(
    int,
    """
    WITH holding AS MATERIALIZED (
             SELECT owner_id FROM ledger_account
              WHERE purpose = 'escrow' AND (credits_posted <> debits_posted OR credits_pending <> 0 OR debits_pending <> 0)
         ),
         finished AS MATERIALIZED (SELECT id FROM deal WHERE stage IN ('completed', 'cancelled', 'resolved'))
    SELECT count(*) FROM holding JOIN finished ON finished.id = holding.owner_id""",
)

NOT_IN_BALANCE = value(int, "SELECT coalesce(sum(credits_posted - debits_posted), 0)::bigint FROM ledger_account")

SEEN_EARLY = value(
    int,
    """
    SELECT count(*)
      FROM review r
      JOIN deal d ON d.region = r.region AND d.id = r.deal_id
     WHERE r.revealed_at IS NOT NULL AND r.revealed_at < d.ended_at + interval '7 days' - interval '1 minute'
       AND NOT EXISTS (SELECT 1 FROM review o WHERE o.region = r.region AND o.deal_id = r.deal_id AND o.by_id <> r.by_id)""",
)


async def checks(url: str, people: list[str]) -> list[Check]:
    """The database's word; nothing where the server of these people uses another database, or none answers."""
    try:
        db = await connect(url, pool_max=2)
    except (OSError, asyncpg.PostgresError):
        return []
    try:
        async with db.snapshot() as tx:
            if await KNOWN_PEOPLE(tx, ids=[UUID(person_id) for person_id in people]) != len(people):
                return []
            return await _checks(tx)
    finally:
        await db.pool.close()


async def _checks(tx: ReadTx) -> list[Check]:
    twice = await NEEDS_WITH_TWO(tx)
    left = await FINISHED_WITH_MONEY(tx)
    off = await NOT_IN_BALANCE(tx)
    early = await SEEN_EARLY(tx)
    dead = await outbox.dead_count(tx)
    found = [
        Check("database: one live deal per need", twice == 0, f"{twice} needs have more"),
        Check("database: escrows of finished deals at zero", left == 0, f"{left} are not"),
        Check("database: credits equal debits", off == 0, f"{off} apart"),
        Check("database: no review seen early", early == 0, f"{early} were"),
        Check("database: every event was heard", dead == 0, f"{dead} given up"),
    ]
    for subject, look in wiring.INVARIANTS:
        faults = await look(tx)
        found.append(Check(f"database: {subject}", not faults, "; ".join(faults[:3]) or "well"))
    return found
