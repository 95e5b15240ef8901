"""Migrations under load: locks, failures, several migrators at once, and old code on a newer database."""

import asyncio
import contextlib
from uuid import UUID

import asyncpg
import pytest

from everywhere.kernel import migrations
from everywhere.kernel.migrations import Migration

PERSON = "INSERT INTO person (person_id, name, language, created_at) VALUES (gen_random_uuid(), 'A', 'en', now())"
HELPERS = [UUID(int=number) for number in range(1, 4)]
RECORD = "INSERT INTO helper_record VALUES (1, $1, 0, 0, 0, 0, 0, 2, 0, now())"
OFFER = """
    INSERT INTO offer (region, id, helper_id, city, category, title, text, answers, picture_ids, cell, lat, lon, lat_row, exact_lat,
                       exact_lon, radius_m, community_ids, price_kind, currency, hours, stage, created_at, updated_at)
    VALUES (1, $1, $1, '', '', '', '', '{}', '{}', 0, 0, 0, 0, 0, 0, 100, '{}', 'talk', 'CNY', '[]', 'open', now(), now())"""
ADDS = "ALTER TABLE person ADD COLUMN shoe_size integer"
INDEXES = "-- outside a transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS person_name ON person (name)"


def with_next(sql: str) -> list[Migration]:
    """The migrations of this code and one more."""
    known = migrations.known()
    return [*known, Migration(known[-1].version + 1, "tried", sql)]


async def has_column(connection: asyncpg.Connection) -> bool:
    return bool(await connection.fetchval("SELECT count(*) FROM information_schema.columns WHERE column_name = 'shoe_size'"))


@contextlib.asynccontextmanager
async def connected(url: str):
    connection = await asyncpg.connect(url, server_settings={"application_name": "somebody"})
    try:
        yield connection
    finally:
        await connection.close()


async def write_on(url: str, over: asyncio.Event) -> int:
    """Somebody who writes all the time; how often they could."""
    async with connected(url) as connection:
        written = 0
        while not over.is_set():
            await connection.execute(PERSON)
            written += 1
            await asyncio.sleep(0.005)
    return written


async def test_a_migration_gives_way_to_a_long_transaction_and_comes_again(database_url: str):
    said: list[str] = []
    over = asyncio.Event()
    async with connected(database_url) as holder:
        held = holder.transaction()
        await held.start()
        await holder.execute("SELECT count(*) FROM person")
        writing = asyncio.create_task(write_on(database_url, over))
        migrating = asyncio.create_task(migrations.migrate(database_url, say=said.append, of=with_next(ADDS)))
        while not any("gave way" in line for line in said):
            assert not migrating.done()
            await asyncio.sleep(0.01)
        assert not await has_column(holder)
        await held.rollback()
        done = await migrating
        over.set()

        assert [str(each) for each in done] == [str(with_next(ADDS)[-1])]
        assert await has_column(holder)
        assert await writing > 0


async def test_a_migration_that_is_held_up_for_ever_gives_up_says_who_and_leaves_nothing(database_url: str):
    async with connected(database_url) as holder:
        async with holder.transaction():
            await holder.execute("SELECT count(*) FROM person")
            with pytest.raises(migrations.MigrationHeldUp, match=r"somebody.*SELECT count"):
                await migrations.migrate(database_url, patience_s=0, of=with_next(f"CREATE TABLE shoe (size integer); {ADDS}"))

        assert not await has_column(holder)
        assert await holder.fetchval("SELECT to_regclass('shoe')") is None
        assert await migrations.migrate(database_url) == []


async def test_an_index_waits_for_a_long_transaction_and_nobody_waits_for_the_index(database_url: str):
    async with connected(database_url) as holder, connected(database_url) as writer:
        held = holder.transaction()
        await held.start()
        await holder.execute(PERSON)
        building = asyncio.create_task(migrations.migrate(database_url, of=with_next(INDEXES)))
        while not await writer.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'virtualxid'"):
            assert not building.done()
            await asyncio.sleep(0.01)
        for _ in range(50):
            await writer.execute(PERSON)
        assert not building.done()
        await held.commit()
        await building

        assert await writer.fetchval("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('person_name')")


