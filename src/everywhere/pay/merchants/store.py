"""Merchants and the numbers of everybody."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, value, write, write_row
from everywhere.pay.merchants.types import Merchant, Numbered, Side

CLAIM = write(
    """
    INSERT INTO pay_number (number, person_id, side) VALUES (:number, :person_id, :side)
    ON CONFLICT DO NOTHING"""
)

NUMBER_OF = value(str, "SELECT number FROM pay_number WHERE person_id = :person_id AND side = :side")

NUMBERS_OF = rows(
    Numbered, "SELECT number, person_id, side FROM pay_number WHERE person_id = ANY(:person_ids::uuid[]) AND side = :side"
)

OWNER_OF = row(Numbered, "SELECT number, person_id, side FROM pay_number WHERE number = :number")

INSERT = write(
    """
    INSERT INTO merchant (person_id, number, name, created_at) VALUES (:person_id, :number, :name, :now)
    ON CONFLICT (person_id) DO NOTHING"""
)

READ_SOME = rows(
    Merchant, "SELECT person_id, number, name, created_at, version FROM merchant WHERE person_id = ANY(:person_ids::uuid[])"
)

READ = row(Merchant, "SELECT person_id, number, name, created_at, version FROM merchant WHERE person_id = :person_id")

RENAME = write_row(
    Merchant,
    """
    UPDATE merchant SET name = :name, version = version + 1 WHERE person_id = :person_id
    RETURNING person_id, number, name, created_at, version""",
)


async def claim(tx: Tx, number: str, person_id: UUID, side: Side) -> None:
    """Give a number to somebody who has none, unless it is taken."""
    await CLAIM(tx, number=number, person_id=person_id, side=side)


async def number_of(tx: ReadTx, person_id: UUID, side: Side) -> str | None:
    """Somebody's number, if they have one."""
    return await NUMBER_OF(tx, person_id=person_id, side=side)


async def numbers_of(tx: ReadTx, person_ids: list[UUID], side: Side) -> list[Numbered]:
    """The numbers of those who have one."""
    return await NUMBERS_OF(tx, person_ids=person_ids, side=side)


async def owner_of(tx: ReadTx, number: str) -> Numbered | None:
    """Whose a number is."""
    return await OWNER_OF(tx, number=number)


async def insert(tx: Tx, person_id: UUID, *, number: str, name: str, now: datetime) -> None:
    """Write a merchant; one that is there stays."""
    await INSERT(tx, person_id=person_id, number=number, name=name, now=now)


async def read(tx: ReadTx, person_id: UUID) -> Merchant | None:
    """A person's merchant account."""
    return await READ(tx, person_id=person_id)


async def read_some(tx: ReadTx, person_ids: list[UUID]) -> list[Merchant]:
    """The merchants among these people."""
    return await READ_SOME(tx, person_ids=person_ids)


async def rename(tx: Tx, person_id: UUID, name: str) -> Merchant | None:
    """Call a merchant otherwise."""
    return await RENAME(tx, person_id=person_id, name=name)
