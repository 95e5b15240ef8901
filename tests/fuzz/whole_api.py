"""`make fuzz`: schemathesis on the whole API, a hundred thousand requests as a person, an operator, a stranger, nobody and an app.

Work is cut into slices of one role and one seed. Each is written into the book when it ends, so that a run which was
stopped goes on where it was, and any slice can be played again: `--slice 17` with the same `--seed`.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import click

from everywhere.app import operators
from everywhere.kernel.settings import Settings
from fuzz import open_api
from support import postgres
from support.cast import Cast
from support.server import Server

HERE = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("schemathesis")
ROLES = ("person", "operator", "stranger", "nobody", "app")
"""Who asks; the app does by the Open API, which `open_api` knows."""
# A stream does not end; `odd_input` asks for it.
LEFT_OUT = ("/api/live",)
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "answers_in_time",
)
EXAMPLES = 8
CALLS = 4_000
"""Of an app in one slice."""
SLICE_TIMEOUT_S = 1200
# Rates are part of the product and have tests of their own; here they would hide what stands behind them.
FORGET_RATES = "DELETE FROM rate; DELETE FROM viewpoint"


@dataclass(frozen=True)
class Slice:
    """One run of schemathesis."""

    number: int
    seed: int
    only: str = ""
    """Phases, where not the usual ones."""
    share: float = 1
    """How many of the cases that break the contract are asked."""

    @property
    def role(self) -> str:
        """Who asks."""
        return ROLES[self.number % len(ROLES)]

    @property
    def phases(self) -> str:
        """Every border that the contract names, and chance; the second of each role also goes along the contract's links."""
        usual = "coverage,fuzzing,stateful" if self.number // len(ROLES) == 1 else "coverage,fuzzing"
        return self.only or usual


def words(url: str, token: str, one: Slice, folder: Path, *, examples: int = EXAMPLES) -> list[str]:
    """The command of one slice."""
    config = folder / "schemathesis.toml"
    config.write_text(f'hooks = "{HERE / "hooks.py"}"\n')
    return [
        *(str(PROGRAM), "--config-file", str(config), "run", f"{url}/api/openapi.json", "--checks", ",".join(CHECKS)),
        *("--phases", one.phases, "--max-examples", str(examples), "--seed", str(one.seed * 1000 + one.number)),
        *("--continue-on-failure", "--max-failures", "50", "--no-color", "--suppress-health-check", "all"),
        *(("--header", f"Authorization: Bearer {token}") if token else ()),
        *(word for path in LEFT_OUT for word in ("--exclude-path", path)),
    ]


def play(server: Server, database_url: str, one: Slice, folder: Path, *, examples: int = EXAMPLES) -> dict[str, Any]:
    """Run one slice; its entry in the book. What schemathesis said is there only when it found something."""
    if one.role == "app":
        return play_app(server, one)
    cast = Cast(server.url, one.number)
    asyncio.run(operators.give_role(Settings(database_url=database_url), cast.operator_phone, "operator"))
    book = folder / "book.json"
    told = {"FUZZ_URL": server.url, "FUZZ_ROLE": one.role, "FUZZ_NUMBER": str(one.number), "FUZZ_BOOK": str(book)}
    told["FUZZ_SHARE"] = str(one.share)
    command = words(server.url, cast.tokens[one.role], one, folder, examples=examples)
    environment = {**os.environ, **told, "PYTHONPATH": str(HERE.parent)}
    began, log_at = time.monotonic(), server.log.stat().st_size
    done = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, timeout=SLICE_TIMEOUT_S, env=environment
    )
    found = done.stdout[-60_000:] + done.stderr[-5_000:] if done.returncode else ""
    return _entry(one, began, found, _faults(server, log_at), json.loads(book.read_text()) if book.exists() else {})


def play_app(server: Server, one: Slice, *, calls: int = CALLS) -> dict[str, Any]:
    """Run the slice of an app; its entry in the book."""
    began, log_at = time.monotonic(), server.log.stat().st_size
    book = open_api.play(server.url, one.number, one.seed, calls=calls)
    return _entry(one, began, "\n".join(book.found), _faults(server, log_at), book.operations())


def _faults(server: Server, log_at: int) -> list[str]:
    lines = server.log.read_bytes()[log_at:].decode(errors="replace").splitlines()
    return [line for line in lines if "broken" in line][:20]


