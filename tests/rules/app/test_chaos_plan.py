"""A seed names one hour of trouble."""

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator.faults import plan


def hour(seed: int, span_s: float = 3600.0) -> list[plan.Fault]:
    return plan.drawn(Dice(seed), span_s=span_s)


def test_the_same_seed_draws_the_same_faults_and_another_draws_others():
    assert hour(7) == hour(7)
    assert plan.digest(hour(7)) == plan.digest(hour(7))
    assert plan.digest(hour(7)) != plan.digest(hour(8))


def test_a_whole_hour_has_every_kind_of_fault_in_another_order_for_each_seed():
    orders = {tuple(fault.kind for fault in hour(seed)) for seed in range(20)}

    assert all(set(order) == set(plan.KINDS) for order in orders)
    assert len(orders) == 20


def test_faults_come_one_after_another_inside_the_story():
    for seed in range(20):
        moments = [fault.at_s for fault in hour(seed)]

        assert moments == sorted(moments)
        assert moments[0] >= plan.BEGINS_SHARE * 3600
        assert moments[-1] <= plan.ENDS_SHARE * 3600


def test_a_shorter_story_has_fewer_faults():
    assert len(hour(1, span_s=900.0)) == plan.PER_HOUR / 4
