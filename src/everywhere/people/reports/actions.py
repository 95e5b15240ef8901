"""Reports: say that something is wrong."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids, limits
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.people.reports import store
from everywhere.people.reports.types import Reason, Report, SubjectKind
from everywhere.people.types import Person

PER_PERSON = limits.Rate("reports", 30, 86_400)
EXPORT_MAX = 10_000


async def must_not_flood(db: Database, who: Person, *, now: datetime) -> None:
    """Raise TooManyRequests past 30 reports a day."""
    await limits.take(db, PER_PERSON, str(who.person_id), now=now)


async def make(tx: Tx, who: Person, *, subject: tuple[SubjectKind, UUID], reason: Reason, text: str, now: datetime) -> Report:
    """Keep a report for the operators. Whether its subject exists is not told: a report finds out nothing."""
    report = Report(ids.new_id(), *subject, reason, text, now)
    await store.insert(tx, who.person_id, report)
    return report


async def export(tx: ReadTx, person_id: UUID) -> list[Report]:
    """Everything that the person reported."""
    return await store.of(tx, person_id, limit=EXPORT_MAX)
