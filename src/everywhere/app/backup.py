"""`everywhere backup` and `restore`: the whole database in one file, and a proof of what came back."""

import asyncio
import contextlib
import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import IO, cast

import asyncpg
import msgspec

from everywhere.app import doctor
from everywhere.kernel import embedded
from everywhere.kernel.database import connect

_TIMEOUT_S = 3600
# pg_restore 18 writes it at the head of every script, and servers before 17 refuse it.
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
# Rows in any order, so that nothing need be sorted: how many, and the sum of a number that is drawn from each.
_DIGEST = """
SELECT count(*) AS rows, md5(coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0)::text) AS digest FROM "{table}" AS t"""


class NotEmpty(Exception):
    """The database to restore into already has tables."""


class BackupFailed(Exception):
    """The PostgreSQL program said no; the message is its own."""


class Table(msgspec.Struct, frozen=True):
    """How many rows, and a digest over all of them."""

    rows: int
    digest: str


class Proof(msgspec.Struct, frozen=True):
    """What a database holds: every table, and one digest over the ledger in its order."""

    tables: dict[str, Table]
    ledger_sha256: str

    def differences(self, other: "Proof") -> list[str]:
        """The tables that are not the same in another database."""
        names = sorted(self.tables.keys() | other.tables.keys())
        return [name for name in names if self.tables.get(name) != other.tables.get(name)]


def proof_of(file: Path) -> Path:
    """Where the proof of a backup stands: beside it."""
    return file.with_suffix(file.suffix + ".proof")


async def backup(url: str, file: Path) -> Proof:
    """Write everything to `file`, and beside it a proof, while people go on. Both are of one instant, which one snapshot holds.

    Raises BackupFailed, and leaves no file then.
    """
    partial = file.with_suffix(file.suffix + ".partial")
    connection = await _connected(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            words = ("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={partial}", url)
            await asyncio.to_thread(_run, *words)
            proof = await _proof(connection)
        proof_of(file).write_bytes(msgspec.json.format(msgspec.json.encode(proof), indent=1) + b"\n")
        partial.replace(file)
    finally:
        await connection.close()
        partial.unlink(missing_ok=True)
    return proof


async def restore(url: str, file: Path) -> None:
    """Load `file` into the empty database at `url`, all or nothing. Raises NotEmpty or BackupFailed; nothing is changed then."""
    connection = await asyncpg.connect(url)
    tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    if tables:
        raise NotEmpty(f"the database has {tables} tables already; restore into an empty one")
    await asyncio.to_thread(_load, url, file)


async def prove(url: str) -> Proof:
    """Count and digest every table, and the ledger in its order, in one snapshot."""
    connection = await _connected(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return await _proof(connection)
    finally:
        await connection.close()


async def faults_of(url: str) -> list[str]:
    """What the doctor finds."""
    db = await connect(url, pool_max=2)
    try:
        return [fault async for line in doctor.examine(db) for fault in line.faults]
    finally:
        await db.pool.close()


async def _connected(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    # Not of the pool, whose statements must be quick; and in UTC, so that times read the same everywhere.
    try:
        return await asyncpg.connect(url, server_settings={"timezone": "UTC", "application_name": "everywhere backup"})
    except (OSError, asyncpg.PostgresError) as error:
        raise BackupFailed(f"the database cannot be reached: {error}") from error


async def _proof(connection: "asyncpg.Connection[asyncpg.Record]") -> Proof:
    names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    tables = {name: Table(**await connection.fetchrow(_DIGEST.format(table=name)) or {}) for (name,) in names}
    digest = hashlib.sha256()
    async for transfer in connection.cursor("SELECT t::text FROM ledger_transfer t ORDER BY shard, seq"):
        digest.update(transfer[0].encode())
    return Proof(tables, digest.hexdigest())


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
