"""Whom the walk believes: a crowd that deals with many, hardly a ring that deals with itself."""

import random

import numpy as np
import pytest

from everywhere.standing.credence import rules


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
