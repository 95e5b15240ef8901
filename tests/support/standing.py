"""Facts about people in tests."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from everywhere.standing.evidence.types import Fact, FactId

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
SOMEBODY = UUID(int=77)


def a_fact(**changes: Any) -> Fact:
    """A promise that somebody kept as a helper just now, to somebody else each time."""
    usual: dict[str, Any] = {
        "person_id": SOMEBODY,
        "id": FactId(uuid4()),
        "kind": "kept",
        "role": "helper",
        "category": "carry",
        "value": 1.0,
        "weight": 1.0,
        "by_id": uuid4(),
        "receipt_kind": "deal",
        "receipt_id": uuid4(),
        "at": NOW,
    }
    return Fact(**{**usual, **changes})
