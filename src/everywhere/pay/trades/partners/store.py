"""Partners, by seller."""

from collections.abc import Sequence
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, value, write
from everywhere.pay.trades.partners.types import Partner

PUT = write(
    """
    INSERT INTO share_partner (seller_id, payee_id, side, memo, bound_at)
    VALUES (:seller_id, :payee_id, :side, :memo, :bound_at)
    ON CONFLICT (seller_id, payee_id, side) DO UPDATE SET memo = :memo"""
)

DROP = write("DELETE FROM share_partner WHERE seller_id = :seller_id AND payee_id = :payee_id AND side = :side")

COUNT = value(int, "SELECT count(*) FROM share_partner WHERE seller_id = :seller_id")

PAGE = rows(
    Partner,
    """
    SELECT seller_id, payee_id, side, memo, bound_at FROM share_partner
     WHERE seller_id = :seller_id ORDER BY bound_at, payee_id, side LIMIT :limit OFFSET :skip""",
)

AMONG = rows(
    Partner,
    """
    SELECT seller_id, payee_id, side, memo, bound_at FROM share_partner
     WHERE seller_id = :seller_id AND payee_id = ANY(:payee_ids::uuid[])""",
)


async def put(tx: Tx, partner: Partner) -> None:
    """Write a partner; of one who is there the memo changes."""
    await PUT(tx, **{name: getattr(partner, name) for name in PUT.statement.names})


async def drop(tx: Tx, seller_id: UUID, payee_id: UUID, side: str) -> None:
    """Forget a partner."""
    await DROP(tx, seller_id=seller_id, payee_id=payee_id, side=side)


async def count(tx: ReadTx, seller_id: UUID) -> int:
    """How many partners a seller has."""
    return await COUNT(tx, seller_id=seller_id) or 0


async def page(tx: ReadTx, seller_id: UUID, *, skip: int, limit: int) -> list[Partner]:
    """A seller's partners in the order in which they were named."""
    return await PAGE(tx, seller_id=seller_id, skip=skip, limit=limit)


async def among(tx: ReadTx, seller_id: UUID, payee_ids: Sequence[UUID]) -> list[Partner]:
    """Those of some people who are a seller's partners."""
    return await AMONG(tx, seller_id=seller_id, payee_ids=list(payee_ids))
