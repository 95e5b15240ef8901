"""SQL of witnesses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from everywhere.kernel import bulk
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write
from everywhere.standing.credence.types import Counted, Witness


@dataclass(frozen=True, slots=True)
class Cleared:
    person_id: UUID
    cleared_at: datetime


OF = rows(
    Witness,
    """
    SELECT person_id, reviews_given, value_sum, credence, spoken, pressed, custom
      FROM standing_witness WHERE person_id = ANY(:person_ids::uuid[])""",
)

ALL = bulk.BulkRows(
    "SELECT person_id, reviews_given, value_sum, credence, spoken, pressed, custom FROM standing_witness ORDER BY person_id",
    person="uuid",
    reviews_given="int4",
    value_sum="float8",
    credence="float8",
    spoken="int4",
    pressed="int4",
    custom="float8",
)

COUNTED = row(
    Counted, "SELECT spoken, pressed, credence, counted_at, cleared_at FROM standing_witness WHERE person_id = :person_id"
)

# Over all people: for who counts everybody. A human let few begin anew.
CLEARED = rows(Cleared, "SELECT person_id, cleared_at FROM standing_witness WHERE cleared_at IS NOT NULL")

CLEAR = write("UPDATE standing_witness SET pressed = 0, cleared_at = :now WHERE person_id = :person_id")

SAVE = write(
    """
    INSERT INTO standing_witness (person_id, reviews_given, value_sum, credence, spoken, pressed, custom, counted_at)
    SELECT person_id, reviews_given, value_sum, credence, spoken, pressed, custom, :now
      FROM unnest(:person_ids::uuid[], :reviews_given::int[], :value_sums::float8[], :credences::float8[], :spoken::int[], :pressed::int[],
                  :customs::float8[])
        AS counted (person_id, reviews_given, value_sum, credence, spoken, pressed, custom)
    ON CONFLICT (person_id) DO UPDATE
       SET reviews_given = excluded.reviews_given, value_sum = excluded.value_sum, credence = excluded.credence,
           spoken = excluded.spoken, pressed = excluded.pressed, custom = excluded.custom,
           counted_at = excluded.counted_at"""
)

FORGET = write("DELETE FROM standing_witness WHERE person_id = :person_id")


async def of(tx: ReadTx, person_ids: Sequence[UUID]) -> list[Witness]:
    """These people as witnesses, as far as they were counted."""
    return await OF(tx, person_ids=person_ids)


async def counted(tx: ReadTx, person_id: UUID) -> Counted | None:
    """One person as a witness; None where they were not counted."""
    return await COUNTED(tx, person_id=person_id)


async def cleared(tx: ReadTx) -> dict[UUID, datetime]:
    """Whom a human let begin anew, and when."""
    return {each.person_id: each.cleared_at for each in await CLEARED(tx)}


async def clear(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Let a witness begin anew."""
    await CLEAR(tx, person_id=person_id, now=now)


async def everybody(tx: ReadTx) -> NDArray[np.void]:
    """All witnesses."""
    return await ALL(tx)


async def save(tx: Tx, witnesses: Sequence[Witness], *, now: datetime) -> None:
    """Keep what was counted."""
    await SAVE(
        tx,
        person_ids=[each.person_id for each in witnesses],
        reviews_given=[each.reviews_given for each in witnesses],
        value_sums=[each.value_sum for each in witnesses],
        credences=[each.credence for each in witnesses],
        spoken=[each.spoken for each in witnesses],
        pressed=[each.pressed for each in witnesses],
        customs=[each.custom for each in witnesses],
        now=now,
    )


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop a witness."""
    await FORGET(tx, person_id=person_id)
