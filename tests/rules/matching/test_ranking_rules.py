"""The blend: what may move an offer up or down, and how it is explained."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everywhere.help.matching.ranking import rules
from everywhere.help.matching.ranking.types import Reason, ReasonCode, Record
from everywhere.kernel import catalogue


@st.composite
def records(draw):
    count = draw(st.integers(0, 500))
    asked = draw(st.integers(0, 500))
    return Record(
        stars_sum=draw(st.integers(count, 5 * count)),
        stars_count=count,
        asked=asked,
        answered=draw(st.integers(0, asked)),
        completed=draw(st.integers(0, 500)),
    )


prices = st.none() | st.integers(1, 10**9)
distances = st.floats(0, 20_000)


@given(records(), prices, prices, distances)
def test_a_score_is_at_most_one_and_every_part_lies_between_nought_and_one(record, price, median, distance):
    assert 0 <= rules.merit(record) <= rules.SCORE_MAX
    assert 0 <= rules.price_part(price, median) <= 1
    assert 0 <= rules.answer_rate(record) <= 1
    assert 0 <= rules.newcomer_room(record) <= 1
    assert rules.score(record, price_minor=price, median_minor=median, distance_m=distance) <= 1 + 1e-12


@given(records(), prices, prices, distances, st.floats(0.001, 5000))
def test_nearer_is_better_when_all_else_is_equal(record, price, median, distance, further):
    near = rules.score(record, price_minor=price, median_minor=median, distance_m=distance)
    far = rules.score(record, price_minor=price, median_minor=median, distance_m=distance + further)
    assert near > far


@given(records())
def test_five_more_stars_never_hurt_and_one_more_star_never_helps(record):
    praised = replace(record, stars_sum=record.stars_sum + 5, stars_count=record.stars_count + 1)
    damned = replace(record, stars_sum=record.stars_sum + 1, stars_count=record.stars_count + 1)
    assert rules.merit(praised) >= rules.merit(record) >= rules.merit(damned)
    assert rules.standing(praised) >= rules.standing(record) >= rules.standing(damned)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_lower_price_is_never_worse(one, other, median):
    cheap, dear = sorted((one, other))
    assert rules.price_part(cheap, median) >= rules.price_part(dear, median)


def test_a_newcomer_stands_in_the_middle_of_the_field():
    newcomer = rules.merit(Record())
    assert newcomer > rules.merit(Record(stars_sum=75, stars_count=20, asked=40, answered=20, completed=30))
    assert newcomer < rules.merit(Record(stars_sum=99, stars_count=20, asked=40, answered=39, completed=30))


def test_one_review_moves_little_and_many_move_much():
    nobody = rules.mean_stars(Record())
    once = rules.mean_stars(Record(stars_sum=1, stars_count=1))
    often = rules.mean_stars(Record(stars_sum=50, stars_count=50))
    assert nobody - once < 0.6
    assert nobody - often > 2.9


@given(records(), prices, prices, st.floats(-2, 1), st.floats(0.01, 20_000))
def test_beyond_the_radius_nothing_beats_the_worst_that_was_kept(record, price, median, worst, further):
    distance = rules.radius_beyond_which_none_beats(worst) + further
    assert rules.score(record, price_minor=price, median_minor=median, distance_m=distance) < worst or distance < further


@pytest.mark.parametrize(
    ("price", "median", "expected"),
    [
        (8000, 10000, [Reason.of("price_below", percent=20)]),
        (10500, 10000, [Reason.of("price_usual", percent=5)]),
        (15000, 10000, [Reason.of("price_above", percent=50)]),
        (None, 10000, [Reason.of("price_talk")]),
        (8000, None, []),
    ],
)
def test_a_price_is_explained_against_the_median(price, median, expected):
    assert rules.price_reasons(price, median) == expected


def test_an_hourly_price_is_compared_for_a_job_of_the_usual_length():
    assert rules.for_one_job("hourly", 6000, 90) == 9000
    assert rules.for_one_job("fixed", 6000, 90) == 6000
    assert rules.for_one_job("talk", None, 90) is None


def test_a_rate_of_two_requests_is_not_told():
    assert [reason.code for reason in rules.record_reasons(Record(asked=2, answered=2, completed=9))] == []
    assert [reason.code for reason in rules.record_reasons(Record(asked=5, answered=4, completed=9))] == ["answers"]


@pytest.mark.parametrize("code", get_args(ReasonCode))
@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_reason_can_be_said_in_every_language_with_nothing_left_to_fill_in(code, language):
    reason = Reason.of(code, distance_m=1500, stars=4.8, count=12, percent=20, completed=1, asked=7)
    said = rules.said(reason, language)
    assert said
    assert "{" not in said


def test_the_sentence_holds_the_numbers():
    assert rules.said(Reason.of("near", distance_m=1500), "en") == "Within 1.5 km"
    assert rules.said(Reason.of("near", distance_m=600), "zh-CN") == "600 m 以内"
    assert rules.said(Reason.of("stars", stars=4.8, count=12), "en") == "4.8 stars from 12 reviews"
