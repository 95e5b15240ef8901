"""The schema fits a cluster: every table has its place, keys hold the column that rows are spread by, and hot queries name it."""

import importlib
import itertools
import json
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import pytest

import everywhere
from everywhere.app import distribution
from everywhere.app.distribution import BY_NAME, TABLES, Group
from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import REGISTRY, Statement

for module in pkgutil.walk_packages(everywhere.__path__, "everywhere."):
    importlib.import_module(module.name)

ERASURE = "a person is erased, once, and has no list of regions any more"
SCHEDULE = "a schedule drops what is old, everywhere"
DOCTOR = "the doctor asks, and may take its time"
UPLOAD = "a person uploads or looks over their pictures: an index probe in each shard"
COUNTERS = "a merchant looks over the codes on their counters: an index probe in each shard"
PAYERS = "a payer looks over the agreements they signed, or takes their complaints along: an index probe in each shard"
BOOKS = "operators look at money under way, and keep the books of a provider's day: an index probe in each shard"
SWEEP = "a schedule looks for what time has ended, by an index of those that wait alone"
ONE_MACHINE = "written for one machine: not tried on a cluster, where it would have to be asked region by region"
# Statements that ask every shard, and why they may.
EMULATOR = "an emulator's page lists everybody's; the product has no such queries"
FANS_OUT = {
    **{f"app.emulator.store.{name}": EMULATOR for name in ("NOTIFICATIONS", "TRADE", "TRADES")},
    "app.simulator.audit.FINISHED_WITH_MONEY": DOCTOR,
    "app.simulator.audit.NEEDS_WITH_TWO": DOCTOR,
    "app.simulator.audit.NOT_IN_BALANCE": DOCTOR,
    "help.bids.store.OPEN_OF": ERASURE,
    "help.bids.store.SCRUB_NOTES": ERASURE,
    "help.bids.store.SCRUB_PLACES": ERASURE,
    "help.bids.store.SCRUB_VERSIONS": ERASURE,
    "help.deals.store.FORGET_PLACE": ERASURE,
    "help.deals.store.STRAY_ESCROWS": DOCTOR,
    "help.deals.store.UNBEGUN_OF": ERASURE,
    "help.disputes.store.OPEN": "operators look at disputes, a page at a time",
    "help.matching.browse.store.OFFERS_BY_CELL": ONE_MACHINE,
    "help.matching.browse.store.OFFERS_BY_CELL_FILTERED": ONE_MACHINE,
    "help.matching.record.store.HELPERS": SCHEDULE,
    "help.prices.store.BAND_OF_CITY": "only where the deals near a point are too few for a band: an index probe in each shard",
    "kernel.files.COUNT_OF": UPLOAD,
    "kernel.files.FORGET_OF": ERASURE,
    "kernel.files.OF_PERSON": UPLOAD,
    "kernel.idempotency.FORGET": SCHEDULE,
    "mini.gateway.store.FORGET_JARS": SCHEDULE,
    "mini.gateway.store.FORGET_NOTES": SCHEDULE,
    "mini.packages.store.DROP_OF": ERASURE,
    "mini.packages.store.FORGET_FILES": SCHEDULE,
    "mini.packages.store.HELD": SCHEDULE,
    "mini.packages.store.HIDE_OF": ERASURE,
    "notify.store.FORGET_OLD": SCHEDULE,
    "pay.complaints.store.DUE": SWEEP,
    "pay.complaints.store.OF_BUYER": PAYERS,
    "pay.complaints.store.SCRUB": ERASURE,
    "pay.complaints.store.SCRUB_WORDS": ERASURE,
    "pay.complaints.store.FOR_OPERATORS": "operators look at complaints, a page at a time",
    "pay.ledger.audit.store.CLOSED_WITH_MONEY": DOCTOR,
    "pay.ledger.audit.store.ILL_CROSSED": DOCTOR,
    "pay.ledger.audit.store.OUT_OF_BOUNDS": DOCTOR,
    "pay.ledger.audit.store.UNBALANCED": DOCTOR,
    "pay.ledger.audit.store.UNCLAIMED": DOCTOR,
    "pay.agreements.store.FORGET": SCHEDULE,
    "pay.agreements.store.OF_PAYER": PAYERS,
    "pay.agreements.store.OF_PAYER_BY_NUMBER": PAYERS,
    "pay.tabs.store.COUNT": PAYERS,
    "pay.tabs.store.OF_PAYER": PAYERS,
    "pay.tabs.store.TO_TRY": SCHEDULE,
    "pay.codes.store.COUNT_SHOPS": COUNTERS,
    "pay.codes.store.FORGET_SPENT": SCHEDULE,
    "pay.codes.store.SHOPS_OF": COUNTERS,
    "pay.providers.transits.store.BOOKED": BOOKS,
    "pay.providers.transits.store.OPEN": BOOKS,
    "pay.providers.transits.store.STUCK": DOCTOR,
    "pay.reservations.store.EXPIRED": SWEEP,
    "pay.trades.intents.store.FORGET": SCHEDULE,
    "pay.trades.store.EXPIRED": SWEEP,
    "pay.trades.store.FINISHING": SWEEP,
    "pay.trades.store.HELD": DOCTOR,
    "pay.trades.store.SETTLING": SWEEP,
    "pay.openapi.notifications.store.FORGET": SCHEDULE,
    "pay.openapi.notifications.store.FORGET_TRIES": SCHEDULE,
    "pay.wallet.store.FORGET": ERASURE,
    "people.sessions.store.DELETE_ENDED": SCHEDULE,
    "places.store.FORGET_CROWD": SCHEDULE,
    "standing.appeals.store.OPEN": "operators look at appeals, a page at a time",
    "standing.credence.store.CLEARED": SCHEDULE,
    "standing.returning.store.FORGET_HELD": SCHEDULE,
    "standing.returning.store.FORGET_LEFT": SCHEDULE,
    "standing.returning.store.HOLDERS": "only where somebody left broken promises behind: an index probe in each shard",
    "places.store.FORGET_LOOKS": SCHEDULE,
    "places.store.FORGET_TRACES": ERASURE,
}

