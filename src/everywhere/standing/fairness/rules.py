"""Comparing groups by the four-fifths rule."""

from collections.abc import Mapping, Sequence

import numpy as np

from everywhere.standing.fairness.types import By, Comparison, Group

JUDGED_FROM = 30
"""Of fewer people a rate says little about a group, and much about each of them."""


def group_of(name: str, scores: Sequence[int], gate: int) -> Group:
    """A group by its scores; there is at least one."""
    low, median, high = (round(float(each)) for each in np.quantile(scores, (0.25, 0.5, 0.75)))
    passing = sum(score >= gate for score in scores)
    return Group(name=name, people=len(scores), low=low, median=median, high=high, passing=passing)


def grouped(by: By, members: Mapping[str, Sequence[int]], gate: int) -> Comparison:
    """Groups by their members' scores, side by side."""
    return compared(by, [group_of(name, scores, gate) for name, scores in sorted(members.items())])


def compared(by: By, groups: Sequence[Group]) -> Comparison:
    """Groups side by side; those of fewer than `JUDGED_FROM` people are left out."""
    judged = [group for group in groups if group.people >= JUDGED_FROM]
    best = max((group.rate for group in judged), default=0.0)
    if len(judged) < 2 or best == 0:
        return Comparison(by, judged, "", None)
    least = min(judged, key=lambda group: group.rate)
    return Comparison(by, judged, least.name, least.rate / best)
