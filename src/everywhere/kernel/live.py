"""Live events: rows that are appended in the order of their commits, and read by every server's hub."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write, write_value

KEPT_HOURS = 24
ROWS_MAX = 1000


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One thing that happened on a topic; `seq` grows in the order in which events became visible."""

    topic: str
    seq: int
    kind: str
    body: Any


@dataclass(frozen=True, slots=True)
class Span:
    """Up to which seq events were forgotten, and the last that there is."""

    forgotten_seq: int
    last_seq: int


# seq is drawn while the lock is held, and the lock ends with the commit: whoever reads seq n has seen all below it,
# even while one relay takes over from another.
APPEND = write(
    """
    WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(7336003))
    INSERT INTO live_event (topic, kind, body, at)
    SELECT e.topic, e.kind, e.body::jsonb, e.at
      FROM turn, unnest(:topics::text[], :kinds::text[], :bodies::text[], :ats::timestamptz[])
                 WITH ORDINALITY AS e(topic, kind, body, at, number)
     ORDER BY e.number"""
)

SPAN = row(
    Span,
    """
    SELECT forgotten_seq, greatest(forgotten_seq, (SELECT max(seq) FROM live_event)) AS last_seq
      FROM live_horizon""",
)

BETWEEN = rows(
    LiveEvent,
    """
    SELECT topic, seq, kind, body FROM live_event
     WHERE seq > :after AND seq <= :up_to AND (:topics::text[] IS NULL OR topic = ANY(:topics))
     ORDER BY seq LIMIT :limit""",
)

FORGET = write_value(
    int,
    """
    WITH gone AS (DELETE FROM live_event WHERE at < :before RETURNING seq)
    UPDATE live_horizon SET forgotten_seq = greatest(forgotten_seq, (SELECT max(seq) FROM gone))
    RETURNING (SELECT count(*) FROM gone)""",
)


async def append(tx: Tx, topic: str, kind: str, body: object, *, now: datetime) -> None:
    """Let the streams of `topic` know. Only hearers call this: commands would wait for each other here."""
    tx.gather(_append, (topic, kind, msgspec.json.encode(body).decode(), now))


async def _append(tx: Tx, events: list[tuple[str, str, str, datetime]]) -> None:
    topics, kinds, bodies, ats = zip(*events, strict=True)
    await APPEND(tx, topics=topics, kinds=kinds, bodies=bodies, ats=ats)


async def span(tx: ReadTx) -> Span:
    """What can be read now."""
    found = await SPAN(tx)
    if found is None:
        raise LookupError("the table live_horizon has lost its row")
    return found


async def between(tx: ReadTx, topics: list[str] | None, *, after: int, up_to: int) -> list[LiveEvent]:
    """The first `ROWS_MAX` events of `topics` (None: of all) with after < seq ≤ up_to, in order."""
    return await BETWEEN(tx, topics=topics, after=after, up_to=up_to, limit=ROWS_MAX)


async def forget(tx: Tx, *, before: datetime) -> int:
    """Drop events from before `before` and return how many; who resumes from one of them is told to start afresh."""
    return await FORGET(tx, before=before) or 0
