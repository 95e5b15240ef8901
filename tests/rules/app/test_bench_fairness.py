"""The towns of `bench standing-fairness`: groups as the product compares them."""

from uuid import UUID

from everywhere.app.bench import standing_fairness
from everywhere.app.bench.standing_town import WEEKS, Townsman
from everywhere.standing.scores.types import Standing
from support.standing import NOW


def a_helper(number: int, *, language: str, joined: int, score: int) -> Townsman:
    made = Standing(
        person_id=UUID(int=number),
        score=score,
        as_asker=score,
        as_helper=score,
        as_merchant=score,
        facts=3,
        formula=1,
        scored_at=NOW,
    )
    return Townsman(
        number, helps=True, reliability=0.9, mood=0, joined=joined, neighbourhood="north", language=language, standing=made
    )


def test_newcomers_miss_the_gate_by_score_and_are_let_in_to_a_usual_job():
    old = [a_helper(number, language="zh-CN", joined=0, score=700) for number in range(40)]
    new = [a_helper(number, language="en", joined=WEEKS - 2, score=630) for number in range(40, 80)]
    by_score = standing_fairness.compared([*old, *new], reaches=lambda standing: standing.as_helper >= 650)
    let_in = standing_fairness.compared([*old, *new], reaches=standing_fairness.is_let_in)

    assert [(each.by, each.ratio) for each in by_score] == [("community", None), ("language", 0.0), ("tenure", 0.0)]
    assert [each.ratio for each in let_in] == [None, 1.0, 1.0]
    assert [group.name for group in by_score[2].groups] == ["over 9 months", "under 3 months"]