def _entry(one: Slice, began: float, found: str, faults: list[str], operations: dict[str, Any]) -> dict[str, Any]:
    return {
        "slice": one.number,
        "seed": one.seed,
        "role": one.role,
        "seconds": round(time.monotonic() - began),
        "found": found,
        "faults": faults,
        "operations": operations,
    }


def played(book: Path) -> list[dict[str, Any]]:
    """The slices that are in the book."""
    return [json.loads(line) for line in book.read_text().splitlines()] if book.exists() else []


def requests_of(entries: list[dict[str, Any]]) -> int:
    """How many requests these slices made."""
    return sum(count for entry in entries for each in entry["operations"].values() for count in each["statuses"].values())


def report(entries: list[dict[str, Any]]) -> str:
    """Operations with their answers by status and their slowest, the sums, and what was found."""
    statuses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    slowest_s: defaultdict[str, float] = defaultdict(float)
    for entry in entries:
        for operation, each in entry["operations"].items():
            name = "(methods that a path does not have)" if set(each["statuses"]) == {"405"} else operation
            statuses[name].update(each["statuses"])
            slowest_s[name] = max(slowest_s[name], each["slowest_s"])
    sums = sum(statuses.values(), Counter[str]())
    by_role = ", ".join(f"{role} {requests_of([each for each in entries if each['role'] == role]):,}" for role in ROLES)
    wrong = ", ".join(f"slice {each['slice']} ({each['role']})" for each in entries if each["found"] or each["faults"])
    return "\n".join(
        [
            *(f"{name:<54} {slowest_s[name]:>6.3f} s  {_said(found)}" for name, found in sorted(statuses.items())),
            "",
            f"requests    {requests_of(entries):,} in {sum(entry['seconds'] for entry in entries) / 60:.0f} minutes: {by_role}",
            f"statuses    {_said(sums)}",
            f"slowest     {max(slowest_s.values(), default=0):.3f} s",
            f"findings    {wrong or 'none'}",
        ]
    )


def _said(found: Counter[str]) -> str:
    return " ".join(f"{status}:{count:,}" for status, count in sorted(found.items()))


@contextmanager
def forgetting(database_url: str) -> Iterator[None]:
    """Let no rate run out meanwhile: the counts are dropped every second."""
    over = threading.Event()

    async def forget() -> None:
        connection = await asyncpg.connect(database_url)
        while not over.is_set():
            await connection.execute(FORGET_RATES)
            await asyncio.sleep(1)
        await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(forget()))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Server, str]]:
    """A server on a database of its own."""
    with postgres.server("embedded") as url:
        many = "100000000"
        rates = dict.fromkeys(("requests_per_minute", "requests_per_minute_unsigned", "gateway_requests_per_minute"), many)
        server = Server(folder, database_url=url, data=str(folder), **rates)
        server.start()
        try:
            with forgetting(url):
                yield server, url
        finally:
            server.stop()


def main() -> int:
    """Play slices until enough requests were made or the time is up; print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument(
        "--minutes", type=float, default=1e9, help="Stop after the slice in which this time is over; the next run goes on."
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--book", type=Path, default=Path("var/fuzz.jsonl"))
    parser.add_argument("--slice", type=int, help="Play only this one again, and write nothing down.")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    asked.book.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="everywhere-fuzz-") as folder, serving(Path(folder)) as (server, url):
        if asked.slice is not None:
            entries = [play(server, url, Slice(asked.slice, asked.seed), Path(folder))]
        else:
            entries = [entry for entry in played(asked.book) if entry["seed"] == asked.seed]
            while requests_of(entries) < asked.requests and time.monotonic() - began < asked.minutes * 60:
                entries.append(play(server, url, Slice(len(entries), asked.seed), Path(folder)))
                with asked.book.open("a") as book:
                    book.write(json.dumps(entries[-1]) + "\n")
                click.echo(f"slice {entries[-1]['slice']} {entries[-1]['role']}: {requests_of(entries):,} requests so far")
    for entry in entries:
        if entry["found"] or entry["faults"]:
            click.echo(f"== slice {entry['slice']}, {entry['role']}\n{entry['found']}\n" + "\n".join(entry["faults"]))
    click.echo(report(entries))
    return int(any(entry["found"] or entry["faults"] for entry in entries))


if __name__ == "__main__":
    sys.exit(main())