UNIQUE_KEYS = """
SELECT t.relname::text AS table, i.relname::text AS name, array_agg(a.attname::text) AS columns
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_class t ON t.oid = x.indrelid
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(x.indkey)
 WHERE (x.indisunique OR x.indisexclusion) AND t.relnamespace = 'public'::regnamespace
 GROUP BY 1, 2"""

COLUMNS = """
SELECT a.attrelid::regclass::text AS table, a.attname::text AS name, a.attnotnull AS is_set, a.attgenerated <> '' AS is_generated,
       a.attidentity <> '' AND a.atttypid <> 'bigint'::regtype AS is_small_identity
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"""

FOREIGN_KEYS = "SELECT conrelid::regclass::text AS a, confrelid::regclass::text AS b FROM pg_constraint WHERE contype = 'f'"


def spread(name: str) -> bool:
    return name in BY_NAME and BY_NAME[name].column is not None


@pytest.fixture
async def connection(database_url: str):
    opened = await asyncpg.connect(database_url, statement_cache_size=0)
    yield opened
    await opened.close()


async def test_every_table_has_one_place(connection: asyncpg.Connection):
    there = set(await distribution.TABLES_THERE(ReadTx(connection)) or [])

    assert there == BY_NAME.keys(), "say in app/distribution.py where a new table lives"
    assert len(TABLES) == len(BY_NAME)
    assert all(table.why for table in TABLES if table.group not in distribution.COLUMN_OF), "tables apart say why"


async def test_rows_are_spread_by_a_column_that_is_always_there(connection: asyncpg.Connection):
    columns = {(row["table"], row["name"]): row for row in await connection.fetch(COLUMNS)}
    by = [columns[table.name, table.column] for table in TABLES if table.column]

    assert [row["table"] for row in by if not row["is_set"] or row["is_generated"]] == []
    assert [name for name, row in columns.items() if spread(name[0]) and row["is_small_identity"]] == []


async def test_every_unique_key_holds_that_column(connection: asyncpg.Connection):
    keys = [key for key in await connection.fetch(UNIQUE_KEYS) if spread(key["table"])]

    assert len(keys) > 25
    assert [key["name"] for key in keys if BY_NAME[key["table"]].column not in key["columns"]] == []


async def test_foreign_keys_point_to_reference_tables_only(connection: asyncpg.Connection):
    keys = await connection.fetch(FOREIGN_KEYS)

    assert keys
    assert [key for key in keys if BY_NAME[key["b"]].group is not Group.REFERENCE] == []


async def test_hot_queries_name_the_column_and_stay_in_one_group(connection: asyncpg.Connection):
    found = [(statement, await plan_of(connection, statement)) for statement in REGISTRY]

    wide = {name_of(statement) for statement, plan in found if not is_pruned(plan)}
    assert wide - FANS_OUT.keys() == set()
    if connection.get_server_version().major >= 18:  # an older one may find a plan that names the column where this one finds none
        assert FANS_OUT.keys() - wide == set()
    apart = [name_of(statement) for statement, plan in found if not all(stays_in_one_group(part) for part in parts(plan))]
    assert [name for name in apart if FANS_OUT.get(name) != EMULATOR] == []
    assert [statement.sql for statement, plan in found if locks_in_many_shards(plan)] == []


