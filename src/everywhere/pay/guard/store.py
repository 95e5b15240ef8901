"""Payment passwords, and what people spent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, write, write_rows
from everywhere.pay.guard.types import Password, Spending, Tier

LOCK = lock_row(
    Password, "SELECT person_id, hash, tries, locked_until, reset_at FROM pay_password WHERE person_id = :person_id FOR UPDATE"
)

READ = row(Password, "SELECT person_id, hash, tries, locked_until, reset_at FROM pay_password WHERE person_id = :person_id")

SET = write(
    """
    INSERT INTO pay_password (person_id, hash, set_at, reset_at) VALUES (:person_id, :hash, :now, :reset_at)
    ON CONFLICT (person_id) DO UPDATE SET hash = :hash, tries = 0, locked_until = NULL, set_at = :now, reset_at = :reset_at"""
)

SAVE = write("UPDATE pay_password SET tries = :tries, locked_until = :locked_until WHERE person_id = :person_id")

FORGET = write("DELETE FROM pay_password WHERE person_id = :person_id")

# Writes each row as it was, which locks it, in the order of its key: two batches cannot wait for each other.
HOLD = write_rows(
    Spending,
    """
    INSERT INTO spending AS s (person_id)
    SELECT unnest(:person_ids::uuid[]) AS person_id ORDER BY person_id
    ON CONFLICT (person_id) DO UPDATE SET tier = s.tier
    RETURNING person_id, tier, ever_minor, year, year_minor, hour, hour_count""",
)

SPEND = write(
    """
    UPDATE spending s
       SET ever_minor = t.ever_minor, year = t.year, year_minor = t.year_minor, hour = t.hour, hour_count = t.hour_count
      FROM unnest(:person_ids::uuid[], :ever_minors::bigint[], :years::integer[], :year_minors::bigint[], :hours::timestamptz[],
                  :hour_counts::integer[]) AS t (person_id, ever_minor, year, year_minor, hour, hour_count)
     WHERE s.person_id = t.person_id"""
)

KNOW = write(
    """
    INSERT INTO spending (person_id, tier) VALUES (:person_id, :tier)
    ON CONFLICT (person_id) DO UPDATE SET tier = :tier"""
)


async def lock(tx: Tx, person_id: UUID) -> Password | None:
    """A person's payment password, for this transaction alone."""
    return await LOCK(tx, person_id=person_id)


async def read(tx: ReadTx, person_id: UUID) -> Password | None:
    """A person's payment password."""
    return await READ(tx, person_id=person_id)


async def set_password(tx: Tx, person_id: UUID, hashed: str, *, reset_at: datetime | None, now: datetime) -> None:
    """Write a payment password, with no wrong tries."""
    await SET(tx, person_id=person_id, hash=hashed, reset_at=reset_at, now=now)


async def save_tries(tx: Tx, person_id: UUID, tries: int, locked_until: datetime | None) -> None:
    """Write how often it was tried."""
    await SAVE(tx, person_id=person_id, tries=tries, locked_until=locked_until)


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop a payment password."""
    await FORGET(tx, person_id=person_id)


async def hold(tx: Tx, person_ids: Sequence[UUID]) -> dict[UUID, Spending]:
    """What people spent, held until the transaction ends."""
    return {each.person_id: each for each in await HOLD(tx, person_ids=list(person_ids))}


async def spend(tx: Tx, spendings: Sequence[Spending]) -> None:
    """Write what people have spent now."""
    await SPEND(
        tx,
        person_ids=[each.person_id for each in spendings],
        ever_minors=[each.ever_minor for each in spendings],
        years=[each.year for each in spendings],
        year_minors=[each.year_minor for each in spendings],
        hours=[each.hour for each in spendings],
        hour_counts=[each.hour_count for each in spendings],
    )


async def know(tx: Tx, person_id: UUID, tier: Tier) -> None:
    """Write how well a person is known."""
    await KNOW(tx, person_id=person_id, tier=tier)
