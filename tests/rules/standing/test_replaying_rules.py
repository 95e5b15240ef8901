"""A changed formula: sound or refused, and who moves by it and why."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest

from everywhere.app import standing as told
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import Columns
from everywhere.standing.replaying import rules
from everywhere.standing.replaying.types import Changes, FormulaNotSound, Replay
from support.standing import NOW, a_fact


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (Changes(weights={"tenure": 0.5}), "weights"),
        (Changes(weights={"tenure": -0.1, "promises": 0.625}), "weights"),
        (Changes(caution=2.5), "prior"),
        (Changes(prior_broken=0.0), "prior"),
        (Changes(peace=-1.0), "a negative number"),
        (Changes(half_life_days=0), "days"),
    ],
)
def test_a_formula_that_breaks_a_promise_is_refused(changes: Changes, reason: str):
    with pytest.raises(FormulaNotSound) as refused:
        rules.changed(formulas.CURRENT, changes)

    assert refused.value.facts == {"reason": reason}


def test_every_version_that_made_a_score_is_sound():
    for formula in formulas.FORMULAS.values():
        rules.must_be_sound(formula)


def test_what_is_not_named_stays():
    made = rules.changed(formulas.CURRENT, Changes(half_life_days=100))

    assert made == replace(formulas.CURRENT, version=formulas.CURRENT.version + 1, half_life=timedelta(days=100))


def test_a_replay_says_who_moves_and_why():
    columns, new = two_people(), rules.changed(formulas.CURRENT, Changes(half_life_days=90))
    before, after = (formulas.score(columns, 2, NOW, formula) for formula in (formulas.CURRENT, new))
    points = rules.gained(before, after, formulas.CURRENT, new)
    counting = rules.Counting(NOW)
    counting.add(before, after, points)
    moment = counting.told()
    movers = rules.foremost(rules.movers([UUID(int=1), UUID(int=2)], before, after, points))

    assert moment is not None
    assert (moment.people, moment.rising, moment.falling, moment.most_up) == (2, 0, 1, 0)
    assert moment.why_down["promises"] < -10
    assert moment.why_down["verification"] == 0
    assert [mover.person_id for mover in movers] == [UUID(int=1)]
    assert sum(movers[0].by_dimension.values()) == pytest.approx(float(after.exact[0] - before.exact[0]), abs=0.05)
    assert "who falls loses: promises -" in "\n".join(told.replay_lines(Replay(new.version, [moment], movers)))


def test_what_had_not_happened_yet_is_not_known_then():
    assert len(rules.known_by(two_people(), NOW - timedelta(days=200)).kind) == 20
    assert len(rules.known_by(two_people(), NOW - timedelta(days=400)).kind) == 0


def test_a_moment_without_people_is_left_out():
    assert rules.Counting(NOW).told() is None


def two_people() -> Columns:
    """One who kept twenty promises long ago, one who kept two just now."""
    facts = [*(a_fact(at=NOW - timedelta(days=300)) for _ in range(20)), *(a_fact() for _ in range(2))]
    return replace(formulas.as_columns(facts), person=np.array([0] * 20 + [1] * 2, np.int64))
