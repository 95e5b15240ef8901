"""Bringing a database to the schema of this code: numbered SQL files, each run once, in order, in its own transaction."""

import hashlib
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import asyncpg

# One number for "everywhere migrates this database": a second migrator waits.
_ADVISORY_LOCK = 7_336_001
_LOCK_TIMEOUT = "5s"
_BOOK = """
CREATE TABLE IF NOT EXISTS schema_migration (
    version integer PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)"""


class MigrationChanged(Exception):
    """A migration that was applied reads differently now; applied migrations never change."""


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


async def migrate(url: str) -> list[Migration]:
    """Apply what is missing and return it. Raises MigrationChanged before anything is changed."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _ADVISORY_LOCK)
        await connection.execute(_BOOK)
        missing = _missing(await applied(connection))
        for migration in missing:
            async with connection.transaction():
                await connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
                await connection.execute(migration.sql)
                await connection.execute(
                    "INSERT INTO schema_migration (version, name, sha256) VALUES ($1, $2, $3)",
                    migration.version,
                    migration.name,
                    migration.sha256,
                )
        return missing
    finally:
        await connection.close()


async def applied(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[int, str]:
    """Version → fingerprint of what this database has."""
    if await connection.fetchval("SELECT to_regclass('schema_migration')") is None:
        return {}
    return {row["version"]: row["sha256"] for row in await connection.fetch("SELECT version, sha256 FROM schema_migration")}


def _missing(done: dict[int, str]) -> list[Migration]:
    for migration in known():
        if done.get(migration.version, migration.sha256) != migration.sha256:
            raise MigrationChanged(f"{migration.version:04d}_{migration.name}")
    return [migration for migration in known() if migration.version not in done]
