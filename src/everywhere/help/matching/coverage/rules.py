"""What may be said of coverage, and in which words.

One or two helpers are told as "a few": who watches a map should not learn from a number when one person is switched
on. Nobody is told as nobody, for that is what an asker must know. Figures of the past come only from eight needs on.

How long the first answer takes is estimated with what is known of needs that ended without one: until then nobody had
answered, and no more (E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53, 1958). A few needs
near by say little, so what lies in the wider circles counts too, together as much as `PRIOR_NEEDS` needs; the widest holds
needs of all kinds. Only needs are compared at whose beginning about as many helpers were ready as now: nothing else says as
much of how long an answer takes. At night, when nobody is asked, only needs of the night are: others tell of a day that is
not there. A median is told where its error, by Greenwood's formula (Reports on Public Health 33, 1926), leaves it within a
factor of `SURE_WITHIN`; where about half are answered at all, it could be a minute as well as an hour.
"""

import bisect
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from everywhere.help.categories.types import Category
from everywhere.help.matching.coverage.types import Advice, Coverage, Lies, Outcome, Pay, Ready, Tally
from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.prices import actions as prices
from everywhere.help.prices.types import PriceBand
from everywhere.kernel import catalogue
from everywhere.kernel.catalogue import Language
from everywhere.kernel.money import Money

READY_WITHIN_M = (600, 1500, 3000)
COUNT_SHOWN_FROM = 3
NEEDS_MIN = 8
HOURS_A_BUCKET = 4
BASES: tuple[tuple[int, bool], ...] = ((1500, True), (3000, True), (10_000, True), (3000, False), (10_000, False))
"""What figures of the past are taken from: the first of (metres, only at this time of day) with enough needs."""
CIRCLES: tuple[tuple[int, bool], ...] = ((1500, True), (3000, True), (10_000, True), (10_000, False))
"""Each within the next: what is said of it is drawn to what lies around."""
PRIOR_NEEDS = 20
"""The median of n waits is sure to about 1.4/√n, and neighbourhoods differ by about a third of it: both weigh the same at 20."""
READY_LEVELS = (1, 3, 5, 8)
"""How many are ready, as far as it makes a difference: the first is where some are, the second where a number is told."""
SURE_WITHIN = 2.0
"""A median that may be twice or half as long, by one standard error, is not told: the share that was answered says what is known."""
THIN_SHARE = 0.5
_ROUNDING = 1e-9


def hour_bucket(local: datetime) -> int:
    """Which sixth of the day it is: 0 from midnight to four, 5 from eight in the evening."""
    return local.hour // HOURS_A_BUCKET


def ready(distances_m: Iterable[float]) -> list[Ready]:
    """Helpers counted by distance, with small counts hidden."""
    known = list(distances_m)
    found = []
    for within_m in READY_WITHIN_M:
        count = sum(distance_m <= within_m for distance_m in known)
        is_few = 0 < count < COUNT_SHOWN_FROM
        found.append(Ready(within_m, 0 if is_few else count, is_few))
    return found


def told(outcomes: Sequence[Outcome], ready: int = 0, *, is_night: bool = False) -> Tally | None:
    """What may be expected after these outcomes where so many helpers are ready; None where too few needs were of this kind."""
    these = _of(outcomes, is_night=is_night)
    basis = _basis(these)
    like = these if is_night else _like_now(these, ready)
    if basis is None or len(like) < NEEDS_MIN:
        return None
    (within_m, same_hours), needs = basis
    share, median = expected(like, within_m, same_hours=same_hours)
    return Tally(within_m, same_hours, needs, share, median)


def is_enough(outcomes: Sequence[Outcome], ready: int, *, is_night: bool = False) -> bool:
    """Whether needs of one kind say what may be expected, so that those of other kinds need not be looked at."""
    these = _of(outcomes, is_night=is_night)
    alike = these if is_night else _alike(these, ready)
    return len(alike) >= 2 * PRIOR_NEEDS or _basis(these) is None


