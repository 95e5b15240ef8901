"""`everywhere db distribute` on stand-ins for what it calls of Citus: every table comes to its place once, and an unfit cluster is refused."""

import asyncpg
import pytest

from everywhere.app import distribution
from everywhere.app.distribution import BY_NAME, TABLES, Group
from everywhere.kernel.database import ReadTx

# What of Citus the command calls, noting what it was asked; in a schema of its own, like an extension's.
STUB = """
CREATE SCHEMA stub;
CREATE TABLE stub.pg_dist_partition (logicalrelid regclass PRIMARY KEY, how text NOT NULL);
CREATE TABLE stub.pg_dist_node (nodename text, nodeport int, groupid int, noderole text DEFAULT 'primary');
INSERT INTO stub.pg_dist_node VALUES ('one', 5432, 0), ('two', 5432, 1), ('three', 5432, 2);
CREATE TABLE stub.said (nodename text, nodeport int, success bool, result text);
INSERT INTO stub.said SELECT nodename, nodeport, true, '100' FROM stub.pg_dist_node;
CREATE FUNCTION stub.run_command_on_all_nodes(command text) RETURNS SETOF stub.said LANGUAGE sql AS $$ SELECT * FROM stub.said $$;
CREATE FUNCTION stub.create_reference_table(name regclass) RETURNS void LANGUAGE sql AS
    $$ INSERT INTO stub.pg_dist_partition VALUES (name, 'reference') $$;
CREATE FUNCTION stub.create_distributed_table(name regclass, by_column text, colocate_with text, shard_count int DEFAULT NULL)
    RETURNS void LANGUAGE sql AS
    $$ INSERT INTO stub.pg_dist_partition VALUES (name, concat_ws(' ', by_column, colocate_with, shard_count)) $$;
CREATE FUNCTION stub.truncate_local_data_after_distributing_table(name regclass) RETURNS void LANGUAGE sql AS
    $$ SELECT 1 FROM stub.pg_dist_partition WHERE logicalrelid = name $$;
CREATE FUNCTION stub.create_distributed_function(
    name regprocedure, by_argument text DEFAULT NULL, colocate_with text DEFAULT 'default', force_delegation bool DEFAULT NULL
) RETURNS void LANGUAGE sql AS $$ SELECT 1 $$;
SET search_path = public, stub"""


@pytest.fixture
async def connection(database_url: str):
    opened = await asyncpg.connect(database_url, statement_cache_size=0)
    yield opened
    await opened.close()


async def test_the_statements_bring_every_table_to_its_place_once(connection: asyncpg.Connection):
    await connection.execute(STUB)

    said = [statement async for statement in distribution.distribute(connection, shards=8)]

    placed = {
        row["name"]: row["how"] for row in await connection.fetch("SELECT logicalrelid::text AS name, how FROM pg_dist_partition")
    }
    assert placed.keys() == {table.name for table in TABLES if table.group is not Group.COORDINATOR}
    assert (placed["need"], placed["deal"], placed["city"]) == ("region none 8", "region need", "reference")
    assert len(said) == len(set(said))
    assert await distribution.STATEMENT_TRIGGERS(ReadTx(connection), tables=list(placed)) == []
    with pytest.raises(distribution.NotDistributable, match="already"):
        await anext(distribution.distribute(connection, shards=8))


async def test_a_distribution_that_was_broken_off_goes_on(connection: asyncpg.Connection):
    await connection.execute(STUB)
    begun = distribution.distribute(connection, shards=8)
    while "'bid'" not in await anext(begun):
        pass
    await begun.aclose()

    rest = [statement async for statement in distribution.distribute(connection, shards=8)]

    assert not any("'need'," in statement for statement in rest)
    assert "SELECT create_distributed_table('deal', 'region', colocate_with => 'need')" in rest


async def test_without_citus_or_with_strange_tables_nothing_is_begun(connection: asyncpg.Connection):
    with pytest.raises(distribution.NotDistributable, match="CREATE EXTENSION citus"):
        await anext(distribution.distribute(connection, shards=8))
    await connection.execute(f"{STUB}; CREATE TABLE guest (id int)")
    with pytest.raises(distribution.NotDistributable, match="guest"):
        await anext(distribution.distribute(connection, shards=8))

    assert await connection.fetchval("SELECT count(*) FROM pg_dist_partition") == 0


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("DELETE FROM pg_dist_node WHERE groupid = 0", "citus_set_coordinator_host"),
        ("DELETE FROM pg_dist_node WHERE groupid <> 0", "citus_add_node"),
        ("UPDATE said SET result = '0' WHERE nodename = 'three'", "three:5432 cannot commit in two phases"),
        ("UPDATE said SET success = false, result = 'no route' WHERE nodename = 'two'", "two:5432 does not answer: no route"),
    ],
)
async def test_a_cluster_that_could_not_carry_it_is_refused_before_anything_is_moved(
    connection: asyncpg.Connection, wrong: str, reason: str
):
    await connection.execute(f"{STUB}; {wrong}")

    with pytest.raises(distribution.NotDistributable, match=reason):
        await anext(distribution.distribute(connection, shards=8))

    assert await connection.fetchval("SELECT count(*) FROM pg_dist_partition") == 0


async def test_shards_beside_their_tables_are_no_strange_tables(connection: asyncpg.Connection):
    await connection.execute("CREATE TABLE need_102008 (id int); CREATE TABLE city_102009 (id int)")

    assert set(await distribution.TABLES_THERE(ReadTx(connection)) or []) == BY_NAME.keys()
