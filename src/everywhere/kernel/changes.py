"""What was written lately: a note in the same transaction, and watches that find each note as soon as it can be seen.

Copies in a process (a cache, an index) are right if whatever changed since they were made is applied before they are
read. A note carries the id of its transaction; a watch keeps the snapshot of its last look and asks for the notes of all
transactions that were not in it. So nothing is missed, in whatever order transactions commit and on whatever server.
While nothing is written the snapshot stays the same, which a glance tells in half the time of a look.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, value, write

KEPT_S = 3600
TRUSTED_S = KEPT_S / 2
"""Who did not look for so long cannot know what they missed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be seen (a snapshot, and since when the server runs), and one change, if there is any."""

    snapshot: str
    started: str
    kind: str | None
    id: UUID | None


NOTE = write("INSERT INTO change (kind, id) SELECT :kind, unnest(:ids::uuid[])")

_STARTED = "pg_postmaster_start_time()::text"

GLANCE = value(str, f"SELECT pg_current_snapshot()::text || ' ' || {_STARTED}")

LOOK = rows(
    Seen,
    f"""
    SELECT s.snapshot::text AS snapshot, s.started, c.kind, c.id
      FROM (SELECT pg_current_snapshot() AS snapshot, {_STARTED} AS started) s
      LEFT JOIN change c
        ON c.xid >= pg_snapshot_xmin(:last::text::pg_snapshot) AND NOT pg_visible_in_snapshot(c.xid, :last::text::pg_snapshot)""",  # noqa: S608 - a constant of this file
)

FORGET = write("DELETE FROM change WHERE at < now() - :kept_s * interval '1 second'")


async def note(tx: Tx, kind: str, ids: Sequence[UUID]) -> None:
    """Let everybody who keeps copies of these things know, once `tx` commits."""
    if ids:
        await NOTE(tx, kind=kind, ids=ids)


async def forget_old(tx: Tx) -> int:
    """Drop notes that every watch has read or gave up on; returns how many."""
    return await FORGET(tx, kept_s=KEPT_S)


class Watch:
    """One reader's place among the changes."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._last: Seen | None = None
        self._looked_at = 0.0
        self._is_quiet = False

    async def look(self, tx: ReadTx) -> list[tuple[str, UUID]] | None:
        """What was committed since the last look, each as kind and id; None where that cannot be known: then every copy is void.

        A look must reach the primary, as a replica does not say what it cannot see. When it fails, look again: nothing is lost.
        """
        last = self._last
        if last is not None and self._seconds() - self._looked_at > TRUSTED_S:
            last = None
        if last is not None and self._is_quiet and await GLANCE(tx) == f"{last.snapshot} {last.started}":
            self._looked_at = self._seconds()
            return []
        seen = await LOOK(tx, last=None if last is None else last.snapshot)
        self._last, self._looked_at = seen[0], self._seconds()
        if last is None or last.started != seen[0].started:
            return None
        self._is_quiet = last.snapshot == seen[0].snapshot
        return [(each.kind, each.id) for each in seen if each.kind is not None and each.id is not None]
