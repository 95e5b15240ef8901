# ruff: noqa: S608 - what is put into a query is the column list of this file
"""What sellers asked of trades' money."""

from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write
from everywhere.pay.trades.settling.types import Settlement

_COLUMNS = "seller_id, trade_no, out_request_no, kind, settle_no, digest, amount_minor, shares, at"

INSERT = write(
    f"""
    INSERT INTO trade_settlement ({_COLUMNS})
    VALUES (:seller_id, :trade_no, :out_request_no, :kind, :settle_no, :digest, :amount_minor, :shares, :at)"""
)

READ = row(
    Settlement,
    f"""
    SELECT {_COLUMNS} FROM trade_settlement
     WHERE seller_id = :seller_id AND trade_no = :trade_no AND out_request_no = :out_request_no""",
)

OF_TRADE = rows(
    Settlement,
    f"SELECT {_COLUMNS} FROM trade_settlement WHERE seller_id = :seller_id AND trade_no = :trade_no ORDER BY at LIMIT :limit",
)


async def insert(tx: Tx, settlement: Settlement) -> None:
    """Write what was asked; the trade's lock is held."""
    await INSERT(tx, **{name: getattr(settlement, name) for name in INSERT.statement.names})


async def read(tx: ReadTx, seller_id: UUID, trade_no: str, out_request_no: str) -> Settlement | None:
    """What was asked of a trade under a number."""
    return await READ(tx, seller_id=seller_id, trade_no=trade_no, out_request_no=out_request_no)


async def of_trade(tx: ReadTx, seller_id: UUID, trade_no: str, *, limit: int) -> list[Settlement]:
    """What was asked of a trade, oldest first."""
    return await OF_TRADE(tx, seller_id=seller_id, trade_no=trade_no, limit=limit)
