"""Cookies of each person and program, and what programs were not let do."""

from datetime import datetime
from typing import Any
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, value, write, write_value
from everywhere.mini.gateway.types import Note

JAR = value(dict[str, Any], "SELECT cookies FROM mini_jar WHERE holder_id = :holder_id AND app_id = :app_id")

LOCK_JAR = write_value(
    dict[str, Any],
    """
    INSERT INTO mini_jar AS j (holder_id, app_id, cookies, used_at) VALUES (:holder_id, :app_id, '{}', :now)
    ON CONFLICT (holder_id, app_id) DO UPDATE SET used_at = excluded.used_at RETURNING cookies""",
)

SAVE_JAR = write("UPDATE mini_jar SET cookies = :cookies WHERE holder_id = :holder_id AND app_id = :app_id")

FORGET_JARS = write("DELETE FROM mini_jar WHERE used_at < :before")

FORGET_OF = write("DELETE FROM mini_jar WHERE holder_id = :holder_id")

NOTE = write("INSERT INTO mini_note (app_id, id, at, kind, detail) VALUES (:app_id, :id, :at, :kind, :detail)")

NOTES = rows(Note, "SELECT id, at, kind, detail FROM mini_note WHERE app_id = :app_id ORDER BY at DESC, id DESC LIMIT :limit")

FORGET_NOTES = write("DELETE FROM mini_note WHERE at < :before")


async def jar(tx: ReadTx, holder_id: UUID, app_id: str) -> dict[str, Any]:
    """The cookies that a program has for somebody."""
    return await JAR(tx, holder_id=holder_id, app_id=app_id) or {}


async def lock_jar(tx: Tx, holder_id: UUID, app_id: str, *, now: datetime) -> dict[str, Any]:
    """The cookies that a program has for somebody, held until the transaction ends."""
    return await LOCK_JAR(tx, holder_id=holder_id, app_id=app_id, now=now) or {}


async def save_jar(tx: Tx, holder_id: UUID, app_id: str, cookies: dict[str, Any]) -> None:
    """Write the cookies of a jar that is held."""
    await SAVE_JAR(tx, holder_id=holder_id, app_id=app_id, cookies=cookies)


async def forget_of(tx: Tx, holder_id: UUID) -> None:
    """Drop every cookie of somebody."""
    await FORGET_OF(tx, holder_id=holder_id)


async def note(tx: Tx, app_id: str, kind: str, detail: str, *, now: datetime) -> None:
    """Write down what a program was not let do."""
    await NOTE(tx, app_id=app_id, id=ids.new_id(), at=now, kind=kind, detail=detail)


async def notes(tx: ReadTx, app_id: str, *, limit: int) -> list[Note]:
    """What a program was not let do, the latest first."""
    return await NOTES(tx, app_id=app_id, limit=limit)


async def forget_old(tx: Tx, *, jars_before: datetime, notes_before: datetime) -> None:
    """Drop jars that nobody used and notes that are old."""
    await FORGET_JARS(tx, before=jars_before)
    await FORGET_NOTES(tx, before=notes_before)
