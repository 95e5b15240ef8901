"""Consents: rows are added and never changed."""

from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, write
from everywhere.people.consents.types import Consent, Purpose

INSERT = write(
    """
    INSERT INTO consent (person_id, id, purpose, given, wording_version, at)
    VALUES (:person_id, :id, :purpose, :given, :wording_version, :now)"""
)

LATEST = rows(
    Consent,
    """
    SELECT DISTINCT ON (purpose) id, purpose, given, wording_version, at
      FROM consent
     WHERE person_id = :person_id
     ORDER BY purpose, at DESC, id DESC""",
)

HISTORY = rows(
    Consent,
    """
    SELECT id, purpose, given, wording_version, at
      FROM consent
     WHERE person_id = :person_id AND (:purpose::text IS NULL OR purpose = :purpose)
     ORDER BY at DESC, id DESC
     LIMIT :limit""",
)


async def insert(tx: Tx, person_id: UUID, consent: Consent) -> None:
    """Add a person's word."""
    await INSERT(
        tx,
        person_id=person_id,
        id=consent.id,
        purpose=consent.purpose,
        given=consent.given,
        wording_version=consent.wording_version,
        now=consent.at,
    )


async def latest(tx: ReadTx, person_id: UUID) -> list[Consent]:
    """The last word on each purpose that the person ever spoke of."""
    return await LATEST(tx, person_id=person_id)


async def history(tx: ReadTx, person_id: UUID, *, purpose: Purpose | None, limit: int) -> list[Consent]:
    """The person's words, the last first."""
    return await HISTORY(tx, person_id=person_id, purpose=purpose, limit=limit)
