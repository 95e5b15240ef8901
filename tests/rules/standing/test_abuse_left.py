"""What cheats of whom nothing more can be known still gain: a change of the formula that lets them gain more fails here."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from everywhere.standing.evidence.types import SALE_WEIGHT, Fact, Kind, Role
from everywhere.standing.formula import rules as formulas
from everywhere.standing.returning import rules as returning
from everywhere.standing.returning.types import Departure

pytestmark = pytest.mark.once

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PERSON = UUID(int=1)
PATIENT_DAYS = 200


def fact(number: int, kind: Kind, role: Role, *, value: float, weight: float, days: float) -> Fact:
    return Fact(
        person_id=PERSON,
        id=UUID(int=number),
        kind=kind,
        role=role,
        category="",
        value=value,
        weight=weight,
        by_id=UUID(int=10_000 + number),
        receipt_kind="trade",
        receipt_id=UUID(int=number),
        at=NOW - timedelta(days=days),
    )


PHONE = fact(9_999, "verified_phone", "asker", value=1.0, weight=1.0, days=400)


def score(*facts: Fact, role: Role) -> float:
    return formulas.scored([PHONE, *facts], NOW, role=role).exact


def sold(many: int, undone: int) -> float:
    """A shop after so many small sales kept over 200 days, and so many in the last week that an operator had given back whole."""
    kept = [fact(n, "kept", "merchant", value=1.0, weight=SALE_WEIGHT, days=7 + PATIENT_DAYS * n / many) for n in range(many)]
    lost = [
        fact(5_000 + 2 * n + at, kind, "merchant", value=0.0, weight=SALE_WEIGHT, days=1)
        for n in range(undone)
        for at, kind in enumerate(("left_undone", "dispute"))
    ]
    return score(*kept, *lost, role="merchant")


def test_a_patient_shop_loses_few_points_by_one_large_fraud_and_its_band_by_many():
    patient = sold(200, 0)

    assert patient - sold(200, 1) > 4
    assert patient - sold(200, 20) > 55
    assert sold(20, 0) - sold(20, 3) > 20
    assert sold(20, 20) < 600


def test_who_comes_back_by_another_number_begins_anew_and_who_is_known_again_does_not():
    broken = [fact(n, "left_undone", "helper", value=0.0, weight=1.0, days=10 * n) for n in range(5)]
    left = returning.left_by(broken, Departure(UUID(int=3)), NOW, formulas.CURRENT)
    assert left is not None
    stays = score(*broken, role="helper")
    known = score(returning.returned(PERSON, left), role="helper")
    unknown = score(role="helper")

    assert stays < known < unknown
    assert unknown - stays < 75
    assert unknown - known > 40
