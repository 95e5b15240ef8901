"""Who has which program open."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, write
from everywhere.mini.opening.types import Opening

INSERT = write("INSERT INTO mini_opening (hash, app_id, holder_id, expires_at) VALUES (:hash, :app_id, :holder_id, :expires_at)")

READ = row(Opening, "SELECT app_id, holder_id, expires_at FROM mini_opening WHERE hash = :hash AND expires_at > :now")

FORGET = write("DELETE FROM mini_opening WHERE expires_at <= :now")

FORGET_OF = write("DELETE FROM mini_opening WHERE holder_id = :holder_id")


async def insert(tx: Tx, hashed: bytes, opening: Opening) -> None:
    """Write an opening under the hash of its token."""
    await INSERT(tx, hash=hashed, app_id=opening.app_id, holder_id=opening.holder_id, expires_at=opening.expires_at)


async def read(tx: ReadTx, hashed: bytes, *, now: datetime) -> Opening | None:
    """The opening of a token, unless it has ended."""
    return await READ(tx, hash=hashed, now=now)


async def forget(tx: Tx, *, now: datetime) -> int:
    """Drop openings that have ended; returns how many."""
    return await FORGET(tx, now=now)


async def forget_of(tx: Tx, holder_id: UUID) -> None:
    """Close everything that somebody has open."""
    await FORGET_OF(tx, holder_id=holder_id)
