"""An installation of chaos's own: server, worker and embedded database in a folder that goes in the end, and what can be done to them."""

import asyncio
import contextlib
import multiprocessing
import shutil
import signal
import socket
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Literal

import aiohttp
import asyncpg
import psutil

from everywhere.app.simulator.faults import disk, server
from everywhere.app.simulator.faults.disk import Disk
from everywhere.kernel import embedded, migrations

Part = Literal["serve", "worker"]
PARTS: tuple[Part, ...] = ("serve", "worker")
WELL_WITHIN_S = 180.0
LOOK_S = 0.05
LOG_TAIL = 3_000
# A process that has read the code and done nothing else: every start is a fork of it, so that an hour has room for many.
_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload([server.__name__])
CUT = """
    SELECT count(pg_terminate_backend(pid)) FROM (
        SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY random() LIMIT $1) some"""


class NeverWell(Exception):
    """The installation did not come back."""


@dataclass
class Installation:
    """Two processes of the product and their database, watched over: what ends by itself is started again, and counted."""

    folder: Path
    disk: Disk
    port: int
    url: str = ""
    """Of the database."""
    ended: Counter[str] = field(default_factory=Counter)
    """How often a part ended though nobody killed it."""
    _running: dict[Part, ForkServerProcess] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.disk.folder / "data"

    async def prepare(self) -> None:
        """An empty database, and beside its tables what notes every event and job."""
        self.set_clock(0)
        self.url = await asyncio.to_thread(embedded.start, self.data / "postgres")
        await migrations.migrate(self.url)
        connection = await asyncpg.connect(self.url)
        await connection.execute(server.WITNESS)
        await connection.close()

    def start(self, *parts: Part) -> None:
        """Start some parts; `well` says when they are there."""
        for part in parts:
            words = (part, self._environment(part), self.folder / f"{part}.log")
            self._running[part] = _NURSERY.Process(target=server.main, args=words, name=part)
            self._running[part].start()

    def kill(self, *parts: Part) -> None:
        """End some parts as a power cut would."""
        for part in parts:
            process = self._running.pop(part, None)
            if process is not None:
                process.kill()
                process.join(timeout=30)

    def kill_database(self) -> None:
        """End every process of the database as a power cut would."""
        for process in self._database():
            with contextlib.suppress(psutil.Error):
                process.kill()

    async def freeze_database(self, seconds: float) -> None:
        """Let no process of the database go on for a while."""
        await _frozen(self._database(), seconds)

    async def freeze_server(self, seconds: float) -> None:
        """Let the server not go on for a while."""
        await _frozen([psutil.Process(self._running["serve"].pid)] if "serve" in self._running else [], seconds)

    async def cut(self, count: int) -> int:
        """Cut some of the connections between the product and its database, and say how many."""
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            connection = await asyncpg.connect(self.url, timeout=5)
            try:
                return int(await connection.fetchval(CUT, count))
            finally:
                await connection.close(timeout=2)
        return 0

    def set_clock(self, ahead_s: float) -> None:
        """Put the product's clock forward or back; the database's stays right."""
        fresh = self.folder / "clock.new"
        fresh.write_text(str(ahead_s))
        fresh.replace(self.folder / "clock")

    async def well(self) -> float:
        """Wait until the server says that it is healthy and the worker runs; answer how many seconds that took. Raises NeverWell."""
        began = time.monotonic()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while time.monotonic() < began + WELL_WITHIN_S:
                with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
                    async with session.get(f"http://127.0.0.1:{self.port}/api/health") as response:
                        if response.status == 200:
                            return time.monotonic() - began
                await asyncio.sleep(LOOK_S)
        raise NeverWell(f"not healthy within {WELL_WITHIN_S:.0f} s; the server's last words:\n{self.last_words('serve')}")

    async def watch(self) -> None:
        """Start again what ends by itself, as a service manager does, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            for part, process in list(self._running.items()):
                if process.exitcode is not None and self._running.get(part) is process:
                    self.ended[part] += 1
                    self.start(part)

    def last_words(self, part: Part) -> str:
        """The end of a part's log."""
        file = self.folder / f"{part}.log"
        return file.read_text("utf-8", "replace")[-LOG_TAIL:] if file.exists() else ""

    def copy_logs(self, to: Path) -> None:
        """Keep what the parts and the database said."""
        to.mkdir(parents=True, exist_ok=True)
        for file in [*self.folder.glob("*.log"), self.data / "postgres" / "log"]:
            if file.exists():
                shutil.copy(file, to / file.name)

    def close(self) -> None:
        """End everything."""
        self.kill(*PARTS)
        embedded.stop(self.data / "postgres")

    def _database(self) -> list[psutil.Process]:
        file = self.data / "postgres" / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            postmaster = psutil.Process(int(file.read_text().splitlines()[0]))
            return [postmaster, *postmaster.children(recursive=True)]
        return []

    def _environment(self, part: Part) -> dict[str, str]:
        return {
            "EVERYWHERE_PORT": str(self.port),
            "EVERYWHERE_DATA": str(self.data),
            "EVERYWHERE_DEMO": "1",
            "EVERYWHERE_DEMO_DATA": "0",
            "EVERYWHERE_EMULATOR": "1",  # the shops' servers are on this machine
            "EVERYWHERE_NOTIFICATION_SPEED": "1000",
            "EVERYWHERE_WAVE_INTERVAL_S": "1",
            "EVERYWHERE_WORKER": "1" if part == "serve" else "0",
            server.CLOCK_FILE: str(self.folder / "clock"),
        }


@contextlib.contextmanager
def made(logs: Path | None = None) -> Iterator[Installation]:
    """An installation that is not started yet; everything of it goes in the end, save its logs where a folder is named for them."""
    with tempfile.TemporaryDirectory(prefix="everywhere-chaos-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database runs as a user of its own where this one is root
        with disk.made(folder / "disk") as own:
            installation = Installation(folder, own, _free_port())
            try:
                yield installation
            finally:
                own.free()
                installation.close()
                if logs is not None:
                    installation.copy_logs(logs)


@contextlib.asynccontextmanager
async def watched(installation: Installation) -> AsyncIterator[None]:
    """Keep the installation's parts running."""
    watch = asyncio.create_task(installation.watch())
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


async def _frozen(processes: list[psutil.Process], seconds: float) -> None:
    try:
        for process in processes:
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
    finally:
        for process in processes:
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGCONT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
