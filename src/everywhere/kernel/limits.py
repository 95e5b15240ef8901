"""Rates: how often something may be tried, counted in the database so that every server counts the same."""

from dataclasses import dataclass
from datetime import datetime

from everywhere.kernel.database import Database
from everywhere.kernel.errors import TooManyRequests
from everywhere.kernel.query import write, write_row


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` times in each window of `per_s` seconds."""

    name: str
    limit: int
    per_s: int


@dataclass(frozen=True, slots=True)
class Used:
    used: int
    left_s: float


# A window that ends much later than one that begins now was begun by a clock that has been put back since: it is over.
TAKE = write_row(
    Used,
    """
    INSERT INTO rate AS r (key, window_ends_at, used) VALUES (:key, :now::timestamptz + :per_s * interval '1 second', 1)
    ON CONFLICT (key) DO UPDATE
       SET (used, window_ends_at) = (
           SELECT CASE WHEN goes_on THEN r.used + 1 ELSE 1 END,
                  CASE WHEN goes_on THEN r.window_ends_at ELSE excluded.window_ends_at END
             FROM (VALUES (r.window_ends_at > :now AND r.window_ends_at < excluded.window_ends_at + interval '1 minute')) AS w (goes_on))
    RETURNING used, extract(epoch FROM window_ends_at - :now::timestamptz)::float8 AS left_s""",
)

FORGET = write("DELETE FROM rate WHERE window_ends_at < now()")


async def take(db: Database, rate: Rate, subject: str, *, now: datetime) -> None:
    """Count one try of `subject`, in a transaction of its own so that a refused try counts too.

    Raises TooManyRequests, with the seconds until the window ends.
    """
    async with db.write() as tx:
        used = await TAKE(tx, key=f"{rate.name}:{subject}", per_s=rate.per_s, now=now)
    if used is not None and used.used > rate.limit:
        raise TooManyRequests(retry_after_s=max(1, round(used.left_s)))
