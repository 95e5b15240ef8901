"""Backup and restore: what comes back is what was there, and says so."""

from pathlib import Path

import asyncpg
import pytest

from everywhere.app import backup
from support import postgres
from support.world import World, sign_in


@pytest.fixture
async def empty_url(postgres_url: str, worker_id: str):
    """An empty database to restore into."""
    name = f"restored_{worker_id}"
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await connection.execute(f'CREATE DATABASE "{name}"')
    yield postgres.with_database(postgres_url, name)
    await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()


async def test_what_is_restored_equals_what_was_backed_up(world: World, empty_url: str, tmp_path: Path):
    an = await sign_in(world, "+8613900000001")
    await an("POST", "/api/wallet/top-ups", {"amount": {"minor": 5_000, "currency": "CNY"}}, expect=201)
    await world.settle()

    backup.backup(world.db.url, tmp_path / "everywhere.backup")
    await backup.restore(empty_url, tmp_path / "everywhere.backup")

    before, after = await backup.prove(world.db.url), await backup.prove(empty_url)
    assert after == before
    assert after.faults == []
    assert after.rows["ledger_transfer"] == 1


async def test_a_database_with_tables_is_not_restored_into(world: World, tmp_path: Path):
    backup.backup(world.db.url, tmp_path / "everywhere.backup")
    before = await backup.prove(world.db.url)

    with pytest.raises(backup.NotEmpty):
        await backup.restore(world.db.url, tmp_path / "everywhere.backup")

    assert await backup.prove(world.db.url) == before


async def test_a_broken_file_is_refused_and_nothing_of_it_is_kept(world: World, empty_url: str, tmp_path: Path):
    file = tmp_path / "everywhere.backup"
    backup.backup(world.db.url, file)
    file.write_bytes(file.read_bytes()[:-20_000])

    with pytest.raises(backup.BackupFailed):
        await backup.restore(empty_url, file)

    connection = await asyncpg.connect(empty_url)
    assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await connection.close()


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path):
    with pytest.raises(backup.BackupFailed):
        backup.backup("postgresql:///nothing?host=/nowhere", tmp_path / "everywhere.backup")

    assert list(tmp_path.iterdir()) == []
