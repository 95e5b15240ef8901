"""The program that chaos plays with: the product as it is served, with a clock that can be wrong, and every event noted as it is heard."""

import asyncio
import multiprocessing
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from everywhere.app import serving, wiring
from everywhere.kernel import log
from everywhere.kernel.clock import Clock
from everywhere.kernel.database import Tx
from everywhere.kernel.errors import snake_case
from everywhere.kernel.outbox import Event
from everywhere.kernel.settings import Settings

CLOCK_FILE = "CHAOS_CLOCK_FILE"
"""The environment variable that names the file in which stands by how many seconds the clock is ahead."""
WITNESS = """
    CREATE SCHEMA chaos
    CREATE TABLE emitted (kind text NOT NULL, body jsonb NOT NULL)
    CREATE TABLE heard (kind text NOT NULL, body jsonb NOT NULL)
    CREATE TABLE queued (id bigint PRIMARY KEY, entrypoint text NOT NULL);
    CREATE FUNCTION chaos.note_emitted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO chaos.emitted (kind, body) VALUES (NEW.kind, NEW.body);
        RETURN NULL;
    END $$;
    CREATE TRIGGER emitted AFTER INSERT ON outbox FOR EACH ROW WHEN (NEW.attempts = 0) EXECUTE FUNCTION chaos.note_emitted();
    CREATE FUNCTION chaos.note_queued() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO chaos.queued (id, entrypoint) VALUES (NEW.id, NEW.entrypoint);
        RETURN NULL;
    END $$;
    CREATE TRIGGER queued AFTER INSERT ON pgqueuer FOR EACH ROW EXECUTE FUNCTION chaos.note_queued();"""
"""Beside the product's tables: every event and job that was committed, written by triggers in the same transaction."""


def shifted(file: Path) -> Clock:
    """The machine's time, ahead by as many seconds as stand in `file` now."""

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text() or 0))

    return clock


def _end_with_parent() -> None:
    """Chaos that is killed itself leaves nothing running behind it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


async def note_heard(tx: Tx, event: Event, _now: datetime) -> None:
    """Write down, in the transaction in which an event is heard, that it was."""
    await tx.connection.execute(
        "INSERT INTO chaos.heard (kind, body) VALUES ($1, $2)", snake_case(type(event).__name__), msgspec.to_builtins(event)
    )


def main(what: str, environment: dict[str, str], log_file: Path) -> None:
    """Serve, or only work, with these environment variables and no others of ours, saying to `log_file` what is said."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    said = os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(said, 1)
    os.dup2(said, 2)
    for name in [name for name in os.environ if name.startswith("EVERYWHERE_")]:
        del os.environ[name]
    os.environ.update(environment)
    settings = Settings()
    log.configure(settings)
    clock = shifted(Path(os.environ[CLOCK_FILE]))
    wiring.HEARERS = {kind: [*wiring.HEARERS.get(kind, ()), note_heard] for kind in Event.kinds.values()}
    if what == "worker":
        asyncio.run(serving.work(settings, clock=clock))
    else:
        serving.serve(settings, clock=clock)
