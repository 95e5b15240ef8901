"""The product served for a benchmark: a process of its own on a benchmark's database, and people who are signed in."""

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import psutil

from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database
from everywhere.people import actions as people
from everywhere.people.sessions import actions as sessions
from everywhere.people.sessions.types import Token

_STARTS_WITHIN_S = 60
_AT_ONCE = 200


@contextlib.asynccontextmanager
async def served(url: str, *command: str, **settings: str) -> AsyncIterator[tuple[int, psutil.Process]]:
    """The port and the process of `python -m` a command that serves."""
    with tempfile.TemporaryDirectory(prefix="everywhere-bench-") as folder, (Path(folder) / "log").open("wb") as log:
        port = free_port()
        own = {"DATABASE_URL": url, "PORT": str(port), "DATA": folder, **settings}
        environment = {**os.environ, **{f"EVERYWHERE_{name}": value for name, value in own.items()}}
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", *command, env=environment, stdout=log, stderr=log)
        try:
            await _is_up(process, port, Path(folder) / "log")
            yield port, psutil.Process(process.pid)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _is_up(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    for _ in range(_STARTS_WITHIN_S * 5):
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            said = await reader.readline()
            writer.close()
            if b" 200 " in said:
                return
        if process.returncode is not None:
            break
        await asyncio.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{(await asyncio.to_thread(log.read_text))[-2000:]}")


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def signed_in(db: Database, count: int) -> list[Token]:
    """So many people's tokens."""
    now = system_clock()
    tokens = []
    for start in range(0, count, _AT_ONCE):
        async with db.write() as tx:
            for number in range(start, min(start + _AT_ONCE, count)):
                person = await people.welcome(tx, f"email:bench-{number}@example.org", language="en", now=now)
                tokens.append(await sessions.open_session(tx, person.person_id, via="code", device="bench", now=now))
    return tokens


@contextlib.asynccontextmanager
async def piped(module: str) -> AsyncIterator[tuple[asyncio.StreamWriter, asyncio.StreamReader]]:
    """The standard input and output of `python -m` a module."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process has no pipes")
    try:
        yield process.stdin, process.stdout
    finally:
        process.stdin.close()
        if process.returncode is None:
            process.terminate()
        await process.wait()
