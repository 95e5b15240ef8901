"""A cluster of PostgreSQLs (Citus): which table lives where, and the statements that bring it there.

`TABLES` is the one place that says it: `everywhere db distribute`, the schema test and docs/reference/distribution.md read it.
"""

from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import asyncpg

from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import rows, value

SHARDS_DEFAULT = 64
_SHARD_ARGUMENT = "in_shard"
_STATEMENT_TIMEOUT_S = 24 * 3600
"""A large table takes its time to move."""
_DONE = (
    "SELECT logicalrelid::regclass::text AS name FROM pg_dist_partition"  # no table of ours, so no constant of the contract test
)


class NotDistributable(Exception):
    """The database cannot be distributed as it is; the message says what to do."""


class Group(StrEnum):
    """Tables of one group are joined with each other only; whatever crosses groups goes through the outbox."""

    PLACE = "place"
    PERSON = "person"
    LEDGER = "ledger"
    OWN = "own"
    REFERENCE = "reference"
    COORDINATOR = "coordinator"


COLUMN_OF = {Group.PLACE: "region", Group.PERSON: "person_id", Group.LEDGER: "shard"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its group, why it is there, and for a table of its own group the column that its rows are spread by."""

    name: str
    group: Group
    why: str = ""
    own_column: str | None = None

    @property
    def column(self) -> str | None:
        """By which column its rows are spread; None where they are not."""
        return self.own_column or COLUMN_OF.get(self.group)


_PLACE = [
    "need",
    "offer",
    "bid",
    "bid_version",
    "deal",
    "deal_event",
    "top_up",
    "dispute",
    "dispute_evidence",
    "review",
    "thread",
    "message",
    "invitation",
    "wave",
    "helper_record",
    "crowd",
]
_PERSON = [
    "person",
    "session",
    "passkey",
    "consent",
    "report",
    "person_region",
    "membership",
    "availability",
    "notice",
    "push_subscription",
    "idempotency",
    "open_grant",
    *(f"standing_{what}" for what in ("fact", "correction", "score", "witness", "choice", "appeal", "handle")),
    "merchant",
    "pay_password",
    "spending",
    "receipt",
    "transit",
    "provider_account",
]
# A merchant is a person, so what they sell is beside them.
_SELLER = ["trade", "trade_intent", "trade_refund", "trade_settlement", "reservation", "reservation_step", "remit"]
_CHARGED = ["share_partner", "agreement", "tab", "complaint", "complaint_word"]
_LEDGER = ["ledger_account", "ledger_transfer", "ledger_crossing", "wallet_note"]

# The first table of a group is distributed first, and the others are put beside it.
TABLES = (
    Table("city", Group.REFERENCE, "read with everything that has a place, written by operators"),
    Table("community", Group.REFERENCE, "read with everything that has a place, written by operators"),
    Table("category", Group.REFERENCE, "read with every need and offer, written at an upgrade"),
    Table("standing_gate", Group.REFERENCE, "read with every need and offer, written by operators"),
    Table("standing_issuer", Group.REFERENCE, "read with every credential, written by operators"),
    Table("block", Group.REFERENCE, "read from both sides by every list, written seldom"),
    Table("open_platform_key", Group.REFERENCE, "two rows, read when a process first signs"),
    Table("open_app", Group.REFERENCE, "read with every call of the Open API by its number, written by developers"),
    Table("open_certificate", Group.REFERENCE, "read by its number, written by developers"),
    *(Table(name, Group.PLACE) for name in _PLACE),
    *(Table(name, Group.PERSON) for name in _PERSON),
    *(Table(name, Group.PERSON, own_column="seller_id") for name in (*_SELLER, *_CHARGED)),
    *(Table(name, Group.LEDGER) for name in _LEDGER),
    Table("open_notification", Group.OWN, "a log of each app, read by its developer", "app_id"),
    Table("open_notification_try", Group.OWN, "beside open_notification", "app_id"),
    Table("mini_file", Group.OWN, "looked up by what is in it, when a frame asks for a file", "digest"),
    Table("mini_package", Group.OWN, "listed by its developer, and read when a frame opens", "app_id"),
    Table("mini_program", Group.OWN, "beside mini_package", "app_id"),
    Table("mini_note", Group.OWN, "a log of each program, read by its developer", "app_id"),
    Table("mini_jar", Group.OWN, "of whoever has a program open, signed in or not", "holder_id"),
    Table("standing_mark", Group.OWN, "of nobody; looked up by the handles of who agrees to be scored", "mark"),
    Table("picture", Group.OWN, "large, and found by its id, which is in the address that a client has", "id"),
    Table("spent_code", Group.OWN, "looked up by the code that a payer showed", "code"),
    Table("shown_code", Group.OWN, "looked up by the code that is in an address", "code"),
    Table("viewpoint", Group.OWN, "written at every look at the map, also by who is not signed in", "viewer"),
    Table("handle", Group.COORDINATOR, "unique in the whole world, and looked up from both sides; a small row a person"),
    Table("pay_number", Group.COORDINATOR, "unique in the whole installation, and looked up from both sides; a small row a person"),
    Table("receive_code", Group.COORDINATOR, "looked up from both sides, as pay_number; a small row a person"),
    Table("sign_in_code", Group.COORDINATOR, "before there is a person; a row lives for ten minutes"),
    Table("passkey_challenge", Group.COORDINATOR, "before there is a person; a row lives for minutes"),
    Table("community_invite", Group.COORDINATOR, "counted down under a lock, seldom"),
    Table("open_code", Group.COORDINATOR, "looked up by what an app holds; a row lives for ten minutes"),
    Table("open_token", Group.COORDINATOR, "looked up by either of two tokens; a small row a sign-in"),
    Table("provider_day", Group.COORDINATOR, "for operators; a row a day"),
    Table("provider_line", Group.COORDINATOR, "for operators, beside provider_day; written once a day"),
    Table("provider_break_note", Group.COORDINATOR, "for operators, beside provider_day"),
    Table("mini_opening", Group.COORDINATOR, "looked up by what the page around a program holds; a row lives for half a day"),
    Table("rate", Group.COORDINATOR, "counters without a log, by keys of every kind"),
    Table("outbox", Group.COORDINATOR, "one relay reads it in its order and deletes what it told"),
    Table("change", Group.COORDINATOR, "who keeps copies reads it in the order of the transactions of one node"),
    Table("outbox_dead", Group.COORDINATOR, "for operators"),
    Table("live_event", Group.COORDINATOR, "its numbers are in the order of commits, which one node decides; kept for a day"),
    Table("ledger_layout", Group.COORDINATOR, "one row, read when a process starts"),
    Table("last_write", Group.COORDINATOR, "asked for together with live_event, and only where there is a replica"),
    Table("live_horizon", Group.COORDINATOR, "one row, beside live_event"),
    Table("schema_migration", Group.COORDINATOR, "migrations are applied here, and Citus carries them to the nodes"),
    Table("pgqueuer", Group.COORDINATOR, "workers take jobs with SKIP LOCKED and are woken by NOTIFY, both of one node"),
    Table("pgqueuer_log", Group.COORDINATOR, "beside pgqueuer"),
    Table("pgqueuer_schedules", Group.COORDINATOR, "beside pgqueuer"),
    Table("pgqueuer_statistics", Group.COORDINATOR, "beside pgqueuer"),
)
BY_NAME = {table.name: table for table in TABLES}
ENTRANCES = ("ledger_post_batch",)
"""Functions that queries call: each runs whole on the node of its shard, inside a transaction too. What they call need only be there."""


# Members of extensions are none of ours, nor are the shards that a node keeps beside the tables that they are of.
TABLES_THERE = value(
    list[str],
    """
    SELECT array_agg(relname::text) FROM pg_class
     WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
       AND NOT EXISTS (SELECT 1 FROM pg_class whole
                        WHERE whole.relnamespace = pg_class.relnamespace AND whole.relkind = 'r'
                          AND pg_class.relname ~ ('^' || whole.relname || '_[0-9]{6,}$'))""",
)

HAS_CITUS = value(bool, "SELECT to_regproc('create_distributed_table') IS NOT NULL")


@dataclass(frozen=True, slots=True)
class Trigger:
    table: str
    name: str


# Citus carries a trigger for each row to the shards, but none for a whole statement.
STATEMENT_TRIGGERS = rows(
    Trigger,
    """
    SELECT c.relname::text AS table, t.tgname::text AS name
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND t.tgtype & 1 = 0 AND c.relname = ANY(:tables) ORDER BY 1, 2""",
)


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    signature: str


FUNCTIONS = rows(
    Function,
    """
    SELECT p.proname::text AS name, p.oid::regprocedure::text AS signature
      FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype <> 'trigger'::regtype
       AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
     ORDER BY 1, 2""",
)


# No tables of ours, so no constants of the contract test.
_VERSION = (
    "SELECT string_to_array(substring(extversion FROM '^[0-9]+[.][0-9]+'), '.')::int[] FROM pg_extension WHERE extname = 'citus'"
)
_COORDINATOR_IS_KNOWN = "SELECT EXISTS (SELECT FROM pg_dist_node WHERE groupid = 0)"
_NODES = "SELECT format('%s:%s', nodename, nodeport) FROM pg_dist_node WHERE groupid <> 0 AND noderole = 'primary' ORDER BY 1"
_PREPARED = "SELECT format('%s:%s', nodename, nodeport) AS node, success, result FROM run_command_on_all_nodes('SHOW max_prepared_transactions')"
_VERSION_MIN = (11, 3)
"""The first that keeps identity columns of distributed tables apart on every node and carries UPDATEs with joins to functions."""


async def statements(tx: ReadTx, *, shards: int = SHARDS_DEFAULT, done: Collection[str] = ()) -> list[str]:
    """What turns this migrated database into a distributed one, in order; tables in `done` are left as they are.

    Raises NotDistributable when its tables are not those that this version knows.
    """
    there = set(await TABLES_THERE(tx) or [])
    if missing := BY_NAME.keys() - there:
        raise NotDistributable(f"the schema lacks {', '.join(sorted(missing))}: run `everywhere db migrate` first")
    if strange := there - BY_NAME.keys():
        raise NotDistributable(f"nobody knows where {', '.join(sorted(strange))} would live: distribute before you add tables")
    waiting = [table for table in TABLES if table.group is not Group.COORDINATOR and table.name not in done]
    if not waiting:
        return []
    triggers = await STATEMENT_TRIGGERS(tx, tables=[table.name for table in waiting])
    functions = await FUNCTIONS(tx)
    return [
        # Our triggers only refuse; they write nothing that a transaction over several nodes would miss.
        "SET citus.enable_unsafe_triggers = on",
        *(f"DROP TRIGGER {trigger.name} ON {trigger.table}" for trigger in triggers),
        *(line for table in waiting for line in _moved(table, shards)),
        *(_function(function) for function in functions),
    ]


async def distribute(connection: "asyncpg.Connection[Any]", *, shards: int) -> AsyncIterator[str]:
    """Do it, and say each statement once it is done. A second run goes on where one was broken off. Raises NotDistributable."""
    tx = ReadTx(connection)
    if not await HAS_CITUS(tx):
        raise NotDistributable("this PostgreSQL has no Citus: install it on every node and run CREATE EXTENSION citus")
    if reason := await unfit(connection):
        raise NotDistributable(reason)
    done = [row["name"] for row in await connection.fetch(_DONE)]
    found = await statements(tx, shards=shards, done=done)
    if not found:
        raise NotDistributable("the schema is distributed already: every table is where it belongs")
    for statement in found:
        await connection.execute(statement, timeout=_STATEMENT_TIMEOUT_S)
        yield statement


async def unfit(connection: "asyncpg.Connection[Any]") -> str:
    """Why this cluster would not carry the product, and what to do about it; empty where nothing is known against it."""
    version = await connection.fetchval(_VERSION)
    if version is not None and tuple(version) < _VERSION_MIN:
        return f"Citus {'.'.join(map(str, version))} is too old: install {'.'.join(map(str, _VERSION_MIN))} or later on every node, then ALTER EXTENSION citus UPDATE"
    if not await connection.fetchval(_COORDINATOR_IS_KNOWN):
        return "the coordinator is not among its own nodes, so its tables could not be joined with those that every node has: SELECT citus_set_coordinator_host('its address', 5432)"
    if not await connection.fetch(_NODES):
        return "there is no node to spread over: SELECT citus_add_node('address', 5432) for each"
    for row in await connection.fetch(_PREPARED):
        if not row["success"]:
            return f"{row['node']} does not answer: {row['result']}"
        if int(row["result"]) == 0:
            return f"{row['node']} cannot commit in two phases: set max_prepared_transactions to at least max_connections there, and restart it"
    return ""


def _moved(table: Table, shards: int) -> Iterator[str]:
    if table.group is Group.REFERENCE:
        yield f"SELECT create_reference_table('{table.name}')"
    elif table is _first_of(table):
        yield f"SELECT create_distributed_table('{table.name}', '{table.column}', colocate_with => 'none', shard_count => {shards})"
    else:
        yield f"SELECT create_distributed_table('{table.name}', '{table.column}', colocate_with => '{_first_of(table).name}')"
    yield f"SELECT truncate_local_data_after_distributing_table('{table.name}')"


def _first_of(table: Table) -> Table:
    """The table beside which this one is put; a table with a column of its own stands alone."""
    return table if table.group is Group.OWN else next(each for each in TABLES if each.group is table.group)


def _function(function: Function) -> str:
    if function.name in ENTRANCES:
        beside = next(table.name for table in TABLES if table.group is Group.LEDGER)
        place = f"'{_SHARD_ARGUMENT}', colocate_with => '{beside}', force_delegation => true"
        return f"SELECT create_distributed_function('{function.signature}', {place})"
    return f"SELECT create_distributed_function('{function.signature}')"
