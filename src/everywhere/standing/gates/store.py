"""SQL of gates."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, write
from everywhere.standing.gates.types import Gate

MEETING = rows(
    Gate,
    """
    SELECT community_id, category, to_ask, to_offer, newcomer_fee_minor, deposit_minor, deposit_waived_from FROM standing_gate
     WHERE community_id IN (:everywhere, :community_id) AND category IN ('', :category)""",
)

ALL = rows(
    Gate,
    """
    SELECT community_id, category, to_ask, to_offer, newcomer_fee_minor, deposit_minor, deposit_waived_from FROM standing_gate
     ORDER BY community_id, category LIMIT :limit""",
)

SET = write(
    """
    INSERT INTO standing_gate (community_id, category, to_ask, to_offer, newcomer_fee_minor, deposit_minor, deposit_waived_from, set_by, set_at)
    VALUES (:community_id, :category, :to_ask, :to_offer, :newcomer_fee_minor, :deposit_minor, :deposit_waived_from, :by_id, :now)
    ON CONFLICT (community_id, category) DO UPDATE
       SET to_ask = excluded.to_ask, to_offer = excluded.to_offer, newcomer_fee_minor = excluded.newcomer_fee_minor,
           deposit_minor = excluded.deposit_minor, deposit_waived_from = excluded.deposit_waived_from,
           set_by = excluded.set_by, set_at = excluded.set_at"""
)


async def meeting(tx: ReadTx, community_id: UUID, category: str, *, everywhere: UUID) -> list[Gate]:
    """The gates that a job of this category in this community might meet, at most four."""
    return await MEETING(tx, community_id=community_id, category=category, everywhere=everywhere)


async def everything(tx: ReadTx, *, limit: int) -> list[Gate]:
    """Gates, in a stable order."""
    return await ALL(tx, limit=limit)


async def put(tx: Tx, gate: Gate, *, by_id: UUID, now: datetime) -> None:
    """Set a gate."""
    await SET(
        tx,
        community_id=gate.community_id,
        category=gate.category,
        to_ask=gate.to_ask,
        to_offer=gate.to_offer,
        newcomer_fee_minor=gate.newcomer_fee_minor,
        deposit_minor=gate.deposit_minor,
        deposit_waived_from=gate.deposit_waived_from,
        by_id=by_id,
        now=now,
    )
