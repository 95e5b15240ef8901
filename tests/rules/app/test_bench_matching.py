"""What the matching benchmark counts: only valid assignments, and plays whose outcome is known by hand."""

import gzip
import random

import numpy as np
import pytest

from everywhere.app.bench import asking, assigning, instances, matching, waiting
from everywhere.app.bench.instances import Instance, Match, Side


def side(points, worth, *, begins=None, lasts=100.0, first=0):
    count = len(points)
    began = np.array(begins if begins is not None else [0.0] * count, dtype=float)
    x, y = np.array(points, dtype=float).reshape(count, 2).T
    return Side(x, y, began, began + lasts, np.arange(first, first + count), np.array(worth, dtype=float))


def instance(needs, helpers, *, radius_m=1000.0, capacity=1):
    count = len(helpers)
    return Instance("tiny", needs, helpers, np.full(count, radius_m), np.full(count, capacity))


def two_by_two():
    """Nearest first gives the first need the helper without whom the second goes alone."""
    needs = side([(0, 0), (900, 0)], [10, 10])
    helpers = side([(400, 0), (-900, 0)], [1.0, 0.5], first=2)
    return instance(needs, helpers)


def test_the_optimum_of_a_tiny_instance_is_found():
    tiny = two_by_two()
    assert instances.total(tiny, assigning.optimum(tiny)) == 15.0
    greedy = assigning.greedy(tiny, -tiny.distance_m, "order")
    assert instances.total(tiny, greedy) < 15.0
    assert instances.total(tiny, assigning.batches_by_order(tiny, 1)) == 15.0


def test_a_batch_waits_for_the_better_pair_and_never_past_a_need():
    needs = side([(0, 0)], [10], begins=[0.0])
    helpers = side([(0, 0), (0, 0)], [0.2, 0.9], begins=[1.0, 50.0], first=1)
    tiny = instance(needs, helpers)
    assert [(match.helper, match.at) for match in waiting.batch_by_clock(tiny, 1.0)] == [(1, 99.0)]


def test_who_comes_for_somebody_about_to_leave_is_given_to_them_at_once():
    needs = side([(0, 0)], [10], begins=[0.0])
    late = side([(0, 0)], [0.5], begins=[99.5], first=1)
    assert [match.at for match in waiting.batch_by_clock(instance(needs, late), 1.0)] == [99.5]


def test_the_most_windows_that_reach_the_bar_are_chosen():
    shares = {20: 0.90, 10: 0.93, 5: 0.955, 3: 0.97, 2: 0.99}
    assert matching.chosen_windows(shares.__getitem__) == (5, 0.955)
    assert matching.chosen_windows(lambda windows: 1 - windows) == (2, -1)


def test_capacity_lets_one_helper_serve_several_in_every_play():
    tiny = instance(side([(0, 0), (1, 0), (2, 0)], [1, 2, 3]), side([(0, 0)], [1.0], first=3), capacity=2)
    plays = [
        assigning.optimum(tiny),
        assigning.greedy(tiny, tiny.utility, "order"),
        assigning.batches_by_order(tiny, 2),
        waiting.batch_by_clock(tiny, 1.0),
    ]
    assert [instances.total(tiny, matches) for matches in plays] == [5.0] * 4


@pytest.mark.parametrize(
    ("matches", "fault"),
    [
        ([Match(0, 0), Match(0, 1)], "need 0 has 2 helpers"),
        ([Match(0, 0), Match(1, 0)], "helper 0 has 2 needs and room for 1"),
        ([Match(1, 1)], "need 1 lies outside helper 1's radius"),
        ([Match(0, 0, at=100.0)], "need 0 and helper 0 are not both there at 100.0 s"),
    ],
)
def test_a_false_assignment_is_never_counted(matches, fault):
    tiny = two_by_two()
    assert instances.faults(tiny, matches) == [fault]
    with pytest.raises(AssertionError):
        instances.total(tiny, matches)


def test_a_pair_that_is_never_there_together_is_a_fault():
    tiny = instance(side([(0, 0)], [1]), side([(0, 0)], [1.0], begins=[100.0], first=1))
    assert instances.faults(tiny, [Match(0, 0)]) == ["need 0 and helper 0 are never there together"]
    assert assigning.optimum(tiny) == []


@pytest.mark.parametrize("seed", range(5))
def test_no_play_beats_the_optimum_or_breaks_a_rule(seed):
    dice = random.Random(seed)
    spots = lambda count: [(dice.uniform(0, 3000), dice.uniform(0, 3000)) for _ in range(count)]  # noqa: E731
    times = lambda count: [dice.uniform(0, 600) for _ in range(count)]  # noqa: E731
    needs = side(spots(25), [dice.uniform(1, 10) for _ in range(25)], begins=times(25), lasts=200)
    helpers = side(spots(15), [dice.uniform(0.2, 1) for _ in range(15)], begins=times(15), lasts=150, first=25)
    one = instance(needs, helpers)
    best = instances.total(one, assigning.optimum(one))
    plays = [
        assigning.greedy(one, one.utility, "order"),
        assigning.greedy(one, -one.distance_m, "clock"),
        assigning.batches_by_order(one, 3),
        waiting.batch_by_clock(one, 1.0),
        waiting.batch_by_clock(one, 60.0),
        asking.waves(one, is_willing=True).matches,
        asking.waves(one, is_willing=False).matches,
    ]
    assert all(0 < instances.total(one, matches) <= best + 1e-9 for matches in plays)


def test_waves_ask_the_near_first_and_reach_the_far_with_a_later_ring():
    near = instance(side([(0, 0)], [1]), side([(0, 0)], [1.0], begins=[-5], first=1), radius_m=5000)
    far = instance(side([(0, 0)], [1]), side([(4000, 0)], [1.0], begins=[-5], first=1), radius_m=5000)
    (soon,) = asking.waves(near, is_willing=True).matches
    (later,) = asking.waves(far, is_willing=True).matches
    assert soon.at < 20 <= later.at


async def test_without_its_data_the_benchmark_says_what_is_missing(tmp_path):
    with pytest.raises(matching.NoData, match=r"gmission_everysender.*--data"):
        await matching.measure(1, data=tmp_path)


async def test_small_recordings_are_read_played_and_reported(tmp_path):
    head = "dataset,instance,seq,begin_time,kind,x,y,duration,radius,capacity,reward,success_prob\n"
    lines = "tiny,0,0,0,task,0,0,300,,,10,\ntiny,0,1,5,worker,0.1,0,300,1,1,,0.5\n"
    with gzip.open(tmp_path / instances.PLANE_FILE, "wt") as file:
        file.write(head + lines + lines.replace("tiny,0", "tiny,1"))
    with gzip.open(tmp_path / instances.TAXI_FILE, "wt") as file:
        file.write("begin_s,kind,x_m,y_m,duration_s,radius_m\n61210,task,2000,3000,600,\n61215,worker,2000,3000,300,1500\n")
    result = await matching.measure(1, data=tmp_path, city=False)
    assert result.missed == []
    found = {figure.name: figure.value for figure in result.figures}
    assert found["tiny: offline optimum"] == 5.0
    assert found["taxi_tobm by clock: batch ÷ optimum"] == 1.0
