# ruff: noqa: S608 - what is put into a query is the column list of this file
"""SQL of appeals."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, rows, write, write_value
from everywhere.standing.appeals.types import Appeal

_COLUMNS = "person_id, id, fact_id, text, stage, due_at, decided_by, note, made_at, decided_at"

INSERT = write_value(
    UUID,
    f"""
    INSERT INTO standing_appeal ({_COLUMNS})
    VALUES (:person_id, :id, :fact_id, :text, :stage, :due_at, :decided_by, :note, :made_at, :decided_at)
    ON CONFLICT DO NOTHING
    RETURNING id""",
)

SAVE = write(
    """
    UPDATE standing_appeal SET stage = :stage, decided_by = :decided_by, note = :note, decided_at = :decided_at
     WHERE person_id = :person_id AND id = :id"""
)

LOCK = lock_row(Appeal, f"SELECT {_COLUMNS} FROM standing_appeal WHERE person_id = :person_id AND id = :id FOR UPDATE")

OF = rows(Appeal, f"SELECT {_COLUMNS} FROM standing_appeal WHERE person_id = :person_id ORDER BY id DESC LIMIT :limit")

# Over all people: an operator looks after the whole installation, and few appeals are open at a time.
OPEN = rows(
    Appeal,
    f"""
    SELECT {_COLUMNS} FROM standing_appeal
     WHERE stage = 'open' AND (:after::timestamptz IS NULL OR (due_at, id) > (:after, :after_id::uuid))
     ORDER BY due_at, id LIMIT :limit""",
)

FORGET = write("DELETE FROM standing_appeal WHERE person_id = :person_id")


async def insert(tx: Tx, appeal: Appeal) -> bool:
    """Write an appeal; False where one about the same fact is open."""
    return await INSERT(tx, **{name: getattr(appeal, name) for name in INSERT.statement.names}) is not None


async def save(tx: Tx, appeal: Appeal) -> None:
    """Write what became of an appeal."""
    await SAVE(tx, **{name: getattr(appeal, name) for name in SAVE.statement.names})


async def lock(tx: Tx, person_id: UUID, appeal_id: UUID) -> Appeal | None:
    """An appeal for this transaction alone."""
    return await LOCK(tx, person_id=person_id, id=appeal_id)


async def of(tx: ReadTx, person_id: UUID, *, limit: int) -> list[Appeal]:
    """A person's appeals, newest first."""
    return await OF(tx, person_id=person_id, limit=limit)


async def open_ones(tx: ReadTx, *, after: tuple[datetime, UUID] | None, limit: int) -> list[Appeal]:
    """Open appeals, the most urgent first."""
    due_at, after_id = after or (None, None)
    return await OPEN(tx, after=due_at, after_id=after_id, limit=limit)


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop a person's appeals."""
    await FORGET(tx, person_id=person_id)
