"""Bringing a database to the schema of this code while people go on: numbered SQL files, each run once, in order.

A file may begin with marks, comments that are read here (`docs/decisions/0009-upgrades.md` says when each is due):

    -- outside a transaction        its one index is built CONCURRENTLY, or its one block commits as it goes, so that nobody waits
    -- needs code 0012              code that knows fewer migrations than 12 cannot live with it any more
    -- formerly 3f2a…               before it was released it had this fingerprint; where that was applied nothing of it is missing
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import takewhile
from pathlib import Path
from typing import TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Say = Callable[[str], None]
"""Told what happens, a line at a time."""

# One number for "everywhere migrates this database": a second migrator waits.
_ADVISORY_LOCK = 7_336_001
# So long others may have to queue behind a migration that itself waits.
_LOCK_TIMEOUT = "1s"
# An index that is built CONCURRENTLY holds nobody up while it waits for old transactions to end.
_INDEX_LOCK_TIMEOUT = "10min"
_PATIENCE_S = 180.0
_TURN_PATIENCE_S = 3600.0
_LOOK_S = 0.5
_PAUSE_MAX_S = 15.0
_OUTSIDE = "-- outside a transaction"
_NEEDS_CODE = re.compile(r"-- needs code (\d{4})")
_FORMERLY = re.compile(r"-- formerly ([0-9a-f]{64})")
_INDEX = re.compile(r"CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS (\w+)")
_HELD = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
_BOOK = """
CREATE TABLE IF NOT EXISTS schema_migration (
    version integer PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE schema_migration ADD COLUMN IF NOT EXISTS needs_code integer NOT NULL DEFAULT 0"""
_OPEN_LONGEST = """
SELECT format('%s (%s), open for %s s: %s', pid, application_name, round(extract(epoch FROM now() - xact_start)), left(query, 100))
  FROM pg_stat_activity
 WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
 ORDER BY xact_start LIMIT 5"""


class CannotMigrate(Exception):
    """The database stays as the last migration that was applied left it; the message says why and what to do."""


class MigrationChanged(CannotMigrate):
    """A migration that was applied reads differently now; applied migrations never change."""


class CodeTooOld(CannotMigrate):
    """A later release took away what this code needs."""


class MigrationHeldUp(CannotMigrate):
    """Others held a lock for longer than the patience, or another process migrates for ever."""


class MigrationFailed(CannotMigrate):
    """PostgreSQL refused a statement."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file of `schema/migrations`."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Its fingerprint, kept in the database when it is applied."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def fingerprints(self) -> set[str]:
        """Those under which databases may have it."""
        return {self.sha256, *(found[1] for mark in self.marks if (found := _FORMERLY.fullmatch(mark)))}

    @property
    def marks(self) -> list[str]:
        """The comments that it begins with."""
        return list(takewhile(lambda line: line.startswith("--"), self.sql.splitlines()))

    @property
    def is_outside(self) -> bool:
        """Whether its one statement runs outside a transaction; it may be repeated then."""
        return _OUTSIDE in self.marks

    @property
    def needs_code(self) -> int:
        """The oldest code that can live with it, as the number of the last migration which that code knows."""
        return max((int(found[1]) for mark in self.marks if (found := _NEEDS_CODE.fullmatch(mark))), default=0)

    def __str__(self) -> str:
        return f"{self.version:04d} {self.name}"


def schema_folder() -> Traversable:
    """Where `schema.sql` and `migrations/` are: in the package when installed, else at the root of the repository."""
    packaged = resources.files("everywhere") / "schema"
    if packaged.is_dir():
        return packaged
    return Path(__file__).parents[3] / "schema"


def known() -> list[Migration]:
    """The migrations of this code in order. The files are named `0001_what_it_does.sql`."""
    files = sorted((schema_folder() / "migrations").iterdir(), key=lambda file: file.name)
    return [Migration(int(file.name[:4]), file.name[5:-4], file.read_text("utf-8")) for file in files if file.name.endswith(".sql")]


def _silent(_line: str) -> None:
    """Say nothing."""


async def migrate(
    url: str, *, say: Say = _silent, patience_s: float = _PATIENCE_S, of: list[Migration] | None = None
) -> list[Migration]:
    """Apply what is missing and return it, while others read and write.

    Any number of processes may call it at once: one migrates, the others wait for it. What is up to date waits for nobody.
    A migration that meets a lock gives way after a second, so that nobody queues behind it for longer, and comes again for
    `patience_s`. Raises CannotMigrate; then the failed migration has left nothing, and the ones before it stay.
    """
    wanted = known() if of is None else of
    connection = await asyncpg.connect(url)
    try:
        if not _missing(wanted, await _book(connection)):
            return []
        async with _turn(connection, say):
            await connection.execute(_BOOK)
            missing = _missing(wanted, await _book(connection))
            for migration in missing:
                say(f"applying {migration}")
                await _apply_patiently(connection, migration, say, patience_s)
        return missing
    finally:
        await connection.close()


async def applied(connection: Connection) -> dict[int, str]:
    """Version → fingerprint of what this database has."""
    return {version: sha256 for version, (sha256, _) in (await _book(connection)).items()}


async def _book(connection: Connection) -> dict[int, tuple[str, int]]:
    """Version → fingerprint and the oldest code that can live with it."""
    if await connection.fetchval("SELECT to_regclass('schema_migration')") is None:
        return {}
    # A book from before the column `needs_code` has no such demand.
    rows = await connection.fetch("SELECT version, sha256, to_jsonb(m) ->> 'needs_code' AS needs_code FROM schema_migration AS m")
    return {row["version"]: (row["sha256"], int(row["needs_code"] or 0)) for row in rows}


def _missing(wanted: list[Migration], done: dict[int, tuple[str, int]]) -> list[Migration]:
    code = max((migration.version for migration in wanted), default=0)
    needed = max((needs_code for _, needs_code in done.values()), default=0)
    if needed > code:
        raise CodeTooOld(
            f"this database is of a later release, which needs code of migration {needed:04d} or later; this is {code:04d}"
        )
    for migration in wanted:
        if migration.version in done and done[migration.version][0] not in migration.fingerprints:
            raise MigrationChanged(f"this database was made by another version of migration {migration}; use an empty one")
    return [migration for migration in wanted if migration.version not in done]


@asynccontextmanager
async def _turn(connection: Connection, say: Say) -> AsyncIterator[None]:
    """Wait until no other process migrates this database."""
    # By looking again and again: a statement that waits is a transaction, and an index that is built CONCURRENTLY waits for those.
    ends = asyncio.get_running_loop().time() + _TURN_PATIENCE_S
    told = False
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _ADVISORY_LOCK):
        if not told:
            say("another process migrates this database; waiting for it")
            told = True
        if asyncio.get_running_loop().time() > ends:
            raise MigrationHeldUp(f"another process has been migrating this database for {_TURN_PATIENCE_S:.0f} s")
        await asyncio.sleep(_LOOK_S)
    try:
        yield
    finally:
        if not connection.is_closed():
            await connection.execute("SELECT pg_advisory_unlock($1)", _ADVISORY_LOCK)


