"""SQL of issuers."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write
from everywhere.standing.credentials.types import Issuer

READ = row(Issuer, "SELECT did, name FROM standing_issuer WHERE did = :did")

ALL = rows(Issuer, "SELECT did, name FROM standing_issuer ORDER BY did LIMIT :limit")

PUT = write(
    """
    INSERT INTO standing_issuer (did, name, added_by, added_at) VALUES (:did, :name, :by_id, :now)
    ON CONFLICT (did) DO UPDATE SET name = excluded.name, added_by = excluded.added_by, added_at = excluded.added_at"""
)

DROP = write("DELETE FROM standing_issuer WHERE did = :did")


async def read(tx: ReadTx, did: str) -> Issuer | None:
    """An issuer that is trusted."""
    return await READ(tx, did=did)


async def everybody(tx: ReadTx, *, limit: int) -> list[Issuer]:
    """All of them."""
    return await ALL(tx, limit=limit)


async def put(tx: Tx, issuer: Issuer, *, by_id: UUID, now: datetime) -> None:
    """Trust an issuer."""
    await PUT(tx, did=issuer.did, name=issuer.name, by_id=by_id, now=now)


async def drop(tx: Tx, did: str) -> int:
    """Trust an issuer no more."""
    return await DROP(tx, did=did)
