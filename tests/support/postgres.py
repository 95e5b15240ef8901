"""Real PostgreSQL for the tests: the embedded one, Debian's, or the one of a URL; one template database a worker."""

import asyncio
import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from everywhere.app import reference_data
from everywhere.kernel import embedded, migrations
from everywhere.kernel.database import connect

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
ROOM_BYTES = 4 * 2**30
DEBIAN_BIN = Path("/usr/lib/postgresql/15/bin")
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c jit=off"


@contextlib.contextmanager
def server(kind: str) -> Iterator[str]:
    """The URL of a running server: `embedded`, `debian`, or a postgresql:// URL that is used as it is."""
    if kind.startswith("postgres"):
        yield kind
        return
    with tempfile.TemporaryDirectory(prefix="everywhere-pg-", dir=memory()) as folder:
        path = Path(folder)
        path.chmod(0o755)
        start = {"embedded": _embedded, "debian": _debian}[kind]
        with start(path / "pg") as url:
            yield url


@contextlib.contextmanager
def _embedded(folder: Path) -> Iterator[str]:
    try:
        url = embedded.start(folder)
        asyncio.run(_hurry(url))
        yield url
    finally:
        embedded.stop(folder)


async def _hurry(url: str) -> None:
    # The data goes with the test, so nobody need wait for the disk.
    connection = await asyncpg.connect(url)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


@contextlib.contextmanager
def _debian(folder: Path) -> Iterator[str]:
    folder.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user = [shutil.which("runuser") or "runuser", "-u", "postgres", "--"]
    run = lambda *words: subprocess.run([*as_user, *words], check=True, capture_output=True, timeout=60)  # noqa: E731
    run(str(DEBIAN_BIN / "initdb"), "-D", str(folder), "-U", "postgres", "--auth=trust", "--encoding=UTF8")
    options = f"-c listen_addresses='' -k {folder} {_FAST}"
    run(str(DEBIAN_BIN / "pg_ctl"), "-D", str(folder), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run(str(DEBIAN_BIN / "pg_ctl"), "-D", str(folder), "-m", "immediate", "-w", "stop")


def memory() -> Path | None:
    """A file system in memory with room, where there is one; a container's is often tiny."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return MEMORY if has_room else None


def with_database(url: str, name: str) -> str:
    """The URL of another database on the same server."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


def make_template(url: str, name: str) -> None:
    """A migrated database with the product's reference data, which every test of this worker is copied from."""
    asyncio.run(_make_template(url, name))


async def _make_template(url: str, name: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    await migrations.migrate(with_database(url, name))
    db = await connect(with_database(url, name), pool_max=2)
    await reference_data.load(db)
    await db.pool.close()


@contextlib.asynccontextmanager
async def copied(url: str, template: str, name: str):
    """A database of a test's own, dropped at its end."""
    connection = await asyncpg.connect(url)
    try:
        # Ten times faster than through the log, where nobody waits for the disk.
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        try:
            yield with_database(url, name)
        finally:
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await connection.close()
