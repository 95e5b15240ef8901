"""Whom the walk believes: a crowd that deals with many, hardly a ring that deals with itself."""

import random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.standing.credence import rules
from everywhere.standing.formula import rules as formulas
from support.standing import a_fact


def crowd_and_ring(people: int = 400, ring: int = 20, seed: int = 1) -> tuple[rules.Graph, int, np.ndarray]:
    """A crowd in which each deals with eight others, and a ring in which all praise each other and one dealt outside."""
    chance = random.Random(seed)
    pairs = [(one, chance.randrange(people)) for one in range(people) for _ in range(8)]
    pairs += [(people + one, people + other) for one in range(ring) for other in range(ring) if one != other] * 5
    pairs.append((people, 0))
    one, other = np.array(pairs, np.int32).T
    anchors = np.zeros(people + ring, np.bool_)
    anchors[: people // 10] = True
    return rules.graph_of(one, other, np.ones(len(one)), people + ring), people + ring, anchors


def test_a_ring_is_believed_less_than_the_crowd():
    graph, people, anchors = crowd_and_ring()
    credence = rules.credences(graph, people, anchors)

    assert np.median(credence[:400]) > 0.8
    assert credence[401:].max() < 0.2
    assert ((credence >= rules.CREDENCE_MIN) & (credence <= 1)).all()


def test_without_anchors_everybody_who_dealt_is_believed():
    graph, people, anchors = crowd_and_ring()

    assert set(rules.credences(graph, people, np.zeros_like(anchors))) == {1.0}


def test_who_never_dealt_is_new():
    nothing = np.zeros(0, np.int32)
    graph = rules.graph_of(nothing, nothing, np.zeros(0), 3)

    assert rules.credences(graph, 3, np.array([True, False, False])).tolist() == [rules.NEW_CREDENCE] * 3


def test_a_pair_is_one_edge_however_often_and_from_whichever_side():
    one, other = np.array([0, 1, 0, 1, 2, 2], np.int32), np.array([1, 0, 1, 0, 0, 2], np.int32)
    graph = rules.graph_of(one, other, np.array([1.0, 1.0, 1.0, 1.0, -1.0, 1.0]), 3)

    assert (graph.one.tolist(), graph.other.tolist()) == ([0], [1])
    assert graph.bond.tolist() == [rules.BOND_MAX]


@pytest.mark.parametrize(("people", "steps"), [(1, 2), (16, 4), (1000, 10), (1_000_000, 20)])
def test_the_walk_is_short_and_even(people: int, steps: int):
    assert rules.steps(people) == steps


def a_ring(size: int, honest: int, people: int = 300) -> tuple[rules.Graph, np.ndarray]:
    """A crowd, and a ring in which each praises each and dealt with so many of the crowd."""
    chance = random.Random(3)
    pairs = [(one, chance.randrange(people)) for one in range(people) for _ in range(8)]
    pairs += [(people + one, people + other) for one in range(size) for other in range(one)] * 5
    pairs += [(people + one, chance.randrange(people)) for one in range(size) for _ in range(honest)]
    one, other = np.array(pairs, np.int32).T
    return rules.graph_of(one, other, np.ones(len(one)), people + size), np.arange(people + size, dtype=np.uint64)


@given(st.integers(2, 8), st.integers(0, 3))
def test_a_ring_is_less_open_than_the_crowd_unless_it_showed_where_it_belongs(size: int, honest: int):
    graph, numbers = a_ring(size, honest)
    openness = rules.openness(graph, numbers, np.zeros(len(numbers), np.bool_))
    checked = rules.openness(graph, numbers, np.ones(len(numbers), np.bool_))

    assert openness[:300].min() > 0.8
    assert openness[300:].max() < 0.8 or (size <= 3 and honest >= 2)
    assert set(checked) == {1.0}


def test_where_everybody_deals_with_everybody_nobody_is_closed():
    one, other = np.array([(one, other) for one in range(12) for other in range(one)], np.int32).T
    graph = rules.graph_of(one, other, np.ones(len(one)), 12)

    assert rules.openness(graph, np.arange(12, dtype=np.uint64), np.zeros(12, np.bool_)).tolist() == [1.0] * 12


def test_openness_of_nobody():
    nothing = np.zeros(0, np.int32)
    graph = rules.graph_of(nothing, nothing, np.zeros(0), 2)

    assert rules.openness(graph, np.arange(2, dtype=np.uint64), np.zeros(2, np.bool_)).tolist() == [1.0, 1.0]


@given(st.integers(0, 60), st.integers(0, 60))
def test_pressing_one_more_never_raises_candour_and_speaking_without_never_lowers_it(spoken: int, more: int):
    pressed = min(spoken, more)
    now = rules.candour_of(spoken, pressed)

    assert rules.CREDENCE_MIN <= now <= 1
    assert rules.candour_of(spoken + 1, pressed + 1) <= now
    assert rules.candour_of(spoken + 1, pressed) >= now


@pytest.mark.parametrize(("spoken", "pressed"), [(1, 1), (2, 2), (5, 2), (10, 3), (40, 6)])
def test_a_few_lost_disputes_cost_no_credence(spoken: int, pressed: int):
    assert rules.candour_of(spoken, pressed) == 1


def test_who_was_spoken_of_is_counted_once_and_only_against_who_had_something_to_gain():
    witness, other, target = UUID(int=5), UUID(int=6), UUID(int=8)
    sore = {"kind": "review", "value": 0.0, "weight": 0.25, "by_id": witness}
    of_somebody = [
        a_fact(**sore),
        a_fact(kind="dispute", value=1.0, by_id=witness),
        a_fact(kind="review", value=0.0, by_id=other),
        a_fact(kind="dispute", value=0.0, by_id=other),
        a_fact(by_id=UUID(int=7)),
    ]
    of_target = [a_fact(person_id=target, kind="review", value=1.0, weight=0.25, by_id=witness)]
    columns = formulas.as_columns([*of_somebody, *of_target])
    columns.person[len(of_somebody) :] = 1

    counted = zip(*(part.tolist() for part in rules.spoken_of(columns, np.full(6, -np.inf))), strict=True)
    assert list(counted) == [(5, 2, 1), (6, 1, 0)]
    later = rules.spoken_of(columns, np.full(6, np.inf))
    assert later[2].tolist() == [0, 0]
