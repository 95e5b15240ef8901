"""The embedded PostgreSQL: started, found running, killed, started again."""

import asyncio
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from everywhere.kernel import embedded

pytestmark = pytest.mark.once


@pytest.fixture
def folder(tmp_path: Path):
    yield tmp_path / "postgres"
    embedded.stop(tmp_path / "postgres")


async def count(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval("SELECT count(*) FROM kept")
    finally:
        await connection.close()


async def test_a_second_start_finds_the_first(folder: Path):
    url = embedded.start(folder)

    assert embedded.start(folder) == url
    assert embedded.is_running(folder)


async def test_what_was_committed_is_there_after_a_power_cut(folder: Path):
    url = embedded.start(folder)
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000)")
    pid = int((folder / "postmaster.pid").read_text().splitlines()[0])

    os.kill(pid, signal.SIGKILL)
    connection.terminate()
    while embedded.is_running(folder):
        await asyncio.sleep(0.01)

    assert await count(embedded.start(folder)) == 1000


async def test_a_stopped_server_does_not_run(folder: Path):
    embedded.start(folder)
    embedded.stop(folder)

    assert not embedded.is_running(folder)


async def test_a_recovery_that_takes_longer_than_the_package_waits_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch):
    class Impatient:
        """The package's server, which gives up on the first start while the database still reads its log."""

        def __init__(self, *words: Any, **options: Any) -> None:
            self.server = get_server(*words, **options)
            self.tries = 0

        def start(self) -> None:
            self.tries += 1
            self.server.start()
            if self.tries == 1:
                raise subprocess.TimeoutExpired("pg_ctl", 10)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.server, name)

    get_server = embedded.get_server
    monkeypatch.setattr(embedded, "get_server", Impatient)

    url = embedded.start(folder)

    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT 1") == 1
    await connection.close()
