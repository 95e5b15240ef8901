"""The peers of `everywhere bench nearby`, started by the benchmark: PostGIS on Debian's PostgreSQL, and Redis."""

import asyncio
import contextlib
import os
import pwd
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import click

from everywhere.app.bench.nearby_resp import Redis, RedisError

_POSTGRES = "/usr/lib/postgresql"
_INSTALL = "apt-get install postgresql postgresql-postgis redis-server wrk"
# What the embedded server is given too, and a plan for each query as ours has it.
_SETTINGS = (
    "-c shared_buffers=256MB -c max_connections=50 -c max_wal_size=2GB -c wal_compression=on -c random_page_cost=1.1 -c jit=off"
)


class NotInstalled(click.ClickException):
    """A peer is not on this machine; the message says how to get it."""


def must_be_here() -> None:
    """Raise NotInstalled unless PostGIS, Redis and wrk can be started."""
    missing = [name for name in ("redis-server", "wrk") if shutil.which(name) is None]
    missing += [] if _postgres_bin() is not None else ["PostgreSQL with PostGIS"]
    if missing:
        raise NotInstalled(f"the peers of this benchmark are missing: {', '.join(missing)}. On Debian: {_INSTALL}")


@contextlib.asynccontextmanager
async def postgis() -> AsyncIterator[str]:
    """The URL of an empty cluster of Debian's PostgreSQL, fsync on; it runs as the user `postgres` where this is root."""
    programs = _postgres_bin()
    if programs is None:
        raise NotInstalled(f"no PostgreSQL with PostGIS in {_POSTGRES}. On Debian: {_INSTALL}")
    with tempfile.TemporaryDirectory(prefix="everywhere-bench-") as name:
        folder = Path(name)
        as_user: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            as_user = [shutil.which("runuser") or "runuser", "-u", "postgres", "--"]
        data = str(folder / "data")
        await _run(*as_user, str(programs / "initdb"), "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8")
        options = f"-c listen_addresses='' -k {folder} {_SETTINGS}"
        control = [*as_user, str(programs / "pg_ctl"), "-D", data]
        try:
            await _run(*control, "-o", options, "-l", str(folder / "log"), "-w", "start")
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            await _run(*control, "-m", "immediate", "-w", "stop")


@contextlib.asynccontextmanager
async def redis() -> AsyncIterator[str]:
    """The path of a socket of an empty Redis that writes nothing to disk. Raises NotInstalled."""
    if shutil.which("redis-server") is None:
        raise NotInstalled(f"redis-server, a peer of this benchmark, is missing. On Debian: {_INSTALL}")
    with tempfile.TemporaryDirectory(prefix="everywhere-bench-") as folder:
        path = f"{folder}/redis.sock"
        options = ["--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no", "--dir", folder]
        quiet = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec("redis-server", *options, stdout=quiet, stderr=quiet)
        try:
            await _answers(path)
            yield path
        finally:
            process.terminate()
            await process.wait()


def _postgres_bin() -> Path | None:
    """The programs of the newest PostgreSQL here that has PostGIS."""
    found = sorted(Path(_POSTGRES).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    with_postgis = (
        path.parent for path in found if Path(f"/usr/share/postgresql/{path.parts[-3]}/extension/postgis.control").exists()
    )
    return next(with_postgis, None)


async def _answers(path: str) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError, RedisError):
            client = Redis(path)
            client.pipeline([["PING"]])
            client.close()
            return
        await asyncio.sleep(0.1)
    raise RuntimeError("redis-server did not start")


async def _run(*words: str) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdout=pipe, stderr=asyncio.subprocess.STDOUT)
    try:
        # A server that was started keeps the pipe open, so the end of the program is what is waited for.
        await process.wait()
    except asyncio.CancelledError:
        await process.wait()  # only a server that is there can be stopped
        raise
    if process.returncode != 0:
        said = b"" if process.stdout is None else await process.stdout.read(4000)
        raise RuntimeError(f"{words[-1]}: {said.decode()}")
