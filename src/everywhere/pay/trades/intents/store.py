# ruff: noqa: S608 - what is put into a query is the column list of this file
"""Orders that nobody has begun to pay."""

from datetime import datetime

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, write
from everywhere.pay.trades.types import Intent, Key

_COLUMNS = """
    seller_id, app_id, out_trade_no, channel, code, amount_minor, currency, digest, terms, expires_at, created_at, closed_at"""
_KEY = "seller_id = :seller_id AND app_id = :app_id AND out_trade_no = :out_trade_no"

INSERT = write(
    f"""
    INSERT INTO trade_intent ({_COLUMNS})
    VALUES (:seller_id, :app_id, :out_trade_no, :channel, :code, :amount_minor, :currency, :digest, :terms, :expires_at, :created_at,
            :closed_at)
    ON CONFLICT (seller_id, app_id, out_trade_no) DO NOTHING"""
)

READ = row(Intent, f"SELECT {_COLUMNS} FROM trade_intent WHERE {_KEY}")

LOCK = lock_row(Intent, f"SELECT {_COLUMNS} FROM trade_intent WHERE {_KEY} FOR UPDATE")

SAVE = write(
    f"UPDATE trade_intent SET channel = :channel, terms = :terms, expires_at = :expires_at, closed_at = :closed_at WHERE {_KEY}"
)

FORGET = write("DELETE FROM trade_intent WHERE expires_at < :before")


async def insert(tx: Tx, intent: Intent) -> bool:
    """Write an order, unless its number is taken; says whether it did."""
    return await INSERT(tx, **{name: getattr(intent, name) for name in INSERT.statement.names}) == 1


async def read(tx: ReadTx, key: Key) -> Intent | None:
    """An order."""
    return await READ(tx, seller_id=key.seller_id, app_id=key.app_id, out_trade_no=key.out_trade_no)


async def lock(tx: Tx, key: Key) -> Intent | None:
    """An order, for this transaction alone; its trade is locked after it."""
    return await LOCK(tx, seller_id=key.seller_id, app_id=key.app_id, out_trade_no=key.out_trade_no)


async def save(tx: Tx, intent: Intent) -> None:
    """Write what can change of an order."""
    await SAVE(tx, **{name: getattr(intent, name) for name in SAVE.statement.names})


async def forget(tx: Tx, *, before: datetime) -> int:
    """Drop orders that have long ended; returns how many."""
    return await FORGET(tx, before=before)
