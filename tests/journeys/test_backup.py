"""Backup and restore: what comes back is what was there, and says so."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from everywhere.app import backup
from everywhere.kernel import embedded
from support import postgres
from support.world import Phone, World, sign_in


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

    proof = await backup.backup(world.db.url, tmp_path / "everywhere.backup")
    await backup.restore(empty_url, tmp_path / "everywhere.backup")

    assert await backup.prove(empty_url) == proof
    assert proof.tables["ledger_transfer"].rows == 1
    assert await backup.faults_of(empty_url) == []


async def test_a_backup_is_of_one_instant_while_money_moves_and_people_come(world: World, empty_url: str, tmp_path: Path):
    """Every top-up writes accounts, transfers and an event: a backup of two instants would have some without the others."""
    phones = [await sign_in(world, f"p{number}@example.org") for number in range(4)]
    over = asyncio.Event()

    async def go_on(phone: Phone) -> int:
        done = 0
        while not over.is_set():
            await phone("POST", "/api/wallet/top-ups", {"amount": {"minor": 100, "currency": "CNY"}}, expect=201)
            done += 1
        return done

    going = [asyncio.create_task(go_on(phone)) for phone in phones]
    await asyncio.sleep(0.2)
    proof = await backup.backup(world.db.url, tmp_path / "everywhere.backup")
    over.set()
    moved = sum(await asyncio.gather(*going))
    await backup.restore(empty_url, tmp_path / "everywhere.backup")

    assert await backup.prove(empty_url) == proof
    assert await backup.faults_of(empty_url) == []
    assert 0 < proof.tables["ledger_transfer"].rows < moved


async def test_a_row_that_changed_is_named(world: World, tmp_path: Path):
    await sign_in(world, "an@example.org")
    before = await backup.prove(world.db.url)
    await world.db.pool.execute("UPDATE person SET bio = 'another'")

    assert (await backup.prove(world.db.url)).differences(before) == ["person"]


async def test_a_database_with_tables_is_not_restored_into(world: World, tmp_path: Path):
    before = await backup.backup(world.db.url, tmp_path / "everywhere.backup")

    with pytest.raises(backup.NotEmpty):
        await backup.restore(world.db.url, tmp_path / "everywhere.backup")

    assert await backup.prove(world.db.url) == before


async def test_a_broken_file_is_refused_and_nothing_of_it_is_kept(world: World, empty_url: str, tmp_path: Path):
    file = tmp_path / "everywhere.backup"
    await backup.backup(world.db.url, file)
    file.write_bytes(file.read_bytes()[:-20_000])

    with pytest.raises(backup.BackupFailed):
        await backup.restore(empty_url, file)

    connection = await asyncpg.connect(empty_url)
    assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await connection.close()


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path):
    with pytest.raises(backup.BackupFailed):
        asyncio.run(backup.backup("postgresql:///nothing?host=/nowhere", tmp_path / "everywhere.backup"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.once
def test_the_commands_prove_what_came_back(tmp_path: Path):
    """As an operator does it: one installation's data folder into another's."""
    program = str(Path(sys.executable).with_name("everywhere"))
    file = str(tmp_path / "everywhere.backup")

    def run(data: str, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "EVERYWHERE_DATA": str(tmp_path / data)}
        return subprocess.run([program, *words], check=False, capture_output=True, text=True, env=environment, timeout=120)

    try:
        assert run("old", "db", "migrate").returncode == 0
        assert "rows of one instant" in run("old", "backup", file).stdout
        restored = run("new", "restore", file)
        refused = run("new", "restore", file)
    finally:
        for data in ("old", "new"):
            embedded.stop(tmp_path / data / "postgres")

    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "every table is what was backed up, and the doctor found nothing" in restored.stdout
    assert refused.returncode == 1
    assert "restore into an empty one" in refused.stderr