async def _apply_patiently(connection: Connection, migration: Migration, say: Say, patience_s: float) -> None:
    ends = asyncio.get_running_loop().time() + patience_s
    pause_s = 1.0
    while True:
        try:
            await (_apply_outside if migration.is_outside else _apply)(connection, migration)
        except _HELD as error:
            if asyncio.get_running_loop().time() + pause_s > ends:
                raise MigrationHeldUp(await _held_up(connection, migration, patience_s)) from error
            say(f"{migration} met a lock and gave way; again in {pause_s:.0f} s")
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _PAUSE_MAX_S)
        except asyncpg.PostgresError as error:
            raise MigrationFailed(
                f"migration {migration} failed, and nothing of it was kept: {error}. The release before runs on; report this, or mend what it met and migrate again"
            ) from error
        else:
            return


async def _apply(connection: Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
        await connection.execute(migration.sql)
        await _note(connection, migration)


async def _apply_outside(connection: Connection, migration: Migration) -> None:
    await connection.execute(f"SET lock_timeout = '{_INDEX_LOCK_TIMEOUT}'")
    try:
        await _drop_half_built(connection, migration)
        await connection.execute(migration.sql)
        await _note(connection, migration)
    except asyncpg.PostgresError:
        await _drop_half_built(connection, migration)
        raise
    finally:
        if not connection.is_closed():
            await connection.execute("RESET lock_timeout")


async def _drop_half_built(connection: Connection, migration: Migration) -> None:
    """Drop the index where an attempt that was broken off left one that nobody may use."""
    found = _INDEX.search(migration.sql)
    if found and await connection.fetchval("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)", found[1]):
        await connection.execute(f"DROP INDEX CONCURRENTLY {found[1]}")


async def _note(connection: Connection, migration: Migration) -> None:
    await connection.execute(
        "INSERT INTO schema_migration (version, name, sha256, needs_code) VALUES ($1, $2, $3, $4)",
        *(migration.version, migration.name, migration.sha256, migration.needs_code),
    )


async def _held_up(connection: Connection, migration: Migration, patience_s: float) -> str:
    longest = [row[0] for row in await connection.fetch(_OPEN_LONGEST)]
    return "\n".join(
        [
            f"migration {migration} met a lock for {patience_s:.0f} s and gave up; nothing of it was kept, and everything runs on.",
            "End what holds it, or migrate at a quieter time. Transactions that are open longest:",
            *(longest or ["none any more: migrate again"]),
        ]
    )
