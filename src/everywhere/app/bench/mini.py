"""`everywhere bench mini`: what the engine of mini-programs takes, in the machine's own Chromium and in its compiler."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import msgspec

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.kernel.clock import system_clock

MINI = Path(__file__).parents[4] / "mini"
COLD_START_BAR_MS = 1000.0
SET_DATA_BAR_MS = 16.0
BRIDGE_BAR_MS = 1.0
RUNTIME_BAR_KB = 60.0
COMPILE_BAR_MS = 5000.0
CHANGE_BAR_MS = 1000.0
_ROUND_WITHIN_S = 600


class Compiled(msgspec.Struct, frozen=True):
    """A whole library in the compiler."""

    version: str
    files: int
    accepted: int
    cold_ms: float
    change_ms: float


class Round(msgspec.Struct, frozen=True):
    """What `mini/conformance/src/bench.ts` prints."""

    cold_start_ms: float
    set_data_ms: float
    bridge_p50_ms: float
    bridge_p95_ms: float
    frame_kb: float
    libraries: dict[str, Compiled]


async def measure(rounds: int) -> Result:
    """Build the engine, then measure it `rounds` times in new processes. RuntimeError where its packages or Node are not there."""
    load_before = os.getloadavg()[0]
    await _said("node", "scripts/build.mjs")
    found = [await _round() for _ in range(rounds)]
    return Result("mini", system_clock(), figures.machine(), rounds, _figures(found), [_note(load_before, os.getloadavg()[0])])


async def _round() -> Round:
    async with asyncio.timeout(_ROUND_WITHIN_S):
        return msgspec.json.decode(await _said("node", "scripts/run.mjs", "conformance/src/bench.ts"), type=Round)


def _figures(found: list[Round]) -> list[Figure]:
    def at_most(name: str, values: list[float], unit: str, bar: float | None = None) -> Figure:
        return Figure(name, figures.median(values), unit, bar=bar, bar_is="at most")

    def compiling(library: str) -> list[Figure]:
        taken = [each.libraries[library] for each in found]
        name = f"{library} {taken[0].version}"
        is_barred = library == "antd-mini"
        return [
            Figure(f"{name}: files accepted", min(each.accepted for each in taken), "", bar=float(taken[0].files)),
            at_most(f"{name}: compiled whole, cold", [each.cold_ms for each in taken], "ms", COMPILE_BAR_MS if is_barred else None),
            at_most(f"{name}: after one change", [each.change_ms for each in taken], "ms", CHANGE_BAR_MS if is_barred else None),
        ]

    return [
        at_most("5-page program: address to first page", [each.cold_start_ms for each in found], "ms", COLD_START_BAR_MS),
        at_most("setData of one field, 1,000 rows × 5 elements", [each.set_data_ms for each in found], "ms", SET_DATA_BAR_MS),
        at_most("bridge: round trip, p95 of 300", [each.bridge_p95_ms for each in found], "ms", BRIDGE_BAR_MS),
        at_most("bridge: round trip, median of 300", [each.bridge_p50_ms for each in found], "ms"),
        at_most("runtime with every built-in, gzip", [each.frame_kb for each in found], "kB", RUNTIME_BAR_KB),
        *(figure for library in found[0].libraries for figure in compiling(library)),
    ]


def _note(load_before: float, load_after: float) -> str:
    return (
        "Chromium without a screen, the host's page and the frame in two processes of it. The start is the median of seven new "
        "browsers' profiles; setData runs until the change is in the document, layout and paint come after; one change is the "
        "median of two views, two scripts and a sheet. "
        f"Load of the machine {load_before:.1f} before, {load_after:.1f} after."
    )


async def _said(*command: str) -> bytes:
    if shutil.which(command[0]) is None or not (MINI / "node_modules").is_dir():
        raise RuntimeError("the engine's own folder with its packages is needed: `make mini` in a checkout, and Node on the path")
    process = await asyncio.create_subprocess_exec(*command, cwd=MINI, stdout=asyncio.subprocess.PIPE, stderr=sys.stderr)
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return said
