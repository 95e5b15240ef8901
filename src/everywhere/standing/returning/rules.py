"""What is worth keeping of who leaves, by what they are known again, and what it says of who comes back.

Only what halves at a fixed pace can be kept as one number: the sum of broken promises as they weigh today fades just as each
of them would have. So nothing of the deals themselves, nor of whom they were with, outlives the account.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import ROLES, Fact, FactId, Kind, Role
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import Believed, Formula
from everywhere.standing.returning.types import Departure, Left, Mark

KEPT_FOR = timedelta(days=365)
"""As long as evidence takes to halve; the words that people agree to say it."""
CARRIED = 0.5
"""What the same broken promises count of who comes back: a second chance, and no clean slate."""
LEAST = 0.25
"""Less than so much of one broken promise is not worth keeping anything for."""
LOST_TO = 0.5
"""Up to this share of what it was about a dispute was lost."""
TOLD_FROM = 2
"""From this wording on people are told that something may be kept; of who agreed to an older one nothing is."""
_BROKEN: tuple[Kind, ...] = ("called_off", "not_there", "left_undone")


def mark_of(key: bytes, handle: str) -> Mark:
    """The mark of a handle."""
    return Mark(_keyed(key, f"handle|{handle}"))


def departure_of(key: bytes, person_id: UUID) -> Departure:
    """What a person's departure is called, whenever they go."""
    return Departure(_keyed(key, f"person|{person_id}"))


def left_by(
    facts: Sequence[Fact], departure: Departure, now: datetime, formula: Formula, *, believed: Believed | None = None
) -> Left | None:
    """What is left of who goes now: unkept promises and lost disputes as they weigh today, a deal once. None where that is too little."""
    worth = formulas.worth_of(formulas.as_columns(facts, believed), now, formula)
    deals: dict[UUID, tuple[float, Role]] = {}
    for fact, weight in zip(facts, worth.tolist(), strict=True):
        if fact.kind in _BROKEN or (fact.kind == "dispute" and fact.value <= LOST_TO):
            known = deals.get(fact.receipt_id, (0.0, fact.role))
            deals[fact.receipt_id] = max(known, (weight * (1 - fact.value), fact.role))
    total = sum(weight for weight, _ in deals.values())
    if total < LEAST:
        return None
    role = max(ROLES, key=lambda role: sum(weight for weight, of in deals.values() if of == role))
    return Left(departure=departure, role=role, weight=total, at=now, kept_until=now + KEPT_FOR)


def fact_id(person_id: UUID, departure: Departure) -> FactId:
    """The id of the fact that somebody came back after this departure."""
    return evidence.fact_id(person_id, "returned", departure)


def returned(person_id: UUID, left: Left) -> Fact:
    """The fact that somebody left broken promises behind and came back."""
    return Fact(
        person_id=person_id,
        id=fact_id(person_id, left.departure),
        kind="returned",
        role=left.role,
        category="",
        value=0.0,
        weight=CARRIED * left.weight,
        by_id=None,
        receipt_kind="mark",
        receipt_id=left.departure,
        at=left.at,
    )


def _keyed(key: bytes, said: str) -> UUID:
    return UUID(bytes=hmac.digest(key, said.encode(), "sha256")[:16])
