# ruff: noqa: S608 - what is put into a query is the column list of this file
"""Transits, and where people are paid."""

from datetime import date, datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, rows, write, write_row
from everywhere.pay.providers.transits.types import OutsideAccount, Transit

_COLUMNS = (
    "person_id, id, provider, kind, amount_minor, currency, stage, of_id, group_id, account, ref, report_ref, next_url, "
    "fee_minor, reason, looks, created_at, expires_at, ended_at, booked_on"
)
_ACCOUNT = "person_id, provider, account, is_ready, sends_released"

INSERT = write(
    f"""
    INSERT INTO transit ({_COLUMNS})
    VALUES (:person_id, :id, :provider, :kind, :amount_minor, :currency, :stage, :of_id, :group_id, :account, :ref, :report_ref,
            :next_url, :fee_minor, :reason, :looks, :created_at, :expires_at, :ended_at, :booked_on)
    ON CONFLICT (person_id, id) DO NOTHING"""
)

READ = row(Transit, f"SELECT {_COLUMNS} FROM transit WHERE person_id = :person_id AND id = :id")

LOCK = lock_row(Transit, f"SELECT {_COLUMNS} FROM transit WHERE person_id = :person_id AND id = :id FOR UPDATE")

SAVE = write(
    """
    UPDATE transit
       SET stage = :stage, ref = :ref, report_ref = :report_ref, next_url = :next_url, fee_minor = :fee_minor, reason = :reason,
           looks = :looks, ended_at = :ended_at, booked_on = :booked_on
     WHERE person_id = :person_id AND id = :id"""
)

UNDOING = rows(Transit, f"SELECT {_COLUMNS} FROM transit WHERE person_id = :person_id AND of_id = :of_id ORDER BY id LIMIT :limit")

OF_PERSON = rows(
    Transit,
    f"""
    SELECT {_COLUMNS} FROM transit
     WHERE person_id = :person_id AND (created_at, id) < (:before_at, :before_id)
     ORDER BY created_at DESC, id DESC LIMIT :limit""",
)

OPEN = rows(
    Transit,
    f"""
    SELECT {_COLUMNS} FROM transit
     WHERE stage IN ('intended', 'waiting') ORDER BY created_at LIMIT :limit""",
)

# By the database's clock: the doctor has no other.
STUCK = rows(
    Transit,
    f"""
    SELECT {_COLUMNS} FROM transit
     WHERE stage IN ('intended', 'waiting') AND created_at < now() - interval '3 days' ORDER BY created_at LIMIT :limit""",
)

BOOKED = rows(
    Transit,
    f"""
    SELECT {_COLUMNS} FROM transit
     WHERE provider = :provider AND booked_on BETWEEN :since AND :until ORDER BY ended_at, id LIMIT :limit""",
)

NAME_ACCOUNT = write_row(
    OutsideAccount,
    f"""
    INSERT INTO provider_account (person_id, provider, sends_released) VALUES (:person_id, :provider, :sends_released)
    ON CONFLICT (person_id, provider) DO UPDATE SET sends_released = :sends_released
    RETURNING {_ACCOUNT}""",
)

CONNECT = write(
    "UPDATE provider_account SET account = :account, is_ready = :is_ready WHERE person_id = :person_id AND provider = :provider"
)

ACCOUNTS = rows(OutsideAccount, f"SELECT {_ACCOUNT} FROM provider_account WHERE person_id = :person_id ORDER BY provider")

FORGET = write("DELETE FROM provider_account WHERE person_id = :person_id")


async def insert(tx: Tx, transit: Transit) -> bool:
    """Write what is intended, unless it is there; says whether it did."""
    return await INSERT(tx, **{name: getattr(transit, name) for name in INSERT.statement.names}) == 1


async def read(tx: ReadTx, person_id: UUID, transit_id: UUID) -> Transit | None:
    """A transit of a person."""
    return await READ(tx, person_id=person_id, id=transit_id)


async def lock(tx: Tx, person_id: UUID, transit_id: UUID) -> Transit | None:
    """A transit of a person, for this transaction alone."""
    return await LOCK(tx, person_id=person_id, id=transit_id)


async def save(tx: Tx, transit: Transit) -> None:
    """Write what became of a transit; its lock is held."""
    await SAVE(tx, **{name: getattr(transit, name) for name in SAVE.statement.names})


async def undoing(tx: ReadTx, person_id: UUID, of_id: UUID, *, limit: int) -> list[Transit]:
    """What gives or takes a transit back."""
    return await UNDOING(tx, person_id=person_id, of_id=of_id, limit=limit)


async def of_person(tx: ReadTx, person_id: UUID, *, before: tuple[datetime, UUID], limit: int) -> list[Transit]:
    """A person's transits from before one, newest first."""
    return await OF_PERSON(tx, person_id=person_id, before_at=before[0], before_id=before[1], limit=limit)


async def still_open(tx: ReadTx, *, limit: int) -> list[Transit]:
    """Transits of which nobody knows yet what became of them, oldest first."""
    return await OPEN(tx, limit=limit)


async def stuck(tx: ReadTx, *, limit: int) -> list[Transit]:
    """Transits of which nobody knows for three days what became of them."""
    return await STUCK(tx, limit=limit)


async def booked(tx: ReadTx, provider: str, since: date, until: date, *, limit: int) -> list[Transit]:
    """What moved through a provider on these days, oldest first."""
    return await BOOKED(tx, provider=provider, since=since, until=until, limit=limit)


async def name_account(tx: Tx, person_id: UUID, provider: str, *, sends_released: bool) -> OutsideAccount | None:
    """Write that somebody wants to be paid at a provider, and whether at once."""
    return await NAME_ACCOUNT(tx, person_id=person_id, provider=provider, sends_released=sends_released)


async def connect(tx: Tx, person_id: UUID, provider: str, *, account: str, is_ready: bool) -> None:
    """Write where somebody is paid at a provider."""
    await CONNECT(tx, person_id=person_id, provider=provider, account=account, is_ready=is_ready)


async def accounts(tx: ReadTx, person_id: UUID) -> list[OutsideAccount]:
    """Where a person is paid."""
    return await ACCOUNTS(tx, person_id=person_id)


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop where an erased person was paid."""
    await FORGET(tx, person_id=person_id)
