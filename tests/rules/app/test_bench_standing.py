"""The scorecard of the benchmark: ranks by rate, bins in order, measures as they are defined."""

import numpy as np
import pytest

from everywhere.app.bench import ratings, scorecard


def test_the_area_is_how_often_a_bad_case_scores_above_a_good_one():
    score, bad = np.array([1.0, 2.0, 2.0, 3.0]), np.array([False, True, False, True])

    assert scorecard.area(score, bad) == pytest.approx((1 + 0.5 + 1 + 1) / 4)
    assert scorecard.distance(score, bad) == pytest.approx(0.5)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_is_cut_where_its_rate_goes_one_way(sign: int):
    rng = np.random.default_rng(3)
    number = rng.uniform(size=4000)
    bad = rng.uniform(size=4000) < 0.1 + 0.5 * (number if sign > 0 else 1 - number)
    weights = scorecard.binned(number, bad).weights

    assert len(weights) > 4
    assert (np.diff(weights) * sign > 0).all()


def test_a_number_turns_once_where_many_cases_say_so():
    rng = np.random.default_rng(3)
    status = rng.integers(-2, 4, 6000).astype(float)
    rate = np.array([0.3, 0.2, 0.1, 0.2, 0.4, 0.6])
    bad = rng.uniform(size=6000) < rate[(status + 2).astype(int)]
    turns = np.sign(np.diff(scorecard.binned(status, bad).weights))

    assert turns.tolist() == [-1, -1, 1, 1, 1]


def test_a_turn_that_chance_made_is_seldom_believed():
    rng = np.random.default_rng(5)
    turned = 0
    for _ in range(20):
        number = rng.uniform(size=1000)
        steps = np.diff(scorecard.binned(number, rng.uniform(size=1000) < 0.3).weights)
        turned += not ((steps > 0).all() or (steps < 0).all())

    assert turned <= 2


def test_a_rare_or_unknown_category_weighs_as_all_the_rare_ones():
    words = np.array(["a"] * 500 + ["b"] * 495 + ["c"] * 5)
    column = scorecard.binned(words, np.arange(1000) % 3 == 0)

    assert column.apply(np.array(["c", "never seen"])).tolist() == [column.weights[-1]] * 2


def test_fair_raters_of_the_good_find_each_other():
    source, target = np.array([0, 0, 1, 1, 2]), np.array([2, 3, 2, 3, 3])
    rating = np.array([10.0, -10.0, 10.0, -10.0, 10.0])
    fairness, goodness = ratings.fairness_goodness(ratings.Ratings(np.arange(4), source, target, rating, np.zeros(5)))

    assert goodness[2] > 0.5
    assert goodness[3] < 0
    assert fairness[0] > fairness[2]


def test_a_column_of_which_the_cases_say_little_counts_like_the_others():
    rng = np.random.default_rng(4)
    told = rng.normal(size=(400, 1))
    bad = rng.uniform(size=400) < 1 / (1 + np.exp(-told[:, 0]))
    rare = np.where(rng.uniform(size=(400, 1)) < 0.02, 1.0, 0.0)
    weights = np.column_stack([told, rare])
    to_nought, to_shared = (abs(scorecard.logistic(weights, bad, 60.0, is_shared=shared)[2]) for shared in (False, True))

    assert to_nought < 0.2
    assert to_shared > 0.5