def _of(outcomes: Sequence[Outcome], *, is_night: bool) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.is_night == is_night]


def _basis(outcomes: Sequence[Outcome]) -> tuple[tuple[int, bool], int] | None:
    """The first of `BASES` with enough needs, and how many those are."""
    for within_m, same_hours in BASES:
        count = sum(outcome.is_same_kind and _is_in(outcome, within_m, same_hours=same_hours) for outcome in outcomes)
        if count >= NEEDS_MIN:
            return (within_m, same_hours), count
    return None


def _like_now(outcomes: Sequence[Outcome], ready: int) -> list[Outcome]:
    """Those with about as many ready, or if they are few the next more and fewer; where nobody counted, all of this kind."""
    if sum(outcome.ready is not None for outcome in outcomes) < NEEDS_MIN:
        return [outcome for outcome in outcomes if outcome.is_same_kind]
    alike = _alike(outcomes, ready)
    # Nobody and somebody are never alike: who would promise from the one to the other promises help that is not there.
    is_lonely = ready < READY_LEVELS[0]
    return alike if len(alike) >= NEEDS_MIN or is_lonely else _alike([each for each in outcomes if each.ready], ready, apart=1)


def _alike(outcomes: Sequence[Outcome], ready: int, *, apart: int = 0) -> list[Outcome]:
    level = bisect.bisect_right(READY_LEVELS, ready)
    known = ((each, each.ready) for each in outcomes if each.ready is not None)
    return [each for each, count in known if abs(bisect.bisect_right(READY_LEVELS, count) - level) <= apart]


def expected(outcomes: Sequence[Outcome], within_m: int, *, same_hours: bool) -> tuple[float, float | None]:
    """The share that was answered, and the minutes in which half are; None where fewer are or that is not sure."""
    weight = _weights(outcomes, (within_m, same_hours))
    counts = weight > 0
    minutes = np.array([outcome.minutes for outcome in outcomes])[counts]
    is_answered = np.array([outcome.is_answered for outcome in outcomes], dtype=bool)[counts]
    # The end of the curve hangs on the last who waited; how many were answered is plain to see.
    share = float(np.average(is_answered, weights=weight[counts]))
    return share, _median(*answered_by(minutes, is_answered, weight[counts]))


def _median(moments: NDArray[np.float64], answered: NDArray[np.float64], error: NDArray[np.float64]) -> float | None:
    earliest, half, latest = (moments[share >= 0.5 - _ROUNDING] for share in (answered + error, answered, answered - error))
    is_sure = len(latest) and half[0] <= SURE_WITHIN * earliest[0] and latest[0] <= SURE_WITHIN * half[0]
    return float(half[0]) if is_sure else None


