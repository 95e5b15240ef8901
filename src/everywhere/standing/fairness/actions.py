"""Fairness of an installation: the four-fifths rule over everybody who is scored."""

from datetime import datetime
from typing import get_args

from everywhere.kernel.database import ReadTx
from everywhere.standing.evidence.types import Role
from everywhere.standing.fairness import rules, store
from everywhere.standing.fairness.types import By, Comparison

GATE = 650
"""What is asked of who wants to offer, where gates are usual."""


async def report(tx: ReadTx, *, role: Role | None, gate: int, now: datetime) -> list[Comparison]:
    """How scores lie, and how many reach this gate, by neighbourhood, language and tenure."""
    ways: tuple[By, ...] = get_args(By)
    return [rules.compared(by, await store.groups(tx, by, role, gate, now=now)) for by in ways]