async def test_what_queries_call_runs_on_the_node_of_its_shard(connection: asyncpg.Connection):
    functions = await distribution.FUNCTIONS(ReadTx(connection))
    called = {function.name for function in functions for statement in REGISTRY if f"{function.name}(" in statement.sql}

    assert called == set(distribution.ENTRANCES)


async def plan_of(connection: asyncpg.Connection, statement: Statement) -> dict[str, Any]:
    await connection.execute(f"DEALLOCATE ALL; SET plan_cache_mode = force_generic_plan; PREPARE asked AS {statement.sql}")
    values = f"({', '.join(['NULL'] * len(statement.names))})" if statement.names else ""
    text = await connection.fetchval(f"EXPLAIN (FORMAT JSON, VERBOSE) EXECUTE asked{values}")
    return json.loads(text)[0]["Plan"]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def parts(plan: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The nodes of the statement, and of each materialised WITH, which a cluster asks for itself."""
    apart = [node for node in nodes(plan) if node.get("Subplan Name", "").startswith("CTE ")]
    inside = {id(node) for root in apart for node in nodes(root)}
    return [[node for node in nodes(plan) if id(node) not in inside], *(list(nodes(root)) for root in apart)]


def tables_of(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [node for node in found if node.get("Relation Name") in BY_NAME]


def scans(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in tables_of(list(nodes(plan))) if node["Node Type"].endswith("Scan") and spread(node["Relation Name"])]


def split(condition: str, word: str) -> list[str]:
    """The parts of a condition between words that stand outside every bracket."""
    depth, begin, found = 0, 0, []
    for at, letter in enumerate(condition):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and condition.startswith(word, at):
            found.append(condition[begin:at])
            begin = at + len(word)
    return [*found, condition[begin:]]


def bare(condition: str) -> str:
    """Without the brackets around the whole."""
    while condition.startswith("(") and closes_at(condition) == len(condition) - 1:
        condition = condition[1:-1]
    return condition


def closes_at(condition: str) -> int:
    depths = itertools.accumulate((letter == "(") - (letter == ")") for letter in condition)
    return next((at for at, depth in enumerate(depths) if depth == 0), -1)


def holds(condition: str, is_it: Callable[[str], bool]) -> bool:
    """Whether what is looked for is among what must hold: in one part of an AND, in every part of an OR."""
    condition = bare(condition)
    for word, whole in ((" OR ", all), (" AND ", any)):
        if len(some := split(condition, word)) > 1:
            return whole(holds(part, is_it) for part in some)
    return is_it(condition)


def conditions(node: dict[str, Any], *keys: str) -> list[str]:
    return [node[key] for key in keys if key in node]


def names_column(scan: dict[str, Any], said: list[str]) -> bool:
    """Whether the column is compared with what is known when the query is planned, so not with a subquery's answer."""
    column = rf"(?<![\w.])(?:{scan['Alias']}\.)?{BY_NAME[scan['Relation Name']].column}\b"
    named = re.compile(rf"{column} = |= {column}")
    return any(
        holds(each, lambda leaf: bool(named.search(leaf)) and "InitPlan" not in leaf and "SubPlan" not in leaf) for each in said
    )


def is_pruned(plan: dict[str, Any]) -> bool:
    """Whether every scan of a spread table is by its column, or is joined on it to one that is."""
    joined = [each for node in nodes(plan) for each in conditions(node, "Hash Cond", "Merge Cond", "Join Filter")]
    return all(names_column(scan, [*conditions(scan, "Index Cond", "Recheck Cond", "Filter"), *joined]) for scan in scans(plan))


def stays_in_one_group(part: list[dict[str, Any]]) -> bool:
    """Whether a statement joins tables of one group only, reference tables aside."""
    groups = {BY_NAME[node["Relation Name"]] for node in tables_of(part)}
    return len({table.name if table.group is Group.OWN else table.group for table in groups} - {Group.REFERENCE}) <= 1


def locks_in_many_shards(plan: dict[str, Any]) -> bool:
    """Whether rows are locked where the column is not one value: a cluster locks in one shard at a time."""
    if not any(node["Node Type"] == "LockRows" for node in nodes(plan)):
        return False
    return not all(
        re.search(
            rf"\b{BY_NAME[scan['Relation Name']].column} = (?!ANY)",
            " ".join(conditions(scan, "Index Cond", "Recheck Cond", "Filter")),
        )
        for scan in scans(plan)
    )


def name_of(statement: Statement) -> str:
    """Module and constant, below `everywhere`."""
    for module in sorted(name for name in sys.modules if name.startswith("everywhere.")):
        for name, constant in vars(sys.modules[module]).items():
            held = constant.values() if isinstance(constant, dict) else [constant]
            if any(getattr(each, "statement", None) is statement for each in held):
                return f"{module.removeprefix('everywhere.')}.{name}"
    return statement.sql
