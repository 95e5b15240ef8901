"""`everywhere backup` and `restore`: the whole database in one file, and a proof of what came back."""

import asyncio
import contextlib
import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import asyncpg

from everywhere.app import doctor
from everywhere.kernel import embedded
from everywhere.kernel.database import connect

_TIMEOUT_S = 3600
# pg_restore 18 writes it at the head of every script, and servers before 17 refuse it.
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"


class NotEmpty(Exception):
    """The database to restore into already has tables."""


class BackupFailed(Exception):
    """The PostgreSQL program said no; the message is its own."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a database holds: rows by table, one digest over the ledger, and faults that the doctor found."""

    rows: dict[str, int]
    ledger_sha256: str
    faults: list[str]


def backup(url: str, file: Path) -> None:
    """Write everything to `file` while people go on; the file holds one consistent instant. Raises BackupFailed, and leaves no file then."""
    partial = file.with_suffix(file.suffix + ".partial")
    try:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={partial}", url)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


async def restore(url: str, file: Path) -> None:
    """Load `file` into the empty database at `url`, all or nothing. Raises NotEmpty or BackupFailed; nothing is changed then."""
    connection = await asyncpg.connect(url)
    tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    if tables:
        raise NotEmpty(f"the database has {tables} tables already; restore into an empty one")
    await asyncio.to_thread(_load, url, file)


async def prove(url: str) -> Proof:
    """Count every table, digest the ledger in its order, and ask the doctor."""
    db = await connect(url, pool_max=2)
    try:
        async with db.snapshot() as tx:
            names = await tx.connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            rows = {name: await tx.connection.fetchval(f'SELECT count(*) FROM "{name}"') for (name,) in names}  # noqa: S608 - the database's own names
            digest = hashlib.sha256()
            async for transfer in tx.connection.cursor("SELECT t::text FROM ledger_transfer t ORDER BY shard, seq"):
                digest.update(transfer[0].encode())
        faults = [fault async for line in doctor.examine(db) for fault in line.faults]
    finally:
        await db.pool.close()
    return Proof(rows, digest.hexdigest(), faults)


def _load(url: str, file: Path) -> None:
    """Let pg_restore write SQL and psql run it, in one transaction that commits only when the whole file was read."""
    writer = [str(embedded.tool("pg_restore")), "--no-owner", "--file=-", str(file)]
    reader = [str(embedded.tool("psql")), "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", url]
    with (
        subprocess.Popen(writer, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writing,  # noqa: S603 - a program of the wheel
        subprocess.Popen(reader, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running,  # noqa: S603 - see above
    ):
        with contextlib.suppress(BrokenPipeError):  # psql said no, and says why
            _hand_over(cast("IO[bytes]", writing.stdout), cast("IO[bytes]", running.stdin))
            if writing.wait(_TIMEOUT_S) != 0:
                running.kill()  # the end of its input would be a commit
        writing.kill()
        said = b"".join(part for process in (writing, running) for part in process.communicate() if part)
    if running.returncode != 0:
        raise BackupFailed(said.decode().strip())


def _hand_over(written: IO[bytes], script: IO[bytes]) -> None:
    for line in iter(written.readline, b""):
        if line == _UNKNOWN_BEFORE_17:
            break
        script.write(line)
    shutil.copyfileobj(written, script)
    script.flush()


def _run(tool: str, *words: str) -> None:
    done = subprocess.run([str(embedded.tool(tool)), *words], check=False, capture_output=True, text=True, timeout=_TIMEOUT_S)  # noqa: S603 - a program of the wheel
    if done.returncode != 0:
        raise BackupFailed(done.stderr.strip())
