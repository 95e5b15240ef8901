"""Which transfers are legs of a crossing, and who is at its other end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from everywhere.kernel.database import Tx
from everywhere.kernel.query import write
from everywhere.pay.ledger.types import Account, Shard, Transfer, TransferId

Way = Literal["out", "in", "back"]
"""Leaves its shard; arrives in another; could not, and is returned."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A transfer over a clearing account: the leg that it answers to (or that answers to it), and who is at the other end."""

    transfer: Transfer
    way: Way
    far_shard: Shard
    far_transfer_id: TransferId
    far: Account


INSERT = write(
    """
    INSERT INTO ledger_crossing (shard, transfer_id, way, far_shard, far_transfer_id, far_owner_id, far_purpose)
    SELECT :shard, t.id, t.way, t.far_shard, t.far_id, t.far_owner_id, t.far_purpose
      FROM unnest(:ids::uuid[], :ways::text[], :far_shards::smallint[], :far_ids::uuid[], :far_owner_ids::uuid[], :far_purposes::text[])
        AS t (id, way, far_shard, far_id, far_owner_id, far_purpose)"""
)


async def insert(tx: Tx, shard: Shard, legs: Sequence[Leg]) -> None:
    """Write down legs that were posted in a shard."""
    await INSERT(
        tx,
        shard=shard,
        ids=[leg.transfer.id for leg in legs],
        ways=[leg.way for leg in legs],
        far_shards=[leg.far_shard for leg in legs],
        far_ids=[leg.far_transfer_id for leg in legs],
        far_owner_ids=[leg.far.owner_id for leg in legs],
        far_purposes=[leg.far.purpose for leg in legs],
    )
