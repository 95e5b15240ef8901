"""What a release leaves for the next one: its schema and its queries, so that a test can hold that it runs on the schema to come.

`make release` (`python -m everywhere.app.release`) writes `schema/released/<version>.json` from an empty migrated database.
"""

import asyncio
import importlib
import pkgutil
import sys
from pathlib import Path

import asyncpg
import msgspec

import everywhere
from everywhere.app.bench.server import fresh_server
from everywhere.kernel import migrations
from everywhere.kernel.query import REGISTRY

FOLDER = Path(__file__).parents[3] / "schema" / "released"
COLUMNS = """
SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS must_be_given
  FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND c.relname <> 'schema_migration'
 ORDER BY 1, a.attnum"""
BOUNDS = """
SELECT c.relname AS table, pg_get_constraintdef(k.oid) AS bound
  FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'schema_migration' AND k.contype <> 'n'
 UNION ALL
SELECT c.relname, regexp_replace(pg_get_indexdef(x.indexrelid), '^CREATE UNIQUE INDEX \\w+ ', 'UNIQUE INDEX ')
  FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indrelid
 WHERE x.indisunique AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'schema_migration'
   AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = x.indexrelid)
 ORDER BY 1, 2"""


class Query(msgspec.Struct, frozen=True):
    """One query as the release sends it, with the types of its parameters and the names and types of its columns."""

    sql: str
    parameters: list[str]
    columns: list[tuple[str, str]]


class Table(msgspec.Struct, frozen=True):
    """A table as the release knows it: column → type and whether an INSERT must name it; what bounds its rows."""

    columns: dict[str, tuple[str, bool]]
    bounds: list[str]


class Release(msgspec.Struct, frozen=True):
    """What a release expects of its database."""

    version: str
    migration: int
    tables: dict[str, Table]
    queries: list[Query]


def kept() -> list[Release]:
    """The releases that were written, oldest first."""
    found = [msgspec.json.decode(file.read_bytes(), type=Release) for file in FOLDER.glob("*.json")]
    return sorted(found, key=lambda release: release.migration)


def written(release: Release) -> bytes:
    """The release as JSON, a table and a query a line, so that two releases can be compared by eye."""
    encode = msgspec.json.encode
    tables = b",\n".join(encode(name) + b": " + encode(table) for name, table in release.tables.items())
    queries = b",\n".join(encode(query) for query in release.queries)
    head = b'"version": %s, "migration": %d' % (encode(release.version), release.migration)
    return b'{%s,\n"tables": {\n%s\n},\n"queries": [\n%s\n]}\n' % (head, tables, queries)


async def described(connection: "asyncpg.Connection[asyncpg.Record]") -> Release:
    """What the code that is running expects, on the migrated database of `connection`."""
    for module in pkgutil.walk_packages(everywhere.__path__, "everywhere."):
        importlib.import_module(module.name)
    queries = [await query_of(connection, sql) for sql in sorted({statement.sql for statement in REGISTRY})]
    return Release(everywhere.__version__, migrations.known()[-1].version, await tables_of(connection), queries)


async def tables_of(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[str, Table]:
    """Every table of the database."""
    tables: dict[str, Table] = {}
    for row in await connection.fetch(COLUMNS):
        tables.setdefault(row["table"], Table({}, [])).columns[row["column"]] = (row["type"], row["must_be_given"])
    for row in await connection.fetch(BOUNDS):
        tables[row["table"]].bounds.append(row["bound"])
    return tables


async def query_of(connection: "asyncpg.Connection[asyncpg.Record]", sql: str) -> Query:
    """What the database makes of a query. Raises asyncpg.PostgresError where it makes nothing of it."""
    prepared = await connection.prepare(sql)
    columns = [(column.name, column.type.name) for column in prepared.get_attributes()]
    return Query(sql, [parameter.name for parameter in prepared.get_parameters()], columns)


async def _write() -> Path:
    async with fresh_server() as url:
        await migrations.migrate(url)
        connection = await asyncpg.connect(url)
        release = await described(connection)
        await connection.close()
    file = FOLDER / f"{release.version}.json"
    file.write_bytes(written(release))
    return file


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(_write())}\n")