async def test_an_index_that_was_left_half_built_is_built_anew(database_url: str):
    async with connected(database_url) as connection:
        for _ in range(2):
            await connection.execute(PERSON)
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("CREATE UNIQUE INDEX CONCURRENTLY person_name ON person (name)")
        assert not await connection.fetchval("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('person_name')")

        await migrations.migrate(database_url, of=with_next(INDEXES))

        assert await connection.fetchval(
            "SELECT indisvalid AND NOT indisunique FROM pg_index WHERE indexrelid = to_regclass('person_name')"
        )


async def test_an_index_that_cannot_be_built_is_gone_afterwards(database_url: str):
    async with connected(database_url) as connection:
        for _ in range(2):
            await connection.execute(PERSON)

        with pytest.raises(migrations.MigrationFailed, match="could not create unique index"):
            await migrations.migrate(database_url, of=with_next(INDEXES.replace("CREATE INDEX", "CREATE UNIQUE INDEX")))

        assert await connection.fetchval("SELECT to_regclass('person_name')") is None


async def test_a_migration_that_fails_leaves_nothing_and_says_which(database_url: str):
    with pytest.raises(migrations.MigrationFailed, match=r"tried failed, and nothing of it was kept: .*no_such_table"):
        await migrations.migrate(database_url, of=with_next(f"{ADDS}; DROP TABLE no_such_table"))

    async with connected(database_url) as connection:
        assert not await has_column(connection)


async def test_of_many_that_start_at_once_one_migrates(database_url: str):
    wanted = with_next(f"SELECT pg_sleep(0.3); {ADDS}")
    said: list[str] = []

    done = await asyncio.gather(*(migrations.migrate(database_url, say=said.append, of=wanted) for _ in range(5)))

    assert sorted(len(each) for each in done) == [0, 0, 0, 0, 1]
    assert said.count(f"applying {wanted[-1]}") == 1


async def test_who_is_up_to_date_waits_for_no_migrator(database_url: str):
    async with connected(database_url) as migrator:
        await migrator.execute("SELECT pg_advisory_lock($1)", migrations._ADVISORY_LOCK)

        assert await asyncio.wait_for(migrations.migrate(database_url), 10) == []


async def test_code_that_is_older_than_the_database_needs_is_refused(database_url: str):
    newer = with_next(f"-- needs code {migrations.known()[-1].version + 1:04d}\n{ADDS}")
    await migrations.migrate(database_url, of=newer)

    with pytest.raises(migrations.CodeTooOld):
        await migrations.migrate(database_url)


async def test_code_of_the_release_before_runs_on_a_database_that_only_grew(database_url: str):
    await migrations.migrate(database_url, of=with_next(ADDS))

    assert await migrations.migrate(database_url) == []


async def test_a_book_from_before_marks_is_read(database_url: str):
    async with connected(database_url) as connection:
        await connection.execute("ALTER TABLE schema_migration DROP COLUMN needs_code")

    assert await migrations.migrate(database_url) == []
    assert len(await migrations.migrate(database_url, of=with_next(ADDS))) == 1


async def test_a_database_that_has_a_migration_as_it_was_before_its_release_goes_on(database_url: str):
    split = next(each for each in migrations.known() if len(each.fingerprints) > 1)
    before = next(each for each in split.fingerprints if each != split.sha256)
    async with connected(database_url) as connection:
        await connection.execute("UPDATE schema_migration SET sha256 = $1 WHERE version = $2", before, split.version)

    assert await migrations.migrate(database_url) == []


async def test_offers_get_their_helpers_merit_a_helper_at_a_time(database_url: str):
    wanted = next(each for each in migrations.known() if each.name == "merit_of_offers")
    async with connected(database_url) as holder, connected(database_url) as looking:
        for helper in HELPERS:
            await holder.execute(RECORD, helper)
            await holder.execute(OFFER, helper)
        await holder.execute("DELETE FROM schema_migration WHERE version = $1", wanted.version)
        held = holder.transaction()
        await held.start()
        await holder.execute("SELECT 1 FROM offer WHERE helper_id = $1 FOR UPDATE", HELPERS[-1])
        migrating = asyncio.create_task(migrations.migrate(database_url))
        while await looking.fetchval("SELECT count(*) FROM offer WHERE merit = 2") < len(HELPERS) - 1:
            assert not migrating.done()
            await asyncio.sleep(0.01)
        await held.rollback()
        await migrating

        assert await looking.fetchval("SELECT count(*) FROM offer WHERE merit = 2") == len(HELPERS)
