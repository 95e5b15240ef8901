"""Batch assignment against brute force."""

import itertools
import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from everywhere.help.matching.batch import rules

utilities = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.none() | st.floats(0, 1), min_size=width, max_size=width),
        min_size=1,
        max_size=4,
    )
)


def best_sum(table):
    """The greatest total by trying every way, with as many places to stay alone as there are needs."""
    width = len(table[0])
    columns = range(width + len(table))
    worth = lambda row, column: (table[row][column] or 0.0) if column < width else 0.0  # noqa: E731
    return max(
        sum(worth(row, column) for row, column in enumerate(chosen)) for chosen in itertools.permutations(columns, len(table))
    )


@settings(deadline=None)  # brute force takes its time
@given(utilities)
def test_the_assignment_is_as_good_as_the_best_of_all(table):
    given_helpers = rules.assign(range(len(table)), range(len(table[0])), lambda need, helper: table[need][helper])
    assert len(set(given_helpers.values())) == len(given_helpers)
    assert all(table[need][helper] is not None for need, helper in given_helpers.items())
    assert abs(sum(table[need][helper] for need, helper in given_helpers.items()) - best_sum(table)) < 1e-9


def test_two_needs_do_not_take_each_others_best():
    table = {("a", "near"): 1.0, ("a", "far"): 0.9, ("b", "near"): 0.8, ("b", "far"): 0.1}
    assert rules.assign(["a", "b"], ["near", "far"], lambda need, helper: table[need, helper]) == {"a": "far", "b": "near"}


def test_a_pair_that_cannot_be_is_never_made():
    assert rules.assign(["a", "b"], ["x"], lambda need, _: 0.5 if need == "b" else None) == {"b": "x"}
    assert rules.assign(["a"], ["x", "y"], lambda _need, _helper: None) == {}


def test_nobody_to_ask_or_nothing_to_ask_for_is_an_empty_answer():
    assert rules.assign([], ["x"], lambda _need, _helper: 1.0) == {}
    assert rules.assign(["a"], [], lambda _need, _helper: 1.0) == {}


def test_the_order_of_needs_and_helpers_does_not_change_the_sum():
    chance = random.Random(7)
    table = [[chance.random() for _ in range(40)] for _ in range(25)]
    total = lambda needs, helpers: sum(table[n][h] for n, h in rules.assign(needs, helpers, lambda n, h: table[n][h]).items())  # noqa: E731
    there = total(range(25), range(40))
    back = total(list(reversed(range(25))), list(reversed(range(40))))
    assert abs(there - back) < 1e-9


def test_a_hundred_needs_and_three_hundred_helpers_all_get_someone_different():
    cost = np.random.default_rng(3).random((100, 300))
    chosen = rules.least_cost(cost)
    assert len(set(chosen)) == 100
    greedy = _greedy(cost)
    assert sum(cost[row, column] for row, column in enumerate(chosen)) <= greedy


def _greedy(cost):
    taken: set[int] = set()
    total = 0.0
    for row in cost:
        column = min((column for column in range(len(row)) if column not in taken), key=row.__getitem__)
        taken.add(column)
        total += row[column]
    return total


def waits(leaves, chance=0.0):
    return rules.Waiting(np.array(leaves, dtype=bool), np.full(len(leaves), chance))


def test_only_pairs_of_somebody_about_to_leave_are_settled():
    gain = np.array([[5.0, 1.0], [1.0, 5.0]])
    assert rules.settled(gain, waits([True, False]), waits([False, False]), 3.0) == [(0, 0)]
    assert rules.settled(gain, waits([False, False]), waits([False, False]), 3.0) == []


def test_who_stays_is_spared_for_another_who_will_come():
    """The helper who leaves is worth a little less than the one who stays and will be asked for again."""
    gain = np.array([[5.0, 4.8]])
    assert rules.settled(gain, waits([False]), rules.Waiting(np.array([False, True]), np.array([0.9, 0.9])), 5.0) == [(0, 1)]
    assert rules.settled(gain, waits([False]), rules.Waiting(np.array([False, True]), np.array([0.0, 0.9])), 5.0) == []


def test_whom_nobody_else_can_help_is_helped_however_sought_after_the_helper_is():
    assert rules.settled(np.array([[0.1]]), waits([True]), waits([False], chance=1.0), 100.0) == [(0, 0)]


@settings(deadline=None)
@given(st.integers(0, 50), st.floats(1, 10_000), st.floats(0, 1000), st.floats(0, 1000))
def test_another_is_the_likelier_the_longer_one_stays(came, waited_s, left_s, more_s):
    sooner, later = rules.chance_of_another(came, waited_s, np.array([left_s, left_s + more_s]))
    assert 0 <= sooner <= later <= 1


def test_a_table_with_more_rows_than_columns_is_assigned_as_well():
    gain = np.random.default_rng(5).random((30, 12))
    there = sum(gain[row, column] for row, column in rules.assigned(gain))
    back = sum(gain.T[row, column] for row, column in rules.assigned(gain.T))
    assert abs(there - back) < 1e-9
    assert len(rules.assigned(gain)) == 12


waiting_tables = st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(0, 2**32 - 1))


def _served_greedily(worth, order):
    """Each in turn, needs and helpers alike, takes the best of those that are left."""
    rows, columns, total = set(range(worth.shape[0])), set(range(worth.shape[1])), 0.0
    for is_need, one in order:
        free = [
            (worth[pair], pair)
            for pair in (((one, other) for other in columns) if is_need else ((other, one) for other in rows))
            if worth[pair] >= 0 and pair[0] in rows and pair[1] in columns
        ]
        if free:
            best, (row, column) = max(free)
            rows.remove(row)
            columns.remove(column)
            total += best
    return total


@settings(deadline=None)
@given(waiting_tables)
def test_a_settlement_is_never_worse_than_serving_the_same_people_greedily_in_any_order(made):
    needs, helpers, seed = made
    chance = np.random.default_rng(seed)
    gain = np.where(chance.random((needs, helpers)) < 0.3, -1.0, chance.random((needs, helpers)) * 9)
    everybody = [*((True, need) for need in range(needs)), *((False, helper) for helper in range(helpers))]
    sides = [rules.Waiting(chance.random(count) < 0.5, chance.random(count)) for count in (needs, helpers)]
    for worth in (gain, rules.worth_now(gain, *sides, 3.0)):
        best = sum(worth[pair] for pair in rules.assigned(worth))
        assert best >= _served_greedily(worth, chance.permutation(everybody).tolist()) - 1e-9


@settings(deadline=None)
@given(waiting_tables)
def test_where_nobody_can_wait_all_are_settled_and_greedy_wins_no_more(made):
    needs, helpers, seed = made
    chance = np.random.default_rng(seed)
    gain = np.where(chance.random((needs, helpers)) < 0.3, -1.0, chance.random((needs, helpers)) * 9)
    order = [(True, need) for need in chance.permutation(needs).tolist()]
    settled = rules.settled(gain, waits([True] * needs, 0.9), waits([True] * helpers, 0.9), 3.0)
    assert sum(gain[pair] for pair in settled) >= _served_greedily(gain, order) - 1e-9
