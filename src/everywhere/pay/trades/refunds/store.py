# ruff: noqa: S608 - what is put into a query is the column list of this file
"""Refunds, by their numbers."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write
from everywhere.pay.trades.refunds.types import Refund

_COLUMNS = "seller_id, trade_no, out_request_no, amount_minor, total_minor, reason, terms, at"

INSERT = write(
    f"""
    INSERT INTO trade_refund ({_COLUMNS})
    VALUES (:seller_id, :trade_no, :out_request_no, :amount_minor, :total_minor, :reason, :terms, :at)"""
)

READ = row(
    Refund,
    f"""
    SELECT {_COLUMNS} FROM trade_refund
     WHERE seller_id = :seller_id AND trade_no = :trade_no AND out_request_no = :out_request_no""",
)

OF_TRADE = rows(
    Refund,
    f"""
    SELECT {_COLUMNS} FROM trade_refund
     WHERE seller_id = :seller_id AND trade_no = :trade_no ORDER BY at, out_request_no LIMIT :limit""",
)

BETWEEN = rows(
    Refund,
    f"""
    SELECT {_COLUMNS} FROM trade_refund
     WHERE seller_id = :seller_id AND at >= :since AND at < :until ORDER BY at, trade_no, out_request_no LIMIT :limit""",
)


async def insert(tx: Tx, refund: Refund) -> None:
    """Write a refund; the trade's lock is held."""
    await INSERT(tx, **{name: getattr(refund, name) for name in INSERT.statement.names})


async def read(tx: ReadTx, seller_id: UUID, trade_no: str, out_request_no: str) -> Refund | None:
    """A refund of a trade by its number."""
    return await READ(tx, seller_id=seller_id, trade_no=trade_no, out_request_no=out_request_no)


async def of_trade(tx: ReadTx, seller_id: UUID, trade_no: str, *, limit: int) -> list[Refund]:
    """What was given back of a trade, oldest first."""
    return await OF_TRADE(tx, seller_id=seller_id, trade_no=trade_no, limit=limit)


async def between(tx: ReadTx, seller_id: UUID, since: datetime, until: datetime, *, limit: int) -> list[Refund]:
    """What a seller gave back in a span of time, oldest first."""
    return await BETWEEN(tx, seller_id=seller_id, since=since, until=until, limit=limit)
