"""SQL of witnesses."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from everywhere.kernel import bulk
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, write
from everywhere.standing.credence.types import Witness

OF = rows(
    Witness,
    "SELECT person_id, reviews_given, value_sum, credence FROM standing_witness WHERE person_id = ANY(:person_ids::uuid[])",
)

ALL = bulk.BulkRows(
    "SELECT person_id, reviews_given, value_sum, credence FROM standing_witness ORDER BY person_id",
    person="uuid",
    reviews_given="int4",
    value_sum="float8",
    credence="float8",
)

SAVE = write(
    """
    INSERT INTO standing_witness (person_id, reviews_given, value_sum, credence, counted_at)
    SELECT person_id, reviews_given, value_sum, credence, :now
      FROM unnest(:person_ids::uuid[], :reviews_given::int[], :value_sums::float8[], :credences::float8[])
        AS counted (person_id, reviews_given, value_sum, credence)
    ON CONFLICT (person_id) DO UPDATE
       SET reviews_given = excluded.reviews_given, value_sum = excluded.value_sum, credence = excluded.credence,
           counted_at = excluded.counted_at"""
)

FORGET = write("DELETE FROM standing_witness WHERE person_id = :person_id")


async def of(tx: ReadTx, person_ids: Sequence[UUID]) -> list[Witness]:
    """These people as witnesses, as far as they were counted."""
    return await OF(tx, person_ids=person_ids)


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
        now=now,
    )


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop a witness."""
    await FORGET(tx, person_id=person_id)
