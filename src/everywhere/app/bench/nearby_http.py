"""Requests a second of the whole product by HTTP, and of the bare framework that answers the same bytes from memory."""

import asyncio
import base64
import contextlib
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from everywhere.app.bench.nearby_city import PAGE, RADIUS_M, View

CONNECTIONS = 32
_STARTS_WITHIN_S = 60
_PAUSE_S = 0.05
_LUA = """
local paths = {{}}
for line in io.lines("{file}") do paths[#paths + 1] = line end
math.randomseed({seed})
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
"""


def paths(views: Sequence[View], *, best: bool) -> list[str]:
    """What a phone asks for that looks around from these views."""
    sort = "&sort=best" if best else ""
    return [
        f"/api/offers?near={view.lat},{view.lon}&category=kind_{view.category}&radius_m={RADIUS_M}&limit={PAGE}{sort}"
        for view in views
    ]


@contextlib.asynccontextmanager
async def served(module: Sequence[str], folder: Path, **settings: str) -> AsyncIterator[tuple[int, int]]:
    """The port and the process of a server of ours, or of the bare one."""
    port = free_port()
    own = {f"EVERYWHERE_{name.upper()}": value for name, value in settings.items()}
    environment = {**os.environ, "EVERYWHERE_PORT": str(port), "EVERYWHERE_DATA": str(folder), **own}
    log = folder / f"log-{port}"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", *module, env=environment, stdout=out, stderr=out)
    try:
        await _is_up(process, port, log)
        yield port, process.pid
    finally:
        process.terminate()
        await process.wait()


async def answers(port: int, asked: Sequence[str]) -> dict[str, bytes]:
    """The body of each answer, by its path; asked one after another, as cold questions take longer. Raises RuntimeError for one that is not 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found: dict[str, bytes] = {}
    waiting = list(asked)
    while waiting:
        path = waiting.pop()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        size = re.search(rb"content-length: (\d+)", head)
        body = await reader.readexactly(int(size[1]) if size else 0)
        status = head.splitlines()[0]
        if b" 200 " in status:
            found[path] = body
        elif b" 503 " in status:
            waiting.append(path)
            await asyncio.sleep(_PAUSE_S)
        else:
            raise RuntimeError(f"{path} was answered {status.decode()}: {body.decode()}")
    writer.close()
    return found


def remember(file: Path, found: dict[str, bytes]) -> None:
    """Write answers down for the bare server, by their query."""
    file.write_bytes(msgspec.json.encode({path.partition("?")[2]: base64.b64encode(body).decode() for path, body in found.items()}))


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk counted: answers a second, of the kind 2xx, and the share of requests that got no such answer."""

    answers_per_s: float
    unanswered_share: float


async def load(port: int, asked: Sequence[str], folder: Path, *, seconds: int, seed: int) -> Load:
    """What wrk measures with 32 connections that ask for these paths in turns by chance. Raises RuntimeError when it says nothing."""
    file, script = folder / "paths", folder / "script.lua"
    file.write_text("\n".join(asked))
    script.write_text(_LUA.format(file=file, seed=seed))
    words = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", str(seconds), "-s", str(script), f"http://127.0.0.1:{port}"]
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    try:
        said = (await process.communicate())[0].decode()
    finally:
        if process.returncode is None:
            process.kill()
    return counted(said)


def counted(said: str) -> Load:
    """What wrk's words mean. Raises RuntimeError when a figure is missing."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    count = re.search(r"(\d+) requests in", said)
    if rate is None or count is None:
        raise RuntimeError(f"wrk said:\n{said}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    refused_count = int(refused[1]) if refused else 0
    lost = sum(map(int, broken.groups())) if broken else 0
    asked_count = max(1, int(count[1]) + lost)
    return Load(float(rate[1]) * (1 - refused_count / max(1, int(count[1]))), (refused_count + lost) / asked_count)


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def _is_up(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    for _ in range(_STARTS_WITHIN_S * 5):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        if process.returncode is not None:
            break
        await asyncio.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{(await asyncio.to_thread(log.read_text))[-2000:]}")
