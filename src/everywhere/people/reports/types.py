"""Reports: somebody says that something is wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

SubjectKind = Literal["person", "need", "offer", "deal", "message", "review"]
Reason = Literal["spam", "fraud", "harassment", "danger", "unlawful", "privacy", "other"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a person reported."""

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    reason: Reason
    text: str
    at: datetime
