# ruff: noqa: S608 - what is put into a query are the column lists of this file
"""Disputes and their evidence."""

from uuid import UUID

from everywhere.help.disputes.types import Dispute, Evidence
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.ids import region_of
from everywhere.kernel.query import lock_row, row, rows, value, write

_COLUMNS = """
    region, deal_id, opened_by, reason, text, picture_ids, stake_minor, currency, proposal_version, proposed_by, to_helper_minor,
    deposit_minor, from_deposit_minor, is_escalated, decided_by, decision_note, opened_at, resolved_at"""

INSERT = write(
    """
    INSERT INTO dispute (region, deal_id, opened_by, reason, text, picture_ids, stake_minor, deposit_minor, currency, opened_at)
    VALUES (:region, :deal_id, :opened_by, :reason, :text, :picture_ids, :stake_minor, :deposit_minor, :currency, :opened_at)"""
)

READ = row(Dispute, f"SELECT {_COLUMNS} FROM dispute WHERE region = :region AND deal_id = :deal_id")

LOCK = lock_row(Dispute, f"SELECT {_COLUMNS} FROM dispute WHERE region = :region AND deal_id = :deal_id FOR UPDATE")

SAVE = write(
    """
    UPDATE dispute
       SET proposal_version = :proposal_version, proposed_by = :proposed_by, to_helper_minor = :to_helper_minor,
           from_deposit_minor = :from_deposit_minor,
           is_escalated = :is_escalated, decided_by = :decided_by, decision_note = :decision_note, resolved_at = :resolved_at
     WHERE region = :region AND deal_id = :deal_id"""
)

# Over every region: an operator looks after the whole installation, and few disputes are open at a time.
OPEN = rows(
    Dispute,
    f"""
    SELECT {_COLUMNS} FROM dispute
     WHERE resolved_at IS NULL AND (is_escalated OR NOT :only_escalated::boolean)
       AND (:after::uuid IS NULL OR deal_id > :after::uuid)
     ORDER BY deal_id LIMIT :limit""",
)

ADD_EVIDENCE = write(
    """
    INSERT INTO dispute_evidence (region, id, deal_id, by_id, text, picture_ids, at)
    VALUES (:region, :id, :deal_id, :by_id, :text, :picture_ids, :at)"""
)

EVIDENCE = rows(
    Evidence,
    """
    SELECT region, id, deal_id, by_id, text, picture_ids, at
      FROM dispute_evidence
     WHERE region = :region AND deal_id = :deal_id
     ORDER BY id LIMIT :limit""",
)

COUNT_EVIDENCE = value(
    int, "SELECT count(*) FROM dispute_evidence WHERE region = :region AND deal_id = :deal_id AND by_id = :by_id"
)


async def insert(tx: Tx, dispute: Dispute) -> None:
    """Write a new dispute."""
    await INSERT(tx, **{name: getattr(dispute, name) for name in INSERT.statement.names})


async def read(tx: ReadTx, deal_id: UUID) -> Dispute | None:
    """The dispute of a deal."""
    return await READ(tx, region=region_of(deal_id), deal_id=deal_id)


async def lock(tx: Tx, deal_id: UUID) -> Dispute | None:
    """The dispute of a deal, for this transaction alone; the deal is locked before it."""
    return await LOCK(tx, region=region_of(deal_id), deal_id=deal_id)


async def save(tx: Tx, dispute: Dispute) -> None:
    """Write what can change of a dispute."""
    await SAVE(tx, **{name: getattr(dispute, name) for name in SAVE.statement.names})


async def open_ones(tx: ReadTx, *, only_escalated: bool, after: UUID | None, limit: int) -> list[Dispute]:
    """Unresolved disputes, of the oldest deals first."""
    return await OPEN(tx, only_escalated=only_escalated, after=after, limit=limit)


async def add_evidence(tx: Tx, evidence: Evidence) -> None:
    """Write a piece of evidence."""
    await ADD_EVIDENCE(tx, **{name: getattr(evidence, name) for name in ADD_EVIDENCE.statement.names})


async def evidence(tx: ReadTx, deal_id: UUID, *, limit: int) -> list[Evidence]:
    """What was shown, oldest first."""
    return await EVIDENCE(tx, region=region_of(deal_id), deal_id=deal_id, limit=limit)


async def count_evidence(tx: ReadTx, deal_id: UUID, by_id: UUID) -> int:
    """How much one side has shown."""
    return await COUNT_EVIDENCE(tx, region=region_of(deal_id), deal_id=deal_id, by_id=by_id) or 0
