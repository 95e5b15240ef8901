"""What is left of who goes, and what it weighs when they come back."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.standing.evidence.types import Fact
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.types import Counterpart
from everywhere.standing.returning import rules
from everywhere.standing.returning.types import Departure
from support.standing import NOW, SOMEBODY, a_fact

KEY = bytes(32)
GONE = Departure(UUID(int=5))
ANEW = UUID(int=78)


def left(*facts: Fact, **known: object):
    return rules.left_by(facts, GONE, NOW, formulas.CURRENT, **known)


def broken(**changes: object) -> Fact:
    return a_fact(**{"kind": "left_undone", "value": 0.0, **changes})


def test_a_handle_is_known_again_under_one_key_and_under_no_other():
    assert rules.mark_of(KEY, "phone:+8613800000000") == rules.mark_of(KEY, "phone:+8613800000000")
    assert rules.mark_of(KEY, "phone:+8613800000000") != rules.mark_of(bytes(31) + b"1", "phone:+8613800000000")
    assert rules.mark_of(KEY, str(SOMEBODY)) != rules.departure_of(KEY, SOMEBODY)


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [a_fact(), a_fact(kind="kept_late", value=0.75)],
        [a_fact(kind="review", value=0.0)],
        [a_fact(kind="dispute", value=0.6)],
        [broken(weight=0.2)],
    ],
)
def test_without_unkept_promises_or_lost_disputes_nothing_is_left(facts):
    assert left(*facts) is None


def test_a_deal_that_was_left_undone_and_disputed_counts_once():
    deal = uuid4()
    lost = a_fact(kind="dispute", value=0.0, receipt_kind="dispute", receipt_id=deal)

    assert left(broken(receipt_id=deal), lost).weight == 1
    assert left(broken(), lost).weight == 2


def test_what_is_left_is_weighed_as_in_the_score():
    with_friend = uuid4()
    doubted = broken(by_id=with_friend)
    old = broken(at=NOW - formulas.CURRENT.half_life)

    found = left(doubted, old, broken(role="asker"), believed={with_friend: Counterpart(credence=0.5)})

    assert found.weight == pytest.approx(0.5 + 0.5 + 1)
    assert (found.role, found.kept_until) == ("asker", NOW + timedelta(days=365))


@given(st.lists(st.integers(0, 900), min_size=1, max_size=6), st.integers(0, 700))
def test_one_number_fades_as_each_broken_promise_would_have(ages: list[int], later: int):
    facts = [broken(at=NOW - timedelta(days=age)) for age in ages]
    found = left(*facts)
    if found is None:
        return
    then = NOW + timedelta(days=later)
    half = [broken(weight=rules.CARRIED, at=fact.at) for fact in facts]

    back = formulas.scored([rules.returned(ANEW, found)], then).exact

    assert back == pytest.approx(formulas.scored(half, then).exact)


@given(st.integers(1, 40), st.integers(0, 400))
def test_who_comes_back_stands_below_who_is_new_and_rises_by_kept_promises(count: int, days: int):
    back = rules.returned(ANEW, left(*[broken() for _ in range(count)]))
    then = NOW + timedelta(days=days)
    stands = formulas.scored([back], then)

    assert stands.exact < formulas.scored([], then).exact
    assert formulas.scored([back, a_fact(at=then)], then).exact > stands.exact
