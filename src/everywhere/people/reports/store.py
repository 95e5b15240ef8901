"""Reports by who made them."""

from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, write
from everywhere.people.reports.types import Report

INSERT = write(
    """
    INSERT INTO report (person_id, id, subject_kind, subject_id, reason, text, at)
    VALUES (:person_id, :id, :subject_kind, :subject_id, :reason, :text, :at)"""
)

OF = rows(
    Report,
    """
    SELECT id, subject_kind, subject_id, reason, text, at
      FROM report
     WHERE person_id = :person_id
     ORDER BY id DESC
     LIMIT :limit""",
)


async def insert(tx: Tx, person_id: UUID, report: Report) -> None:
    """Write a report."""
    await INSERT(
        tx,
        person_id=person_id,
        id=report.id,
        subject_kind=report.subject_kind,
        subject_id=report.subject_id,
        reason=report.reason,
        text=report.text,
        at=report.at,
    )


async def of(tx: ReadTx, person_id: UUID, *, limit: int) -> list[Report]:
    """What the person reported, the newest first."""
    return await OF(tx, person_id=person_id, limit=limit)
