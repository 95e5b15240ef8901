# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""SQL of evidence: facts are added and never changed; a correction stands beside the fact that was wrong."""

from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from everywhere.kernel import bulk
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, value, write, write_value
from everywhere.standing.evidence.types import KINDS, ROLES, Correction, Fact, FactId, Kind

_COLUMNS = "person_id, id, kind, role, category, value, weight, by_id, receipt_kind, receipt_id, at"

INSERT = write_value(
    UUID,
    f"""
    INSERT INTO standing_fact ({_COLUMNS}, heard_at)
    VALUES (:person_id, :id, :kind, :role, :category, :value, :weight, :by_id, :receipt_kind, :receipt_id, :at, :now)
    ON CONFLICT (person_id, id) DO NOTHING
    RETURNING id""",
)

OF = rows(
    Fact,
    f"""
    SELECT {_COLUMNS} FROM standing_fact f
     WHERE person_id = :person_id
       AND (:with_wrong::boolean
            OR NOT EXISTS (SELECT FROM standing_correction c WHERE c.person_id = f.person_id AND c.fact_id = f.id))
     ORDER BY at DESC, id DESC LIMIT :limit""",
)

READ = row(Fact, f"SELECT {_COLUMNS} FROM standing_fact WHERE person_id = :person_id AND id = :id")

HAS_KIND = value(
    bool,
    """
    SELECT EXISTS (
        SELECT FROM standing_fact f
         WHERE person_id = :person_id AND kind = :kind
           AND NOT EXISTS (SELECT FROM standing_correction c WHERE c.person_id = f.person_id AND c.fact_id = f.id))""",
)

SALES_TO = rows(
    Fact,
    f"""
    SELECT {_COLUMNS} FROM standing_fact f
     WHERE person_id = :person_id AND by_id = :by_id AND receipt_kind = 'trade' AND kind = 'kept'
       AND NOT EXISTS (SELECT FROM standing_correction c WHERE c.person_id = f.person_id AND c.fact_id = f.id)
     ORDER BY id""",
)

FORGET = write("DELETE FROM standing_fact WHERE person_id = :person_id")

CORRECT = write_value(
    UUID,
    """
    INSERT INTO standing_correction (person_id, fact_id, reason, by_id, at)
    VALUES (:person_id, :fact_id, :reason, :by_id, :now)
    ON CONFLICT (person_id, fact_id) DO NOTHING
    RETURNING fact_id""",
)

CORRECTION = row(
    Correction, "SELECT fact_id, reason, by_id, at FROM standing_correction WHERE person_id = :person_id AND fact_id = :fact_id"
)

CORRECTIONS = rows(
    Correction,
    "SELECT fact_id, reason, by_id, at FROM standing_correction WHERE person_id = :person_id ORDER BY at DESC, fact_id LIMIT :limit",
)


async def add(tx: Tx, fact: Fact, *, now: datetime) -> bool:
    """Keep a fact; False where it is kept already."""
    return await INSERT(tx, **{name: getattr(fact, name) for name in INSERT.statement.names if name != "now"}, now=now) is not None


async def of(tx: ReadTx, person_id: UUID, *, with_wrong: bool, limit: int) -> list[Fact]:
    """Facts about a person, newest first; those that were wrong only on demand."""
    return await OF(tx, person_id=person_id, with_wrong=with_wrong, limit=limit)


async def read(tx: ReadTx, person_id: UUID, fact_id: UUID) -> Fact | None:
    """One fact about a person."""
    return await READ(tx, person_id=person_id, id=fact_id)


async def sales_to(tx: ReadTx, person_id: UUID, by_id: UUID) -> list[Fact]:
    """The kept promises of a seller to one buyer that count."""
    return await SALES_TO(tx, person_id=person_id, by_id=by_id)


async def has_kind(tx: ReadTx, person_id: UUID, kind: Kind) -> bool:
    """Whether a fact of this kind counts about a person."""
    return bool(await HAS_KIND(tx, person_id=person_id, kind=kind))


async def forget(tx: Tx, person_id: UUID) -> int:
    """Drop every fact about a person; what was found wrong is remembered."""
    return await FORGET(tx, person_id=person_id)


async def correct(tx: Tx, person_id: UUID, fact_id: FactId, *, reason: str, by_id: UUID | None, now: datetime) -> bool:
    """Write that a fact was wrong; False where that is written already."""
    found = await CORRECT(tx, person_id=person_id, fact_id=fact_id, reason=reason, by_id=by_id, now=now)
    return found is not None


async def correction(tx: ReadTx, person_id: UUID, fact_id: FactId) -> Correction | None:
    """Why one fact does not count."""
    return await CORRECTION(tx, person_id=person_id, fact_id=fact_id)


async def corrections(tx: ReadTx, person_id: UUID, *, limit: int) -> list[Correction]:
    """What was found wrong about a person, newest first."""
    return await CORRECTIONS(tx, person_id=person_id, limit=limit)


PAGE = bulk.BulkRows(
    """
    SELECT person_id, coalesce(by_id, '00000000-0000-0000-0000-000000000000'), array_position($2::text[], kind)::int2,
           array_position($3::text[], role)::int2, value, weight, at
      FROM standing_fact f
     WHERE person_id > $1::uuid
       AND NOT EXISTS (SELECT FROM standing_correction c WHERE c.person_id = f.person_id AND c.fact_id = f.id)
     ORDER BY person_id LIMIT $4""",
    person="uuid",
    by="uuid",
    kind="int2",
    role="int2",
    value="float8",
    weight="float8",
    at="timestamptz",
)


async def page(tx: ReadTx, *, after: UUID, limit: int) -> NDArray[np.void]:
    """Facts of people behind `after`, in the order of people; `kind` and `role` count from 1.

    The last person of a full page may have more facts on the next one.
    """
    return await PAGE(tx, after, list(KINDS), list(ROLES), limit)
