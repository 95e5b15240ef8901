# ruff: noqa: S608 - what is put into a query is the column list of this file
"""What merchants sent."""

from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, value, write
from everywhere.pay.remits.types import Remit

_COLUMNS = "seller_id, app_id, out_biz_no, order_id, fund_order_id, payee_id, amount_minor, currency, digest, terms, at"

INSERT = write(
    f"""
    INSERT INTO remit ({_COLUMNS})
    VALUES (:seller_id, :app_id, :out_biz_no, :order_id, :fund_order_id, :payee_id, :amount_minor, :currency, :digest, :terms, :at)
    ON CONFLICT (seller_id, app_id, out_biz_no) DO NOTHING"""
)

READ = row(Remit, f"SELECT {_COLUMNS} FROM remit WHERE seller_id = :seller_id AND app_id = :app_id AND out_biz_no = :out_biz_no")

READ_BY_ORDER = row(Remit, f"SELECT {_COLUMNS} FROM remit WHERE seller_id = :seller_id AND order_id = :order_id")

HAS_SENT = value(bool, "SELECT EXISTS (SELECT FROM remit WHERE seller_id = :seller_id AND payee_id = :payee_id)")


async def insert(tx: Tx, remit: Remit) -> bool:
    """Write a sending, unless its number is taken; says whether it did."""
    return await INSERT(tx, **{name: getattr(remit, name) for name in INSERT.statement.names}) == 1


async def read(tx: ReadTx, seller_id: UUID, app_id: str, out_biz_no: str) -> Remit | None:
    """A sending by the app's number."""
    return await READ(tx, seller_id=seller_id, app_id=app_id, out_biz_no=out_biz_no)


async def read_by_order(tx: ReadTx, seller_id: UUID, order_id: str) -> Remit | None:
    """A sending by our number."""
    return await READ_BY_ORDER(tx, seller_id=seller_id, order_id=order_id)


async def has_sent(tx: ReadTx, seller_id: UUID, payee_id: UUID) -> bool:
    """Whether a merchant sent anything to somebody."""
    return bool(await HAS_SENT(tx, seller_id=seller_id, payee_id=payee_id))
