"""What is reckoned from a play of the city."""

from collections import Counter
from uuid import UUID

import pytest

from everywhere.app.bench import city_figures
from everywhere.app.bench.city import Asking
from everywhere.app.simulator.story import NeedPlan, Place
from everywhere.help.matching.coverage.types import Tally

PLAN = NeedPlan("p0/n0", 0.0, "errands", "", Place(31.2, 121.4), True, 3600.0, 30, 5000, 5000, "cash")  # noqa: FBT003


def asking(*, promised: float | None, answered_s: float | None = None, ended_s: float | None = None) -> Asking:
    tally = Tally(1500, same_hours=True, needs=9, answered_share=0.5, median_minutes=promised)
    return Asking(PLAN, None, 0.0, tally, answered_s, ended_s)


def figures_of(asked) -> dict[str, object]:
    return {figure.name: figure for figure in city_figures.reliability(asked)}


def test_invitations_to_all_alike_are_fair_and_all_to_one_are_not():
    one, two, three = (UUID(int=number) for number in range(3))
    assert city_figures.gini(Counter({one: 4, two: 4, three: 4}), 3) == 0
    assert city_figures.gini(Counter({one: 12}), 3) == pytest.approx(2 / 3)
    assert city_figures.gini(Counter(), 3) == 0


def test_a_promise_is_held_against_what_happened_to_the_needs_it_was_made_to():
    kept = [asking(promised=3.0, answered_s=60.0 * minutes) for minutes in [1, 2, 3, 4, 5] * 10]
    broken = [asking(promised=6.0, answered_s=60.0 * 12)] * 50
    found = figures_of(kept + broken)
    assert (
        found["coverage, promised 2–4 min: median of 50 needs"].value,
        found["coverage, promised 2–4 min: median of 50 needs"].peer,
    ) == (3, 3)
    assert found["coverage, promised 2–4 min: off by a factor of"].is_reached
    assert found["coverage, promised 4–8 min: off by a factor of"].value == 2
    assert not found["coverage, promised 4–8 min: off by a factor of"].is_reached


def test_a_bucket_of_few_needs_is_shown_and_not_judged():
    found = figures_of([asking(promised=6.0, answered_s=60.0)] * 49)
    assert found["coverage, promised 4–8 min: off by a factor of"].bar is None


def test_who_gave_up_counts_as_far_as_they_waited():
    asked = [asking(promised=3.0, answered_s=60.0 * minutes) for minutes in (1, 2, 3, 4)] + [asking(promised=3.0, ended_s=30.0)] * 5
    assert city_figures.happened(asked) == (4 / 9, 2.0)
    patient = [asking(promised=3.0, ended_s=3600.0)] * 5
    assert city_figures.happened(asked[:4] + patient)[1] is None
