"""What Citus names as limits of its SQL and no plan shows: the text of every statement is looked at."""

import importlib
import pkgutil
import re

import pytest

import everywhere
from everywhere.app.distribution import BY_NAME, Group
from everywhere.kernel.query import REGISTRY

pytestmark = pytest.mark.once

for module in pkgutil.walk_packages(everywhere.__path__, "everywhere."):
    importlib.import_module(module.name)


def test_statements_ask_nothing_that_a_cluster_refuses():
    found = [(statement.sql, reason) for statement in REGISTRY for reason in refused(" ".join(statement.sql.split()))]

    assert found == []


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("INSERT INTO need (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET at = now()", "DO UPDATE"),
        (
            "INSERT INTO need (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET n = 1 WHERE need.at < $1 - interval '1 hour'",
            "DO UPDATE",
        ),
        ("UPDATE need SET at = at + interval '1 hour' WHERE region = $1", "changes with the moment"),
        ("UPDATE need SET key = gen_random_uuid() WHERE region = $1", "changes with the moment"),
        ("INSERT INTO need (id) VALUES ($1) RETURNING xmax = 0", "RETURNING"),
        ("WITH gone AS (DELETE FROM need WHERE region = $1 RETURNING id) SELECT count(*) FROM gone", "writes inside WITH"),
        ("WITH RECURSIVE up AS (SELECT 1) SELECT * FROM need, up", "more than one shard"),
        (
            "INSERT INTO crowd SELECT s.a FROM unnest($1) AS s(a) WHERE NOT EXISTS (SELECT FROM crowd k WHERE k.cell = s.a)",
            "function",
        ),
    ],
)
def test_a_statement_that_a_cluster_refuses_is_found(sql: str, reason: str):
    assert [each for each in refused(sql) if reason in each]


MUTABLE = r"\b(?:now|random|gen_random_uuid|clock_timestamp|nextval|date_trunc|to_char|to_jsonb|jsonb_build_\w+|concat\w*)\(|\bcurrent_\w+\b|\binterval\b"
TARGET = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")
SELF = re.compile(r"(?:WITH .*)?(?:UPDATE|DELETE) ")


def refused(sql: str) -> list[str]:
    """Why a cluster would not run a statement that meets a table which is not the coordinator's."""
    tables = {name for name in re.findall(r"(?:FROM|INTO|UPDATE|JOIN) (\w+)", sql) if name in BY_NAME}
    if all(BY_NAME[name].group is Group.COORDINATOR for name in tables):
        return []
    target = TARGET.search(sql)
    name = target[1] if target else ""
    is_ours = name in BY_NAME and BY_NAME[name].group is not Group.COORDINATOR
    upsert = sql.partition(" DO UPDATE ")[2].partition(" RETURNING ")[0]
    returned = sql.partition(" RETURNING ")[2] if is_ours else ""
    body = sql.partition(" RETURNING ")[0]
    one_shard = is_ours and re.search(MUTABLE, body) and SELF.match(body)
    # What is the same for all rows is worked out before: a bound of age is no arithmetic with a column.
    fixed = re.sub(r"now\(\) - \$\d+ \* interval '[^']*'", "", body)
    return [
        *(
            ["arithmetic with times, or what is not the same everywhere, in DO UPDATE"]
            if is_ours and re.search(MUTABLE, upsert)
            else []
        ),
        *(["what changes with the moment, in an UPDATE"] if one_shard and re.search(MUTABLE, fixed) else []),
        *(["RETURNING what is no plain column"] if re.search(rf"{MUTABLE}|\bxmax\b", returned) else []),
        *(["writes inside WITH"] if re.search(r"AS (?:(?:NOT )?MATERIALIZED )?\( ?(?:INSERT|UPDATE|DELETE) ", sql) else []),
        *(["goes over more than one shard"] if re.search(r"WITH RECURSIVE|GROUPING SETS|TABLESAMPLE|MERGE INTO", sql) else []),
        *(
            ["asks a table about rows of a function"]
            if re.search(r"FROM unnest\([^;]* WHERE NOT EXISTS \(SELECT FROM crowd", sql)
            else []
        ),
    ]
