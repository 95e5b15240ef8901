"""The database: one page of SQL that equals the migrations, and keys that a cluster can distribute."""

import re
import subprocess

import asyncpg
import pytest

from everywhere.kernel import embedded, migrations
from support import postgres

# A row of these lives on every node, or is found by a key of its own.
NOT_DISTRIBUTED = {
    "outbox", "outbox_dead", "rate", "live_horizon", "schema_migration",  # the coordinator's
    "city", "community", "community_invite", "category",  # reference
    "picture", "handle", "sign_in_code", "passkey_challenge", "viewpoint",  # distributed by their own key
}  # fmt: skip
DISTRIBUTION_COLUMNS = {"region", "person_id", "shard", "topic"}

KEYS = """
SELECT t.relname AS "table", i.relname AS "index",
       array_agg(a.attname::text) AS columns
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_class t ON t.oid = x.indrelid
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(x.indkey)
 WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace AND t.relname NOT LIKE 'pgqueuer%'
 GROUP BY 1, 2"""


def dump(url: str) -> str:
    """The schema as pg_dump writes it, without what differs from run to run."""
    tool = embedded.tool("pg_dump")
    words = [str(tool), "--schema-only", "--no-owner", "--exclude-table=schema_migration", url]
    text = subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout
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


async def test_every_unique_key_holds_its_distribution_column(database_url: str):
    connection = await asyncpg.connect(database_url)
    keys = await connection.fetch(KEYS)
    await connection.close()

    bad = [key["index"] for key in keys if key["table"] not in NOT_DISTRIBUTED and not DISTRIBUTION_COLUMNS & set(key["columns"])]

    assert keys
    assert bad == []


async def test_no_foreign_key_leaves_the_reference_tables(database_url: str):
    connection = await asyncpg.connect(database_url)
    keys = await connection.fetch(
        "SELECT conrelid::regclass::text AS f, confrelid::regclass::text AS t FROM pg_constraint WHERE contype = 'f'"
    )
    await connection.close()

    assert {(key["f"], key["t"]) for key in keys} <= {("community", "city")}
