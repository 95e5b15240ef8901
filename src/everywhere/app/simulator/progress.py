"""The line that says how a run is going: rewritten in place on a terminal, else a new one every 10 seconds."""

import asyncio
import sys
from typing import TextIO

from everywhere.app.simulator.book import Book
from everywhere.app.simulator.pace import Pace
from everywhere.app.simulator.tally import Tally

ON_TERMINAL_S = 0.5
ELSEWHERE_S = 10.0


async def show(pace: Pace, span_s: float, book: Book, tally: Tally, *, out: TextIO = sys.stderr) -> None:
    """Write until cancelled."""
    is_terminal = out.isatty()
    try:
        while True:
            await asyncio.sleep(ON_TERMINAL_S if is_terminal else ELSEWHERE_S)
            text = line(pace.now_s, span_s, book, tally)
            out.write(f"\r{text}\x1b[K" if is_terminal else f"{text}\n")
            out.flush()
    finally:
        if is_terminal:
            out.write("\r\x1b[K")


def line(now_s: float, span_s: float, book: Book, tally: Tally) -> str:
    """How it is going."""
    minutes = min(now_s, span_s) / 60
    return (
        f"{minutes:5.0f} of {span_s / 60:.0f} min · {len(book.needs)} needs · {len(book.answered)} answered · "
        f"{tally.done['agreed']} deals · {tally.done['completed']} completed · {tally.requests} requests · "
        f"{tally.unexpected.total()} unexpected"
    )