def answered_by(
    minutes: NDArray[np.float64], is_answered: NDArray[np.bool_], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The moments at which somebody was answered, rising, the share that is answered by each after Kaplan and Meier, and its error."""
    moments = np.unique(minutes[is_answered])
    first = np.searchsorted(moments, minutes, side="right")  # who ends before the first answer is at risk at none
    at_risk = np.cumsum(np.bincount(first, weight, len(moments) + 1)[::-1])[::-1][1:]
    came = np.bincount(first[is_answered] - 1, weight[is_answered], len(moments))
    waiting = np.cumprod(1 - came / at_risk)
    left = np.maximum(at_risk - came, _ROUNDING)  # where nobody is left, nobody waits, and nothing is unsure
    error = waiting * np.sqrt(np.cumsum(came / (at_risk * left)))
    return moments, (1 - waiting).astype(np.float64), error.astype(np.float64)


def _weights(outcomes: Sequence[Outcome], basis: tuple[int, bool]) -> NDArray[np.float64]:
    """How much each need counts: those within fully; those of the wider circles, the next first, together as `PRIOR_NEEDS`."""
    weight = np.zeros(len(outcomes))
    left = np.inf
    is_same_kind = np.array([outcome.is_same_kind for outcome in outcomes], dtype=bool)
    circles = [
        is_same_kind & np.array([_is_in(outcome, within_m, same_hours=same_hours) for outcome in outcomes], dtype=bool)
        for within_m, same_hours in (basis, *CIRCLES)
    ]
    for circle in (*circles, np.ones(len(outcomes), dtype=bool)):
        is_new = circle & (weight == 0)
        count = int(is_new.sum())
        if count and left:
            counted = min(count, left)
            weight[is_new] = counted / count
            left = PRIOR_NEEDS if left == np.inf else left - counted
    return weight


def _is_in(outcome: Outcome, within_m: int, *, same_hours: bool) -> bool:
    return outcome.distance_m <= within_m and (outcome.same_hours or not same_hours)


def advice(found: Sequence[Ready], past: Tally | None, *, is_night: bool) -> Advice:
    """Whether to ask now. Where few are ready and the past does not speak against it, schedule instead."""
    if is_night:
        return "night"
    if all(each.count == 0 and not each.is_few for each in found):
        return "schedule"
    was_answered = past is not None and past.answered_share >= THIN_SHARE
    is_thin = found[1].count < COUNT_SHOWN_FROM
    return "schedule" if is_thin and not was_answered else "ask_now"


def travel_m(found: Sequence[Ready]) -> int:
    """How far a helper probably comes from: the nearest distance within which some are ready, else the widest."""
    return next((each.within_m for each in found if each.count or each.is_few), READY_WITHIN_M[-1])


def pay(fee: Money, *, category: Category, travel_m: int, band: PriceBand | None, floor: Money) -> Pay:
    """A fee by the hour, for a job of the usual length with the way there and back, and where it lies."""
    hourly = prices.hourly_pay(fee, minutes=category.typical_minutes, distance_m=travel_m)
    return Pay(fee, hourly, lies(fee, band, floor))


def lies(fee: Money, band: PriceBand | None, floor: Money) -> Lies:
    """Where a fee lies against the law and the band."""
    if fee < floor:
        return "below_floor"
    if band is None:
        return "unknown"
    if fee < band.p25:
        return "low"
    return "usual" if fee <= band.p75 else "high"


def sentence(coverage: Coverage, language: Language) -> str:
    """Coverage in plain words: who is ready, how it went so far, what to do."""
    parts = [_ready_words(coverage.ready, language), _past_words(coverage.past, language)]
    if coverage.advice == "schedule":
        parts.append(_say("coverage_schedule", language))
    if coverage.advice == "night":
        parts.append(_say("coverage_night", language, hour=coverage.category.night_to_hour))
    return _say("coverage_joint", language).join(parts)


def _ready_words(found: Sequence[Ready], language: Language) -> str:
    counted = next((each for each in found if each.count), None)
    few = next((each for each in found if each.is_few), None)
    if counted is not None:
        distance = ranking.distance_words(counted.within_m)
        return _say("coverage_ready", language, count=counted.count, distance=distance)
    if few is not None:
        return _say("coverage_few", language, distance=ranking.distance_words(few.within_m))
    return _say("coverage_nobody", language, distance=ranking.distance_words(READY_WITHIN_M[-1]))


def _past_words(past: Tally | None, language: Language) -> str:
    if past is None:
        return _say("coverage_unknown", language)
    facts = {
        "needs": past.needs,
        "distance": ranking.distance_words(past.within_m),
        "percent": round(100 * past.answered_share),
        "hours": _say("coverage_these_hours" if past.same_hours else "coverage_any_hours", language),
    }
    if past.median_minutes is None:
        return _say("coverage_past", language, **facts)
    return _say("coverage_past_fast", language, **facts, minutes=max(1, round(past.median_minutes)))


def _say(code: str, language: Language, **facts: object) -> str:
    return catalogue.say(catalogue.phrases()[code], language, facts)
