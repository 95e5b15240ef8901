# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""Reservations and what was done to them."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, rows, write
from everywhere.pay.reservations.types import Reservation, Step, StepKind

_COLUMNS = """
    seller_id, auth_no, app_id, out_order_no, out_request_no, stage, code, payer_id, amount_minor, rest_minor, paid_minor, currency,
    digest, terms, leg, created_at, expires_at, ended_at"""
_STEP = "seller_id, auth_no, out_request_no, kind, operation_id, amount_minor, remark, at"

INSERT = write(
    f"""
    INSERT INTO reservation ({_COLUMNS})
    VALUES (:seller_id, :auth_no, :app_id, :out_order_no, :out_request_no, :stage, :code, :payer_id, :amount_minor, :rest_minor,
            :paid_minor, :currency, :digest, :terms, :leg, :created_at, :expires_at, :ended_at)
    ON CONFLICT (seller_id, app_id, out_order_no) DO NOTHING"""
)

READ = row(Reservation, f"SELECT {_COLUMNS} FROM reservation WHERE seller_id = :seller_id AND auth_no = :auth_no")

READ_BY_ORDER = row(
    Reservation,
    f"""
    SELECT {_COLUMNS} FROM reservation
     WHERE seller_id = :seller_id AND app_id = :app_id AND out_order_no = :out_order_no""",
)

LOCK = lock_row(Reservation, f"SELECT {_COLUMNS} FROM reservation WHERE seller_id = :seller_id AND auth_no = :auth_no FOR UPDATE")

SAVE = write(
    """
    UPDATE reservation
       SET stage = :stage, payer_id = :payer_id, rest_minor = :rest_minor, paid_minor = :paid_minor, leg = :leg, ended_at = :ended_at
     WHERE seller_id = :seller_id AND auth_no = :auth_no"""
)

EXPIRED = rows(
    Reservation, f"SELECT {_COLUMNS} FROM reservation WHERE stage = 'init' AND expires_at <= :now ORDER BY expires_at LIMIT :limit"
)

ADD_STEP = write(
    f"""
    INSERT INTO reservation_step ({_STEP})
    VALUES (:seller_id, :auth_no, :out_request_no, :kind, :operation_id, :amount_minor, :remark, :at)"""
)

READ_STEP = row(
    Step,
    f"""
    SELECT {_STEP} FROM reservation_step
     WHERE seller_id = :seller_id AND auth_no = :auth_no AND kind = :kind AND out_request_no = :out_request_no""",
)

STEPS = rows(
    Step, f"SELECT {_STEP} FROM reservation_step WHERE seller_id = :seller_id AND auth_no = :auth_no ORDER BY at LIMIT :limit"
)


async def insert(tx: Tx, reservation: Reservation) -> bool:
    """Write a reservation, unless its number is taken; says whether it did."""
    return await INSERT(tx, **{name: getattr(reservation, name) for name in INSERT.statement.names}) == 1


async def read(tx: ReadTx, seller_id: UUID, auth_no: str) -> Reservation | None:
    """A reservation by our number."""
    return await READ(tx, seller_id=seller_id, auth_no=auth_no)


async def read_by_order(tx: ReadTx, seller_id: UUID, app_id: str, out_order_no: str) -> Reservation | None:
    """A reservation by the app's number."""
    return await READ_BY_ORDER(tx, seller_id=seller_id, app_id=app_id, out_order_no=out_order_no)


async def lock(tx: Tx, seller_id: UUID, auth_no: str) -> Reservation | None:
    """A reservation, for this transaction alone; trades and accounts are locked after it."""
    return await LOCK(tx, seller_id=seller_id, auth_no=auth_no)


async def save(tx: Tx, reservation: Reservation) -> None:
    """Write what can change of a reservation."""
    await SAVE(tx, **{name: getattr(reservation, name) for name in SAVE.statement.names})


async def expired(tx: ReadTx, *, now: datetime, limit: int) -> list[Reservation]:
    """Reservations to which nobody agreed in time."""
    return await EXPIRED(tx, now=now, limit=limit)


async def add_step(tx: Tx, step: Step) -> None:
    """Write what was done; the reservation's lock is held."""
    await ADD_STEP(tx, **{name: getattr(step, name) for name in ADD_STEP.statement.names})


async def step(tx: ReadTx, seller_id: UUID, auth_no: str, kind: StepKind, out_request_no: str) -> Step | None:
    """What was done under a number."""
    return await READ_STEP(tx, seller_id=seller_id, auth_no=auth_no, kind=kind, out_request_no=out_request_no)


async def steps(tx: ReadTx, seller_id: UUID, auth_no: str, *, limit: int) -> list[Step]:
    """What was done to a reservation, oldest first."""
    return await STEPS(tx, seller_id=seller_id, auth_no=auth_no, limit=limit)
