# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""Tabs, by seller; and by payer, who looks over their own."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, rows, value, write
from everywhere.pay.tabs.types import Stage, Tab

_FIXED = (
    "seller_id, tab_no, app_id, out_order_no, agreement_no, payer_id, subject, limit_minor, digest, category, opened_at, expires_at"
)
_COLUMNS = f"{_FIXED}, stage, trade_no, due_at, next_try_at, ended_at, version"

INSERT = write(
    f"""
    INSERT INTO tab ({_COLUMNS})
    VALUES (:seller_id, :tab_no, :app_id, :out_order_no, :agreement_no, :payer_id, :subject, :limit_minor, :digest, :category, :opened_at,
            :expires_at, :stage, :trade_no, :due_at, :next_try_at, :ended_at, :version)
    ON CONFLICT (seller_id, app_id, out_order_no) DO NOTHING"""
)

READ = row(Tab, f"SELECT {_COLUMNS} FROM tab WHERE seller_id = :seller_id AND tab_no = :tab_no")

READ_BY_ORDER = row(
    Tab, f"SELECT {_COLUMNS} FROM tab WHERE seller_id = :seller_id AND app_id = :app_id AND out_order_no = :out_order_no"
)

DUE_BY_TRADE = row(Tab, f"SELECT {_COLUMNS} FROM tab WHERE seller_id = :seller_id AND trade_no = :trade_no AND stage = 'due'")

LOCK = lock_row(Tab, f"SELECT {_COLUMNS} FROM tab WHERE seller_id = :seller_id AND tab_no = :tab_no FOR UPDATE")

SAVE = write(
    """
    UPDATE tab SET stage = :stage, trade_no = :trade_no, due_at = :due_at, next_try_at = :next_try_at, ended_at = :ended_at, version = :version
     WHERE seller_id = :seller_id AND tab_no = :tab_no"""
)

OF_PAYER = rows(Tab, f"SELECT {_COLUMNS} FROM tab WHERE payer_id = :payer_id ORDER BY opened_at DESC LIMIT :limit")

COUNT = value(
    int, "SELECT count(*) FROM tab WHERE payer_id = :payer_id AND stage = :stage AND (stage <> 'open' OR expires_at > :now)"
)

TO_TRY = rows(Tab, f"SELECT {_COLUMNS} FROM tab WHERE stage = 'due' AND next_try_at <= :now ORDER BY next_try_at LIMIT :limit")


async def insert(tx: Tx, tab: Tab) -> bool:
    """Write a new tab; False where its number is taken."""
    return await INSERT(tx, **{name: getattr(tab, name) for name in INSERT.statement.names}) == 1


async def read(tx: ReadTx, seller_id: UUID, tab_no: str) -> Tab | None:
    """A seller's tab by our number."""
    return await READ(tx, seller_id=seller_id, tab_no=tab_no)


async def read_by_order(tx: ReadTx, seller_id: UUID, app_id: str, out_order_no: str) -> Tab | None:
    """The same by the app's number."""
    return await READ_BY_ORDER(tx, seller_id=seller_id, app_id=app_id, out_order_no=out_order_no)


async def due_by_trade(tx: ReadTx, seller_id: UUID, trade_no: str) -> Tab | None:
    """The tab that waits for this trade to be paid."""
    return await DUE_BY_TRADE(tx, seller_id=seller_id, trade_no=trade_no)


async def lock(tx: Tx, seller_id: UUID, tab_no: str) -> Tab | None:
    """A tab, for this transaction alone."""
    return await LOCK(tx, seller_id=seller_id, tab_no=tab_no)


async def save(tx: Tx, tab: Tab) -> None:
    """Write the next version of a tab whose lock is held."""
    await SAVE(tx, **{name: getattr(tab, name) for name in SAVE.statement.names})


async def of_payer(tx: ReadTx, payer_id: UUID, *, limit: int) -> list[Tab]:
    """A person's tabs, the latest first."""
    return await OF_PAYER(tx, payer_id=payer_id, limit=limit)


async def count(tx: ReadTx, payer_id: UUID, stage: Stage, *, now: datetime) -> int:
    """How many tabs of a person are at a stage."""
    return await COUNT(tx, payer_id=payer_id, stage=stage, now=now) or 0


async def to_try(tx: ReadTx, *, now: datetime, limit: int) -> list[Tab]:
    """Tabs that are due and to be tried again."""
    return await TO_TRY(tx, now=now, limit=limit)
