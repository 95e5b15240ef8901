"""The database: one page of SQL that equals the migrations, and keys that a cluster can distribute."""

import re
import subprocess

import asyncpg
import pytest

from everywhere.kernel import embedded, migrations
from support import postgres


def dump(url: str) -> str:
    """The schema as pg_dump writes it, without what differs from run to run."""
    tool = embedded.tool("pg_dump")
    words = [str(tool), "--schema-only", "--no-owner", "--exclude-table=schema_migration", url]
    text = subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout
    # PostgreSQL 15.20 writes beside a column a number that differs from database to database.
    text = re.sub(r"^ALTER TABLE .* SET \(pg_attver=\d+\);\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^(--.*|\\(un)?restrict .*|\s*)\n", "", text, flags=re.MULTILINE)


async def test_schema_sql_equals_the_migrations(postgres_url: str, database_url: str, worker_id: str):
    name = f"schema_{worker_id}"
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
    await connection.execute(f'CREATE DATABASE "{name}"')
    try:
        whole = await asyncpg.connect(postgres.with_database(postgres_url, name))
        await whole.execute((migrations.schema_folder() / "schema.sql").read_text("utf-8"))
        await whole.close()

        from_schema = dump(postgres.with_database(postgres_url, name))

        assert from_schema == dump(database_url)
    finally:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await connection.close()


async def test_a_second_migration_changes_nothing(database_url: str):
    assert await migrations.migrate(database_url) == []


async def test_a_changed_migration_is_refused(database_url: str):
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE schema_migration SET sha256 = 'another' WHERE version = 1")
    await connection.close()

    with pytest.raises(migrations.MigrationChanged):
        await migrations.migrate(database_url)
