"""The story of a simulation is planned whole from its seed."""

import statistics
from typing import get_args

import pytest

from everywhere.app.demo import words
from everywhere.app.demo.dice import Dice
from everywhere.app.simulator import grounds, plot
from everywhere.app.simulator.demand import Demand, Spot
from everywhere.app.simulator.story import End, Story, Way


def city_of_spots() -> Demand:
    spots = [
        Spot(31.2 + row * 0.002, 121.4 + column * 0.002, 3.0, float(row + column)) for row in range(40) for column in range(40)
    ]
    return Demand("a grid", spots)


def planned(seed: int, people: int = 150, hours: float = 2, shops: int = 0) -> Story:
    return plot.plan(city="shanghai", people=people, hours=hours, seed=seed, demand=city_of_spots(), shops=shops)


def test_the_same_seed_tells_the_same_story() -> None:
    assert planned(7).digest() == planned(7).digest()


def test_another_seed_tells_another_story() -> None:
    assert len({planned(seed).digest() for seed in range(5)}) == 5


def test_the_number_of_people_is_what_was_asked_for() -> None:
    assert len(planned(7, people=33).people) == 33


def test_chance_does_not_depend_on_the_order_of_questions() -> None:
    forward = [Dice(1).share("p", number) for number in range(10)]
    backward = [Dice(1).share("p", number) for number in reversed(range(10))]
    assert forward == backward[::-1]


def test_chance_is_spread_evenly() -> None:
    dice = Dice(3)
    assert statistics.mean(dice.share(number) for number in range(4000)) == pytest.approx(0.5, abs=0.02)
    assert sum(dice.chance(0.2, "c", number) for number in range(4000)) == pytest.approx(800, abs=90)


def test_people_live_in_neighbourhoods_and_need_help_near_home() -> None:
    for person in planned(7).people:
        for need in person.needs:
            away_m = grounds.distance_m(person.home.lat, person.home.lon, need.where.lat, need.where.lon)
            assert away_m <= 2 * grounds.RADIUS_M + 200


def test_neighbourhoods_do_not_overlap() -> None:
    hoods = grounds.neighbourhoods(city_of_spots().spots, 500, Dice(2))
    apart = [grounds.distance_m(a.lat, a.lon, b.lat, b.lon) for a in hoods for b in hoods if a is not b]
    assert len(hoods) >= 5
    assert min(apart) > 2 * grounds.RADIUS_M


def test_a_place_without_people_holds_no_story() -> None:
    with pytest.raises(ValueError, match="no spot"):
        grounds.neighbourhoods([Spot(31.2, 121.4, 1, 1)], 10, Dice(1))


def test_every_fee_is_lawful_and_in_whole_yuan() -> None:
    for need in planned(5).needs:
        if need.fee_minor is not None:
            assert need.fee_minor % 100 == 0
            assert need.fee_minor * 60 >= plot.FLOOR_HOURLY_MINOR * need.minutes


def test_new_needs_leave_time_to_finish_them() -> None:
    story = planned(5)
    assert max(need.at_s for need in story.needs) <= story.span_s * plot.ASKING_SHARE


def test_somebody_in_each_neighbourhood_can_do_what_is_asked_there() -> None:
    story = planned(7, people=140)
    offered = {offer.category for person in story.people for offer in person.offers}
    asked = [need.category for need in story.needs]
    assert sum(category in offered for category in asked) > 0.9 * len(asked)


def test_every_category_has_words_in_both_languages() -> None:
    for said in words.of_categories().values():
        assert said.weight > 0
        assert all(zh and en for zh, en in (*said.asks, *said.gives))


def test_in_shops_everything_is_bought_in_every_way_and_ends_in_every_way() -> None:
    story = planned(5, people=150, shops=3)

    assert {sale.way for sale in story.sales} == set(get_args(Way))
    assert {sale.end for sale in story.sales} == set(get_args(End))
    assert {sale.end for sale in story.sales if sale.way == "counter"} == {"kept"}
    assert {sale.buyer for sale in story.sales} <= {person.number for person in story.people}
    assert len({sale.key for sale in story.sales}) == len(story.sales)
    assert all(0 < sale.at_s < story.span_s for sale in story.sales)


def test_who_keeps_a_shop_is_none_of_the_people_and_changes_nothing_of_their_story() -> None:
    with_shops = planned(5, shops=3)

    assert [shop.owner.number for shop in with_shops.shops] == [150, 151, 152]
    assert with_shops.people == planned(5).people
    assert with_shops.digest() == planned(5, shops=3).digest() != planned(5).digest()
