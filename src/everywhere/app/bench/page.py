"""The page of benchmarks in `docs/reference/`, written from the results that `bench/results/` keeps."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Result

RESULTS = Path(__file__).parents[4] / "bench" / "results"
KNOWN = ("nearby", "ledger", "live", "matching")
"""In the order of the page; whatever else is kept follows by name."""

_WORDS = """\
What `everywhere bench NAME --check --json bench/results/NAME.json` printed when it was last kept. Peers ran on the same machine in
the same run, in turn with ours; only what is said of one run counts, for absolute figures move by a factor of two on such machines.
A bar is what a figure must reach. This page is written from those files by `make reference`, and a test holds it to them."""


def written(folder: Path = RESULTS) -> str:
    """The page. A benchmark whose result is not kept is named as such; a file that is no result raises ValidationError."""
    kept = {file.stem: _read(file) for file in sorted(folder.glob("*.json"))}
    names = [*KNOWN, *(name for name in kept if name not in KNOWN)]
    rows = [["benchmark", "bars reached", "missed", "measured"], *(_summary(name, kept.get(name)) for name in names)]
    sections = [line for name in names if name in kept for line in _section(kept[name])]
    return "\n".join(["# Benchmarks", "", _WORDS, "", *_table(rows), "", *sections])


def _read(file: Path) -> Result:
    return msgspec.json.decode(file.read_bytes(), type=Result)


def _summary(name: str, result: Result | None) -> list[str]:
    if result is None:
        return [name, "", "", "no result is kept"]
    barred = [figure for figure in result.figures if figure.bar is not None]
    missed = "; ".join(figure.name for figure in result.missed) or "none"
    return [f"[{name}](#{name})", f"{len(barred) - len(result.missed)} of {len(barred)}", missed, f"{result.at:%Y-%m-%d}"]


def _section(result: Result) -> list[str]:
    rounds = f"median of {result.rounds} rounds" if result.rounds > 1 else "one round"
    said = [*(f"Missed: {figures.missed_words(figure)}." for figure in result.missed), *result.notes]
    return [
        f"## {result.bench}",
        "",
        f"{result.at:%Y-%m-%d %H:%M} UTC, {result.machine}, {rounds}.",
        "",
        *_table([list(figures.HEAD), *(figures.cells(figure) for figure in result.figures)]),
        "",
        *(f"- {words}" for words in said),
        *([""] if said else []),
    ]


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row).rstrip() + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return lines
