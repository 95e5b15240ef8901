# ruff: noqa: S608 - what is put into a query is the column list of this file
"""Receipts, by payer."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, value, write
from everywhere.pay.trades.receipts.types import Receipt

_COLUMNS = """
    person_id, trade_id, seller_id, trade_no, merchant_name, subject, amount_minor, currency, refunded_minor, awaits, at"""

PUT = write(
    f"""
    INSERT INTO receipt ({_COLUMNS})
    VALUES (:person_id, :trade_id, :seller_id, :trade_no, :merchant_name, :subject, :amount_minor, :currency, :refunded_minor, :awaits,
            :at)
    ON CONFLICT (person_id, trade_id) DO UPDATE SET refunded_minor = :refunded_minor, awaits = :awaits, at = :at"""
)

DROP_AWAITING = write("DELETE FROM receipt WHERE person_id = :person_id AND trade_id = :trade_id AND awaits")

READ = row(Receipt, f"SELECT {_COLUMNS} FROM receipt WHERE person_id = :person_id AND trade_id = :trade_id")

OF_PERSON = rows(
    Receipt,
    f"""
    SELECT {_COLUMNS} FROM receipt
     WHERE person_id = :person_id AND awaits = :awaits
       AND (:before_at::timestamptz IS NULL OR (at, trade_id) < (:before_at::timestamptz, :before_id::uuid))
     ORDER BY at DESC, trade_id DESC LIMIT :limit""",
)

HAS_PAID = value(bool, "SELECT EXISTS (SELECT FROM receipt WHERE person_id = :person_id AND seller_id = :seller_id AND NOT awaits)")


async def put(tx: Tx, receipt: Receipt) -> None:
    """Write a receipt as it stands now."""
    await PUT(tx, **{name: getattr(receipt, name) for name in PUT.statement.names})


async def drop_awaiting(tx: Tx, person_id: UUID, trade_id: UUID) -> None:
    """Forget a payment that nobody confirmed in time."""
    await DROP_AWAITING(tx, person_id=person_id, trade_id=trade_id)


async def read(tx: ReadTx, person_id: UUID, trade_id: UUID) -> Receipt | None:
    """One receipt of a person's."""
    return await READ(tx, person_id=person_id, trade_id=trade_id)


async def of_person(
    tx: ReadTx, person_id: UUID, *, awaits: bool, before: tuple[datetime, UUID] | None, limit: int
) -> list[Receipt]:
    """A person's receipts, newest first."""
    at, trade_id = before or (None, None)
    return await OF_PERSON(tx, person_id=person_id, awaits=awaits, before_at=at, before_id=trade_id, limit=limit)


async def has_paid(tx: ReadTx, person_id: UUID, seller_id: UUID) -> bool:
    """Whether a person ever paid a seller."""
    return bool(await HAS_PAID(tx, person_id=person_id, seller_id=seller_id))
