"""What a benchmark says: figures with their bars, the machine they were measured on, a table, and whether a bar was missed."""

import os
import platform
import statistics
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

HEAD = ("figure", "ours", "peer", "bar", "")


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One measured value beside its peer's in the same run. `bar` is what `value` must reach: at least, or at most."""

    name: str
    value: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    bar: float | None = None
    bar_is: Literal["at least", "at most"] = "at least"

    @property
    def is_reached(self) -> bool:
        """Whether the bar is reached; a figure without a bar always is."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.bar_is == "at least" else self.value <= self.bar


class Result(msgspec.Struct, frozen=True):
    """All figures of one run."""

    bench: str
    at: datetime
    machine: str
    rounds: int
    figures: list[Figure]
    notes: list[str] = []

    @property
    def missed(self) -> list[Figure]:
        """The figures whose bar was not reached."""
        return [figure for figure in self.figures if not figure.is_reached]


def machine() -> str:
    """The machine that this runs on, in a few words: cores, memory, Python and kernel."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory_gib:.0f} GiB, Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def median(values: Sequence[float]) -> float:
    """The median of several rounds."""
    return statistics.median(values)


def table(result: Result) -> str:
    """The figures as a Markdown table, which a terminal shows just as well."""
    rows = [list(HEAD), *(cells(figure) for figure in result.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    title = f"{result.bench}: medians of {result.rounds} rounds on {result.machine}"
    return "\n".join([title, "", *lines, *(f"\n{note}" for note in result.notes)])


def cells(figure: Figure) -> list[str]:
    """A figure's row in a table, under `HEAD`."""
    peer = "" if figure.peer is None else f"{_number(figure.peer)} {figure.peer_name}"
    sign = "≥" if figure.bar_is == "at least" else "≤"
    bar = "" if figure.bar is None else f"{sign} {_number(figure.bar)}"
    return [figure.name, f"{_number(figure.value)} {figure.unit}".strip(), peer, bar, "" if figure.is_reached else "MISSED"]


def missed_words(figure: Figure) -> str:
    """By how much a figure missed its bar."""
    return f"{figure.name} is {figure.value:.3g} {figure.unit}".rstrip() + f", the bar is {figure.bar_is} {figure.bar:.3g}"


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
