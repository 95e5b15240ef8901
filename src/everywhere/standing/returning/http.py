"""What is kept of who leaves, for the person to see."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get

from everywhere.kernel.http import given
from everywhere.people.http import Who
from everywhere.standing.evidence.types import Role
from everywhere.standing.returning import actions, rules
from everywhere.standing.returning.types import Kept, Left


class LeftView(msgspec.Struct):
    """So many broken promises, as they weighed at that moment, and until when that is kept."""

    role: Role
    weight: float
    at: datetime
    kept_until: datetime

    @classmethod
    def of(cls, left: Left) -> "LeftView":
        """From what is left."""
        return cls(left.role, round(left.weight, 2), left.at, left.kept_until)


class KeptView(LeftView):
    """What is kept by your phone number or e-mail address: of yourself, or of who had it before. Contest it by `fact_id`."""

    fact_id: UUID
    is_own: bool

    @classmethod
    def of_kept(cls, kept: Kept) -> "KeptView":
        """From what is kept."""
        left = LeftView.of(kept.left)
        return cls(left.role, left.weight, left.at, left.kept_until, kept.fact_id, kept.is_own)


class MarksView(msgspec.Struct, kw_only=True):
    """By how many marks you would be known again, what is kept by them, and what would be if you stopped being scored now."""

    marks: int
    kept: list[KeptView]
    would_be_left: LeftView | None
    kept_days: int = rules.KEPT_FOR.days
    carried: float = rules.CARRIED
    """What the same broken promises count of who comes back."""


@get("/api/me/standing/marks", tags=["standing"])
async def read_marks(who: Who, db: given.Db, clock: given.Clock) -> MarksView:
    """By what you would be known again if you left with broken promises, and what is kept already; without any it is nothing."""
    now = clock()
    async with db.read() as tx:
        marks = await actions.marks_of(tx, who.person_id)
        kept = await actions.kept(tx, who.person_id, now=now)
        left = await actions.would_be_left(tx, who.person_id, now=now)
    return MarksView(
        marks=marks,
        kept=[KeptView.of_kept(each) for each in kept],
        would_be_left=None if left is None else LeftView.of(left),
    )


HANDLERS: list[Any] = [read_marks]
