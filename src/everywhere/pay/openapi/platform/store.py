"""The platform's keys, sealed; written once."""

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, write
from everywhere.pay.openapi.platform.types import Kept

ALL = rows(Kept, "SELECT purpose, sealed, pem, sn, created_at FROM open_platform_key ORDER BY purpose")

INSERT = write(
    """
    INSERT INTO open_platform_key (purpose, sealed, pem, sn, created_at) VALUES (:purpose, :sealed, :pem, :sn, :created_at)
    ON CONFLICT (purpose) DO NOTHING"""
)


async def kept(tx: ReadTx) -> list[Kept]:
    """What was written; empty before the first need."""
    return await ALL(tx)


async def insert(tx: Tx, key: Kept) -> bool:
    """Write a key; False where another process was first."""
    return await INSERT(tx, purpose=key.purpose, sealed=key.sealed, pem=key.pem, sn=key.sn, created_at=key.created_at) == 1
