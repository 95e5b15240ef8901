# ruff: noqa: S608 - what is put into a query is the column list of this file
"""Reports of providers, and the days of their books."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, rows, value, write
from everywhere.pay.providers.reconciling.types import Day, Note, ReportLine

_DAY = "provider, day, imported_at, closed_at, closed_by, digest"
_LINE = "provider, day, kind, ref, amount_minor, fee_minor, currency"

OPEN_DAY = write(
    """
    INSERT INTO provider_day (provider, day, imported_at) VALUES (:provider, :day, :now)
    ON CONFLICT (provider, day) DO UPDATE SET imported_at = :now"""
)

LOCK = lock_row(Day, f"SELECT {_DAY} FROM provider_day WHERE provider = :provider AND day = :day FOR UPDATE")

READ = row(Day, f"SELECT {_DAY} FROM provider_day WHERE provider = :provider AND day = :day")

DAYS = rows(Day, f"SELECT {_DAY} FROM provider_day WHERE provider = :provider AND day < :before ORDER BY day DESC LIMIT :limit")

DROP_LINES = write("DELETE FROM provider_line WHERE provider = :provider AND day = :day")

ADD_LINE = write(
    f"""
    INSERT INTO provider_line ({_LINE})
    VALUES (:provider, :day, :kind, :ref, :amount_minor, :fee_minor, :currency)"""
)

LINES = rows(
    ReportLine,
    f"SELECT {_LINE} FROM provider_line WHERE provider = :provider AND day BETWEEN :since AND :until ORDER BY day, kind, ref",
)

NOTE = write(
    """
    INSERT INTO provider_break_note (provider, day, kind, ref, note, by_id, at)
    VALUES (:provider, :day, :kind, :ref, :note, :by_id, :now)
    ON CONFLICT (provider, day, kind, ref) DO UPDATE SET note = :note, by_id = :by_id, at = :now"""
)

NOTES = rows(Note, "SELECT kind, ref, note FROM provider_break_note WHERE provider = :provider AND day = :day")

CLOSE = write(
    """
    UPDATE provider_day SET closed_at = :now, closed_by = :by_id, digest = :digest
     WHERE provider = :provider AND day = :day AND closed_at IS NULL"""
)

LAST_SEAL = value(
    bytes,
    "SELECT digest FROM provider_day WHERE provider = :provider AND digest IS NOT NULL ORDER BY closed_at DESC, day DESC LIMIT 1",
)


async def lock(tx: Tx, provider: str, day: date) -> Day | None:
    """A day's books, for this transaction alone."""
    return await LOCK(tx, provider=provider, day=day)


async def read(tx: ReadTx, provider: str, day: date) -> Day | None:
    """A day's books."""
    return await READ(tx, provider=provider, day=day)


async def days(tx: ReadTx, provider: str, *, before: date, limit: int) -> list[Day]:
    """The days whose report was imported, the newest first."""
    return await DAYS(tx, provider=provider, before=before, limit=limit)


async def replace_lines(tx: Tx, provider: str, day: date, lines: Sequence[ReportLine], *, now: datetime) -> None:
    """Write what a report says of a day, in place of what an earlier one said."""
    await OPEN_DAY(tx, provider=provider, day=day, now=now)
    await DROP_LINES(tx, provider=provider, day=day)
    await ADD_LINE.many(tx, [{name: getattr(line, name) for name in ADD_LINE.statement.names} for line in lines])


async def lines(tx: ReadTx, provider: str, since: date, until: date) -> list[ReportLine]:
    """What reports say of these days."""
    return await LINES(tx, provider=provider, since=since, until=until)


async def note(tx: Tx, provider: str, day: date, said: Note, *, by_id: UUID | None, now: datetime) -> None:
    """Write what was found out about a break."""
    await NOTE(tx, provider=provider, day=day, kind=said.kind, ref=said.ref, note=said.note, by_id=by_id, now=now)


async def notes(tx: ReadTx, provider: str, day: date) -> list[Note]:
    """What was found out about a day's breaks."""
    return await NOTES(tx, provider=provider, day=day)


async def close(tx: Tx, provider: str, day: date, *, digest: bytes, by_id: UUID | None, now: datetime) -> None:
    """Close a day's books; their lock is held."""
    await CLOSE(tx, provider=provider, day=day, digest=digest, by_id=by_id, now=now)


async def last_seal(tx: ReadTx, provider: str) -> bytes:
    """The seal of the day that was closed last; empty before the first."""
    return await LAST_SEAL(tx, provider=provider) or b""
