"""Upgrades: the code of the last release runs on the schema of this code, and migrations hold nobody up."""

import re

import asyncpg
import pytest

from everywhere.app import release
from everywhere.kernel import migrations

# New bounds that allow whatever the last release writes: (table, bound).
WIDER = {
    (
        "ledger_account",
        "CHECK ((purpose = ANY (ARRAY['wallet'::text, 'escrow'::text, 'fees'::text, 'cash'::text, 'clearing'::text, 'unclaimed'::text])))",
    )
}
TAKES_AWAY = re.compile(
    r"\b(DROP (TABLE|COLUMN|CONSTRAINT|INDEX|FUNCTION|TYPE)|RENAME|ALTER COLUMN \w+ (SET NOT NULL|(SET DATA )?TYPE))\b",
    re.IGNORECASE,
)
INDEX = re.compile(
    r"\bCREATE (?:UNIQUE )?INDEX (?P<beside>CONCURRENTLY )?(?:IF NOT EXISTS )?\w+\s+ON (?P<table>\w+)", re.IGNORECASE
)
BOUND = re.compile(r"\bADD CONSTRAINT \w+ (?![^;]*\bNOT VALID\b)", re.IGNORECASE)
# What replaces a bound takes nothing away; that it is no narrower, the bounds of the tables say.
REPLACED = re.compile(r"\bDROP CONSTRAINT (?P<name>\w+)(?=.*\bADD CONSTRAINT (?P=name)\b)", re.IGNORECASE | re.DOTALL)
ROWS = re.compile(r"^\s*(?:UPDATE|DELETE FROM) (?P<table>\w+)", re.IGNORECASE | re.MULTILINE)


@pytest.fixture
async def connection(database_url: str):
    connected = await asyncpg.connect(database_url)
    yield connected
    await connected.close()


async def test_every_query_of_the_last_release_means_the_same_on_this_schema(connection: asyncpg.Connection):
    last = release.kept()[-1]
    differs = []
    for query in last.queries:
        try:
            now = await release.query_of(connection, query.sql)
        except asyncpg.PostgresError as error:
            differs.append(f"{error}: {query.sql}")
        else:
            differs += [] if now == query else [f"{now.parameters} {now.columns}: {query.sql}"]

    assert len(last.queries) > 200
    assert differs == []


async def test_whatever_the_last_release_writes_is_still_taken(connection: asyncpg.Connection):
    last, now = release.kept()[-1], await release.tables_of(connection)
    gone = [
        f"{table}.{name}"
        for table, known in last.tables.items()
        for name, (kind, _) in known.columns.items()
        if table not in now or now[table].columns.get(name, ("", False))[0] != kind
    ]
    demanded = [
        f"{table}.{name}"
        for table, known in last.tables.items()
        if table in now
        for name, (_, must_be_given) in now[table].columns.items()
        if must_be_given and not known.columns.get(name, ("", False))[1]
    ]

    assert gone == []
    assert demanded == []


@pytest.mark.once
async def test_no_bound_is_new_on_a_table_that_the_last_release_writes(connection: asyncpg.Connection):
    """Of the embedded PostgreSQL only: other versions write bounds otherwise."""
    last, now = release.kept()[-1], await release.tables_of(connection)

    new = {(table, bound) for table, known in last.tables.items() for bound in {*now[table].bounds} - {*known.bounds}}

    assert new - WIDER == set()


def faults(migration: migrations.Migration, last: release.Release) -> list[str]:
    """Why a migration must not be run beside people and the last release."""
    sql = re.sub(r"--[^\n]*", "", migration.sql)
    on_known = [found for found in INDEX.finditer(sql) if found["table"] in last.tables]
    takes_away = TAKES_AWAY.search(REPLACED.sub("", sql))
    changes_known = any(found["table"] in last.tables for found in ROWS.finditer(sql)) and not migration.is_outside
    return [
        *(["takes something away without `-- needs code`"] if takes_away and not migration.needs_code else []),
        *(["needs newer code than the last release"] if migration.needs_code > last.migration else []),
        *(["builds an index on a table in use, not CONCURRENTLY"] if any(not found["beside"] for found in on_known) else []),
        *(["builds CONCURRENTLY without `-- outside a transaction`"] if "CONCURRENTLY" in sql and not migration.is_outside else []),
        *(
            ["is outside and no index IF NOT EXISTS, nor a block that commits"]
            if migration.is_outside and not is_apart(sql)
            else []
        ),
        *(["changes rows of a table in use in one transaction"] if changes_known else []),
        *(["checks every row under a lock; add it NOT VALID and validate it later"] if BOUND.search(sql) else []),
    ]


def is_apart(sql: str) -> bool:
    index = r"\s*(CREATE (UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS|DROP INDEX CONCURRENTLY IF EXISTS) [^;]+;\s*"
    return bool(re.fullmatch(index, sql) or re.fullmatch(r"\s*DO \$\$(?:(?!\$\$).)*\bCOMMIT;.*\$\$;\s*", sql, re.DOTALL))


def test_migrations_keep_the_rules_of_upgrades():
    last = release.kept()[-1]
    ours = [migration for migration in migrations.known() if migration.version > last.migration]

    assert {str(migration): found for migration in ours if (found := faults(migration, last))} == {}


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("ALTER TABLE person DROP COLUMN bio;", "takes something away"),
        ("-- needs code 9999\nALTER TABLE person DROP COLUMN bio;", "needs newer code"),
        ("CREATE INDEX person_name ON person (name);", "not CONCURRENTLY"),
        ("CREATE INDEX CONCURRENTLY IF NOT EXISTS person_name ON person (name);", "without `-- outside"),
        ("-- outside a transaction\nCREATE INDEX CONCURRENTLY person_name ON person (name);", "no index IF NOT"),
        ("-- outside a transaction\nDO $$ BEGIN UPDATE person SET name = ''; END $$;", "nor a block that commits"),
        ("ALTER TABLE person ADD COLUMN shoe integer;\nUPDATE person SET shoe = 40;", "changes rows of a table in use"),
        ("ALTER TABLE person ADD CONSTRAINT tall CHECK (name <> '');", "NOT VALID"),
        ("ALTER TABLE person ALTER COLUMN bio SET NOT NULL;", "takes something away"),
    ],
)
def test_a_migration_that_would_hold_somebody_up_is_found(sql: str, fault: str):
    found = faults(migrations.Migration(11, "tried", sql), release.kept()[-1])

    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE person ADD COLUMN shoe_size integer;",
        "CREATE TABLE shoe (size integer PRIMARY KEY); CREATE INDEX shoe_size ON shoe (size);",
        "-- outside a transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS person_name ON person (name);\n",
        "-- needs code 0007\nALTER TABLE person DROP COLUMN bio;",
        "ALTER TABLE person ADD CONSTRAINT tall CHECK (name <> '') NOT VALID;",
        "ALTER TABLE person DROP CONSTRAINT tall; ALTER TABLE person ADD CONSTRAINT tall CHECK (\nname <> '') NOT VALID;",
        "-- outside a transaction\nDO $$ BEGIN UPDATE person SET name = ''; COMMIT; END $$;\n",
        "CREATE TABLE shoe (size integer PRIMARY KEY); UPDATE shoe SET size = 1;",
    ],
)
def test_a_migration_that_only_adds_is_let_through(sql: str):
    assert faults(migrations.Migration(11, "tried", sql), release.kept()[-1]) == []
