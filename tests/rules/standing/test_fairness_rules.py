"""The four-fifths rule over groups of people."""

import pytest

from everywhere.app import standing as told
from everywhere.standing.fairness import rules


def test_the_lowest_rate_over_the_highest_is_the_ratio():
    north, south = [700] * 36 + [600] * 4, [700] * 24 + [600] * 16
    found = rules.grouped("community", {"south": south, "north": north}, 650)

    assert [(group.name, group.passing) for group in found.groups] == [("north", 36), ("south", 24)]
    assert (found.least, found.ratio, found.is_fair) == ("south", pytest.approx(24 / 36), False)


def test_a_group_of_few_is_left_out_and_breaks_no_rule():
    found = rules.grouped("language", {"zh-CN": [700] * 30, "en": [400] * (rules.JUDGED_FROM - 1)}, 650)

    assert [group.name for group in found.groups] == ["zh-CN"]
    assert (found.ratio, found.is_fair) == (None, True)


def test_where_nobody_passes_nothing_is_compared():
    assert rules.grouped("tenure", {"new": [500] * 40, "old": [500] * 40}, 650).ratio is None


def test_the_report_says_which_rule_is_broken():
    groups = {"en": [600] * 20 + [700] * 20, "zh-CN": [700] * 40}
    lines = told.fairness_lines([rules.grouped("language", groups, 650)], 650)

    assert lines == [
        "by language: 0.50 × the best, en; the four-fifths rule is BROKEN",
        "  en: 40 people, quartiles 600/650/700, 50% reach 650",
        "  zh-CN: 40 people, quartiles 700/700/700, 100% reach 650",
    ]
