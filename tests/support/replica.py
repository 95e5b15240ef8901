"""A real streaming replica: a second cluster of Debian's PostgreSQL that follows one of its kind."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from support.postgres import DEBIAN_BIN, memory

OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=100 -c jit=off -c wal_level=replica -c hot_standby=on"


@dataclass
class Cluster:
    """One PostgreSQL in a folder of its own: its socket, its log, and the data."""

    folder: Path

    @property
    def data(self) -> str:
        """Where its data is."""
        return str(self.folder / "data")

    @property
    def url(self) -> str:
        """Its database `postgres`."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        run("pg_ctl", "-D", self.data, "-o", f"{OPTIONS} -k {self.folder}", "-l", str(self.folder / "log"), "-w", "start")

    def stop(self) -> None:
        """End it as a power cut would."""
        run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")


def run(program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs, as a user whom it lets."""
    as_user = [shutil.which("runuser") or "runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_user, str(DEBIAN_BIN / program), *words], check=True, capture_output=True, timeout=60)


@contextlib.contextmanager
def replicated() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary and a replica of it; both run, empty."""
    with tempfile.TemporaryDirectory(prefix="everywhere-replica-", dir=memory()) as name:
        root = Path(name)
        root.chmod(0o755)
        primary, replica = Cluster(root / "primary"), Cluster(root / "replica")
        for cluster in (primary, replica):
            cluster.folder.mkdir(mode=0o700)
            if os.geteuid() == 0:  # PostgreSQL refuses to run as root
                owner = pwd.getpwnam("postgres")
                os.chown(cluster.folder, owner.pw_uid, owner.pw_gid)
        run("initdb", "-D", primary.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        primary.start()
        try:
            run("pg_basebackup", "-R", "-D", replica.data, "-h", str(primary.folder), "-U", "postgres", "-c", "fast", "--no-sync")
            replica.start()
            try:
                yield primary, replica
            finally:
                with contextlib.suppress(subprocess.CalledProcessError):  # a test may have stopped it
                    replica.stop()
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                primary.stop()
