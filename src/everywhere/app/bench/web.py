"""`everywhere bench web`: the first load of the map on a phone in the middle, and 5,000 marks on it, in a real browser.

Chromium slows itself down as its own tools do it: four times the time for the same script, 1.6 Mbit/s, 150 ms to an answer. The page
is the built app, served by `everywhere serve` with the demo; each load starts from an empty cache.
"""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import msgspec

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.served import served
from everywhere.app.bench.server import fresh_server
from everywhere.kernel.clock import system_clock

WEB = Path(__file__).parents[4] / "web"
PAINT_BAR_MS = 2500.0
INTERACTIVE_BAR_MS = 3500.0
SCRIPT_BAR_KB = 180.0
TASK_BAR_MS = 200.0
_ROUND_WITHIN_S = 600


class Round(msgspec.Struct, frozen=True):
    """What `web/scripts/bench.mjs` prints."""

    work_ms: float
    largest_paint_ms: float
    interactive_ms: float
    library_after_shell_ms: float
    drawn_ms: float
    at_rest_ms: float
    longest_wait_ms: float
    longest_task_ms: float
    longest_task_slow_ms: float


async def measure(rounds: int) -> Result:
    """Serve the demo, open it `rounds` times in new browsers. RuntimeError where there is no Node, no browser or no built app."""
    load_before = os.getloadavg()[0]
    async with (
        fresh_server() as url,
        served(url, "everywhere.app.cli", "serve", DEMO="1") as (port, _),
    ):
        script_kb = await _script_kb()
        found = [await _round(port) for _ in range(rounds)]
    note = _note(load_before, os.getloadavg()[0])
    return Result("web", system_clock(), figures.machine(), rounds, _figures(found, script_kb), [note])


def _figures(found: list[Round], script_kb: float) -> list[Figure]:
    def median(name: str) -> float:
        return figures.median([getattr(each, name) for each in found])

    def at_most(name: str, value: float, unit: str, bar: float) -> Figure:
        return Figure(name, value, unit, bar=bar, bar_is="at most")

    return [
        at_most("first load: largest paint", median("largest_paint_ms"), "ms", PAINT_BAR_MS),
        at_most("first load: interactive", median("interactive_ms"), "ms", INTERACTIVE_BAR_MS),
        Figure("first load: map library asked for after the shell is painted", median("library_after_shell_ms"), "ms", bar=0),
        at_most("script of the first screen without the map library, gzip", script_kb, "kB", SCRIPT_BAR_KB),
        at_most("5,000 marks: longest task while panning and zooming", median("longest_task_ms"), "ms", TASK_BAR_MS),
        Figure("5,000 marks: the same on a processor 4 × slower", median("longest_task_slow_ms"), "ms"),
        Figure("first load: map drawn", median("drawn_ms"), "ms"),
        Figure("first load: at rest, with the map", median("at_rest_ms"), "ms"),
        Figure("first load: longest task after interactive, while the map is set up", median("longest_wait_ms"), "ms"),
        Figure("20 million steps of script, on this machine now", median("work_ms"), "ms"),
    ]


def _note(load_before: float, load_after: float) -> str:
    return (
        "390 × 844 in Chinese, from an empty cache; the first load on a processor 4 × slower, with 1.6 Mbit/s and 150 ms. Interactive: "
        "the two buttons are painted, and every task of the main thread over 50 ms that began before the map library had come is over. "
        "At rest: the last such task before five seconds without one and with no more than two requests open, the map's own included. "
        "Without a graphics card the map is drawn on the two cores that run the script and the server as well. "
        f"Load of the machine {load_before:.1f} before, {load_after:.1f} after."
    )


async def _round(port: int) -> Round:
    async with asyncio.timeout(_ROUND_WITHIN_S):
        return msgspec.json.decode(await _said("node", "scripts/bench.mjs", f"http://127.0.0.1:{port}"), type=Round)


async def _script_kb() -> float:
    sizes = msgspec.json.decode(await _said("node", "node_modules/.bin/size-limit", "--json"))
    return float(sizes[0]["size"]) / 1000


async def _said(*command: str) -> bytes:
    if shutil.which(command[0]) is None or not (WEB / "dist" / "index.html").is_file() or not (WEB / "node_modules").is_dir():
        raise RuntimeError(
            "the app's own folder with what it is built from is needed: `make web` in a checkout, and Node on the path"
        )
    process = await asyncio.create_subprocess_exec(*command, cwd=WEB, stdout=asyncio.subprocess.PIPE, stderr=sys.stderr)
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return said
