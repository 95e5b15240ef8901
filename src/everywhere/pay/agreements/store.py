# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""Agreements, by seller; and by payer, who looks over their own."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, rows, write
from everywhere.pay.agreements.types import Agreement

_FIXED = "seller_id, agreement_no, app_id, external_no, code, terms, digest, created_at, offer_ends_at"
_MOVING = """
    stage, payer_id, next_on, paid_minor, paid_count, month, month_minor, paid_at, signed_at, valid_until, ended_at, version"""
_COLUMNS = f"{_FIXED}, {_MOVING}"

INSERT = write(
    f"""
    INSERT INTO agreement ({_COLUMNS})
    VALUES (:seller_id, :agreement_no, :app_id, :external_no, :code, :terms, :digest, :created_at, :offer_ends_at, :stage, :payer_id,
            :next_on, :paid_minor, :paid_count, :month, :month_minor, :paid_at, :signed_at, :valid_until, :ended_at, :version)
    ON CONFLICT (seller_id, app_id, external_no) DO NOTHING"""
)

READ = row(Agreement, f"SELECT {_COLUMNS} FROM agreement WHERE seller_id = :seller_id AND agreement_no = :agreement_no")

READ_EXTERNAL = row(
    Agreement,
    f"SELECT {_COLUMNS} FROM agreement WHERE seller_id = :seller_id AND app_id = :app_id AND external_no = :external_no",
)

LATEST = row(
    Agreement,
    f"""
    SELECT {_COLUMNS} FROM agreement
     WHERE seller_id = :seller_id AND app_id = :app_id AND payer_id = :payer_id AND stage = 'normal'
       AND terms ->> 'product' = :product AND (:scene::text = '' OR terms ->> 'scene' = :scene)
     ORDER BY signed_at DESC LIMIT 1""",
)

LOCK = lock_row(
    Agreement, f"SELECT {_COLUMNS} FROM agreement WHERE seller_id = :seller_id AND agreement_no = :agreement_no FOR UPDATE"
)

SAVE = write(
    """
    UPDATE agreement
       SET stage = :stage, payer_id = :payer_id, next_on = :next_on, paid_minor = :paid_minor, paid_count = :paid_count, month = :month,
           month_minor = :month_minor, paid_at = :paid_at, signed_at = :signed_at, valid_until = :valid_until, ended_at = :ended_at,
           version = :version
     WHERE seller_id = :seller_id AND agreement_no = :agreement_no"""
)

OFFER_AGAIN = write(
    """
    UPDATE agreement SET terms = :terms, offer_ends_at = :offer_ends_at, stage = 'offered', ended_at = NULL
     WHERE seller_id = :seller_id AND agreement_no = :agreement_no"""
)

FORGET = write("DELETE FROM agreement WHERE signed_at IS NULL AND offer_ends_at < :before")

OF_PAYER = rows(Agreement, f"SELECT {_COLUMNS} FROM agreement WHERE payer_id = :payer_id ORDER BY signed_at DESC LIMIT :limit")

OF_PAYER_BY_NUMBER = row(Agreement, f"SELECT {_COLUMNS} FROM agreement WHERE payer_id = :payer_id AND agreement_no = :agreement_no")


async def insert(tx: Tx, agreement: Agreement) -> bool:
    """Write an offer; False where its number is taken."""
    return await INSERT(tx, **{name: getattr(agreement, name) for name in INSERT.statement.names}) == 1


async def read(tx: ReadTx, seller_id: UUID, agreement_no: str) -> Agreement | None:
    """A seller's agreement by our number."""
    return await READ(tx, seller_id=seller_id, agreement_no=agreement_no)


async def read_external(tx: ReadTx, seller_id: UUID, app_id: str, external_no: str) -> Agreement | None:
    """The same by the app's number."""
    return await READ_EXTERNAL(tx, seller_id=seller_id, app_id=app_id, external_no=external_no)


async def latest(tx: ReadTx, seller_id: UUID, app_id: str, payer_id: UUID, *, product: str, scene: str) -> Agreement | None:
    """What a payer said yes to last and did not end."""
    return await LATEST(tx, seller_id=seller_id, app_id=app_id, payer_id=payer_id, product=product, scene=scene)


async def lock(tx: Tx, seller_id: UUID, agreement_no: str) -> Agreement | None:
    """An agreement, for this transaction alone."""
    return await LOCK(tx, seller_id=seller_id, agreement_no=agreement_no)


async def save(tx: Tx, agreement: Agreement) -> None:
    """Write the next version of an agreement whose lock is held."""
    await SAVE(tx, **{name: getattr(agreement, name) for name in SAVE.statement.names})


async def offer_again(tx: Tx, agreement: Agreement) -> None:
    """Write what is offered anew under a number to which nobody said yes."""
    await OFFER_AGAIN(tx, **{name: getattr(agreement, name) for name in OFFER_AGAIN.statement.names})


async def forget(tx: Tx, *, before: datetime) -> None:
    """Drop offers to which nobody said yes."""
    await FORGET(tx, before=before)


async def of_payer(tx: ReadTx, payer_id: UUID, *, limit: int) -> list[Agreement]:
    """What a person said yes to, the latest first."""
    return await OF_PAYER(tx, payer_id=payer_id, limit=limit)


async def of_payer_by_number(tx: ReadTx, payer_id: UUID, agreement_no: str) -> Agreement | None:
    """One of them."""
    return await OF_PAYER_BY_NUMBER(tx, payer_id=payer_id, agreement_no=agreement_no)
