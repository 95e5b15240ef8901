"""The clock of an appeal, and who may decide it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.kernel.errors import NotAllowed
from everywhere.people.types import Person
from everywhere.standing.appeals.types import Appeal, AppealOver, Stage
from everywhere.standing.evidence.types import FactId

DECIDED_WITHIN = timedelta(days=7)
"""Shorter than the fifteen days and the month that the laws leave (GDPR art. 12; PIPL art. 24 wants a human at all)."""


def made(who: Person, appeal_id: UUID, fact_id: FactId | None, text: str, *, now: datetime) -> Appeal:
    """A fresh appeal."""
    return Appeal(
        person_id=who.person_id,
        id=appeal_id,
        fact_id=fact_id,
        text=text,
        stage="open",
        due_at=now + DECIDED_WITHIN,
        decided_by=None,
        note="",
        made_at=now,
        decided_at=None,
    )


def decided(appeal: Appeal, operator: Person, *, is_granted: bool, note: str, now: datetime) -> Appeal:
    """The appeal as a human decided it; nobody decides in their own cause. Raises NotAllowed, AppealOver."""
    if operator.person_id == appeal.person_id:
        raise NotAllowed
    if appeal.stage != "open":
        raise AppealOver(stage=appeal.stage)
    stage: Stage = "granted" if is_granted else "refused"
    return replace(appeal, stage=stage, decided_by=operator.person_id, note=note, decided_at=now)


def lapsed(appeal: Appeal, *, now: datetime) -> Appeal | None:
    """The appeal whose time is up; None while it is not, or when it was decided."""
    is_due = appeal.stage == "open" and now >= appeal.due_at
    return replace(appeal, stage="lapsed", decided_at=now) if is_due else None
