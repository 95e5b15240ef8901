"""The score's promises: range, order, monotony, what few and many deals are worth, and points that sum to the whole."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args
from uuid import UUID

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everywhere.kernel import catalogue
from everywhere.standing.evidence.types import KINDS, ROLES, Fact, FactId
from everywhere.standing.explaining import rules as explaining
from everywhere.standing.explaining.types import Imagined, ReasonCode, StepCode
from everywhere.standing.formula import rules
from everywhere.standing.formula.types import SCORE_MAX, SCORE_MIN, Counterpart
from support.standing import NOW, a_fact

PEOPLE = [UUID(int=number) for number in range(1, 6)]
BELIEVED = {PEOPLE[0]: Counterpart(0.2, 0.1), PEOPLE[1]: Counterpart(1.0, -0.3), PEOPLE[2]: Counterpart(0.5, 0.0, 0.4, 0.05)}
VALUE_OF = {"kept": 1.0, "kept_late": 0.75, "called_off": 0.0, "not_there": 0.0, "left_undone": 0.0}

patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
facts = st.builds(
    lambda number, kind, role, value, weight, by_id, days: a_fact(
        id=FactId(UUID(int=number)),
        kind=kind,
        role=role,
        value=VALUE_OF.get(kind, 1.0 if kind.startswith("verified") else value),
        weight=weight,
        by_id=by_id,
        receipt_kind="trade" if role == "merchant" else "deal",
        at=NOW - timedelta(days=days),
    ),
    number=st.integers(1, 2**60),
    kind=st.sampled_from(KINDS),
    role=st.sampled_from(ROLES),
    value=st.floats(0, 1),
    weight=st.sampled_from([0.25, 0.5, 1.0, 3.0]),
    by_id=st.sampled_from([None, *PEOPLE]),
    days=st.integers(0, 2000),
)
histories = st.lists(facts, max_size=25, unique_by=lambda fact: fact.id)
kept_promises = facts.map(lambda fact: replace(fact, kind="kept", value=1.0))
roles = st.sampled_from([None, *ROLES])


@patient
@given(histories, roles)
def test_no_score_leaves_its_range(history: list[Fact], role):
    assert SCORE_MIN <= rules.scored(history, NOW, believed=BELIEVED, role=role).score <= SCORE_MAX


@patient
@given(histories, kept_promises, roles)
def test_a_kept_promise_more_never_lowers_a_score(history: list[Fact], kept: Fact, role):
    before = rules.scored(history, NOW, believed=BELIEVED, role=role)
    after = rules.scored([*history, kept], NOW, believed=BELIEVED, role=role)

    assert after.exact >= before.exact - 1e-9
    assert after.score >= before.score


@patient
@given(histories, facts.filter(lambda fact: fact.kind in ("called_off", "not_there", "left_undone")))
def test_a_broken_promise_more_never_raises_a_score(history: list[Fact], broken: Fact):
    assert rules.scored([*history, broken], NOW).exact <= rules.scored(history, NOW).exact + 1e-9


@patient
@given(histories.flatmap(lambda history: st.tuples(st.just(history), st.permutations(history))))
def test_the_order_of_facts_does_not_matter(both: tuple[list[Fact], list[Fact]]):
    history, shuffled = both
    one, other = (rules.scored(each, NOW, believed=BELIEVED) for each in (history, shuffled))

    assert one.score == other.score
    assert one.exact == pytest.approx(other.exact, abs=1e-9)


@patient
@given(histories.filter(bool), st.integers(0, 24))
def test_taking_a_fact_away_and_adding_it_again_changes_nothing(history: list[Fact], at: int):
    gone = history[at % len(history)]
    without = [fact for fact in history if fact is not gone]

    assert rules.scored([*without, gone], NOW).score == rules.scored(history, NOW).score


@patient
@given(histories)
def test_every_point_leads_to_a_fact(history: list[Fact]):
    whole = explaining.explained(history, NOW, rules.CURRENT, believed=BELIEVED)
    at_first = sum(part.at_first for part in whole.parts)

    assert SCORE_MIN + sum(part.points for part in whole.parts) == pytest.approx(whole.scored.exact, abs=1e-6)
    assert SCORE_MIN + at_first + sum(line.points for line in whole.lines) == pytest.approx(whole.scored.exact, abs=1e-4)


@patient
@given(histories, histories)
def test_many_people_at_once_are_scored_as_each_alone(one: list[Fact], other: list[Fact]):
    columns = rules.as_columns([*one, *other], BELIEVED)
    together = replace(columns, person=np.array([0] * len(one) + [1] * len(other), np.int64))

    found = rules.score(together, 2, NOW).exact

    assert found == pytest.approx([rules.scored(each, NOW, believed=BELIEVED).exact for each in (one, other)], abs=1e-9)


def test_the_prior_holds_what_monotony_needs():
    assert all(min(formula.prior) >= formula.caution**2 for formula in rules.FORMULAS.values())
    assert all(sum(formula.weights.values()) == pytest.approx(1) for formula in rules.FORMULAS.values())


def test_a_newcomer_stands_at_the_prior_and_not_at_the_bottom():
    newcomer = rules.scored([], NOW).score

    assert rules.band_of(newcomer) == "good"
    assert newcomer > rules.scored(several("called_off", 2), NOW).score


def test_two_good_deals_do_not_beat_two_hundred():
    two, two_hundred = several("kept", 2), several("kept", 198) + several("called_off", 2)

    assert rules.scored(two_hundred, NOW).score > rules.scored(two, NOW).score + 100


def test_after_a_half_life_a_promise_counts_half():
    fresh, old = (several("called_off", 1, days_ago=days) for days in (0, 365))
    lost = [float(rules.worth_of(rules.as_columns(facts), NOW, rules.CURRENT)[0]) for facts in (fresh, old)]

    assert lost[1] == pytest.approx(lost[0] / 2)


def test_twenty_deals_with_one_friend_say_less_than_five_with_strangers():
    friend = several("kept", 20, by_id=PEOPLE[0])

    assert rules.scored(friend, NOW).score < rules.scored(several("kept", 5), NOW).score


def test_what_a_harsh_reviewer_says_weighs_no_more_than_what_a_mild_one_says():
    three_stars = [a_fact(kind="review", value=0.5, by_id=PEOPLE[0])]
    harsh, mild = (rules.scored(three_stars, NOW, believed={PEOPLE[0]: Counterpart(1.0, h)}).exact for h in (-0.3, 0.15))

    assert harsh > rules.scored(three_stars, NOW).exact > mild


def test_few_reviews_say_little_about_how_harsh_their_writer_is():
    one, many = rules.harshness_of(*(np.array(each) for each in ([1.0, 50.0], [0.0, 0.0])))

    assert -0.2 < one < 0
    assert many < -0.7


def test_the_largest_reasons_are_named_with_their_signs():
    history = several("kept", 10) + several("called_off", 2) + [a_fact(kind="verified_phone")]
    reasons = explaining.explained(history, NOW, rules.CURRENT).reasons

    assert [(reason.code, reason.count) for reason in reasons] == [("kept", 10), ("called_off", 2), ("verified", 1)]
    assert [reason.points > 0 for reason in reasons] == [True, False, True]


def test_who_has_nothing_is_told_so():
    assert [reason.code for reason in explaining.explained([], NOW, rules.CURRENT).reasons] == ["nothing_yet"]


def test_steps_promise_what_then_happens():
    history = several("kept", 3) + several("called_off", 3)
    steps = {step.code: step.points for step in explaining.steps(history, NOW, rules.CURRENT)}
    before = rules.scored(history, NOW).score
    after = rules.scored([*history, a_fact(kind="verified_phone")], NOW).score

    assert steps["verify_phone"] == after - before
    assert steps["keep_more"] > 20
    assert steps["let_time_pass"] > 0


def test_what_if_tells_the_score_of_what_might_happen():
    history = several("kept", 3) + several("called_off", 1)
    gone = {history[-1].id}
    then = explaining.what_if(
        history, NOW, rules.CURRENT, add=[Imagined("kept", "helper", 2, 1.0)], without=gone, wait=timedelta(days=30)
    )

    assert then.at == NOW + timedelta(days=30)
    assert then.scored.score == rules.scored(several("kept", 3) + several("kept", 2), then.at).score


def test_every_reason_and_step_has_words():
    wanted = {f"standing_because_{code}" for code in get_args(ReasonCode)} | {
        f"standing_step_{code}" for code in get_args(StepCode)
    }

    assert wanted <= catalogue.phrases().keys()


def several(kind, count: int, **changes) -> list[Fact]:
    days = changes.pop("days_ago", 0)
    return [a_fact(kind=kind, value=VALUE_OF[kind], at=NOW - timedelta(days=days), **changes) for _ in range(count)]


def test_evidence_of_another_kind_of_help_counts_a_quarter():
    facts = [a_fact(category="carry") for _ in range(20)]
    seen = {category: rules.seen_from(facts, category=category) for category in ("carry", "plumber")}

    assert {fact.weight for fact in seen["carry"]} == {1.0}
    assert {fact.weight for fact in seen["plumber"]} == {rules.CURRENT.other_category}
    scores = [rules.scored(each, NOW).score for each in ([], seen["plumber"], seen["carry"])]
    assert scores == sorted(scores)
    assert len(set(scores)) == 3


def test_as_many_promises_as_are_named_lift_a_score_to_a_gate_and_one_less_does_not():
    facts = [a_fact(), a_fact(kind="called_off", value=0.0)]
    needed = explaining.kept_to_reach(700, facts, NOW, rules.CURRENT, role="helper")

    assert needed is not None
    more = [a_fact() for _ in range(needed)]
    assert rules.scored([*facts, *more], NOW).score >= 700 > rules.scored([*facts, *more[1:]], NOW).score
    assert explaining.kept_to_reach(950, facts, NOW, rules.CURRENT, role="helper") is None
