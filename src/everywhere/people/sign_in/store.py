"""One-time codes by handle; only a hash is kept."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.kernel.query import write, write_value

PUT = write(
    """
    INSERT INTO sign_in_code (handle, code_hash, tries, expires_at)
    VALUES (:handle, :code_hash, 0, :expires_at)
    ON CONFLICT (handle) DO UPDATE
       SET code_hash = excluded.code_hash, tries = 0, expires_at = excluded.expires_at"""
)

COUNT_TRY = write_value(
    bytes,
    """
    UPDATE sign_in_code
       SET tries = tries + 1
     WHERE handle = :handle AND expires_at > :now AND tries < :tries_max
    RETURNING code_hash""",
)

USE_UP = write("DELETE FROM sign_in_code WHERE handle = :handle AND code_hash = :code_hash")

DELETE_EXPIRED = write("DELETE FROM sign_in_code WHERE expires_at <= :now")


async def put(tx: Tx, handle: str, *, code_hash: bytes, expires_at: datetime) -> None:
    """Keep the hash of a handle's new code; the code before it is worth nothing now."""
    await PUT(tx, handle=handle, code_hash=code_hash, expires_at=expires_at)


async def count_try(tx: Tx, handle: str, *, tries_max: int, now: datetime) -> bytes | None:
    """Count a try and return the hash to compare with; None where no code lives or its tries are used up."""
    return await COUNT_TRY(tx, handle=handle, tries_max=tries_max, now=now)


async def use_up(tx: Tx, handle: str, *, code_hash: bytes) -> bool:
    """Take the code away; False where another request took it first."""
    return await USE_UP(tx, handle=handle, code_hash=code_hash) == 1


async def delete_expired(tx: Tx, *, now: datetime) -> int:
    """Drop codes that nobody can use any more; returns how many."""
    return await DELETE_EXPIRED(tx, now=now)
