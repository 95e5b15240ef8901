"""What may be said of coverage, and in which words.

One or two helpers are told as "a few": who watches a map should not learn from a number when one person is switched
on. Nobody is told as nobody, for that is what an asker must know. Figures of the past come only from eight needs on.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from everywhere.help.categories.types import Category
from everywhere.help.matching.coverage.types import Advice, Coverage, Lies, Pay, Ready, Tally
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
THIN_SHARE = 0.5


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


def told(tallies: Sequence[Tally]) -> Tally | None:
    """The first tally that says enough to be told."""
    return next((tally for tally in tallies if tally.needs >= NEEDS_MIN), None)


def advice(found: Sequence[Ready], past: Tally | None, *, is_night: bool) -> Advice:
    """Whether to ask now. Where few are ready and the past does not speak against it, schedule instead."""
    if is_night:
        return "night"
    if all(each.count == 0 and not each.is_few for each in found):
        return "schedule"
    was_answered = past is not None and past.answered >= THIN_SHARE * past.needs
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
        "percent": round(100 * past.answered / past.needs),
        "hours": _say("coverage_these_hours" if past.same_hours else "coverage_any_hours", language),
    }
    if past.median_minutes is None:
        return _say("coverage_past", language, **facts)
    return _say("coverage_past_fast", language, **facts, minutes=max(1, round(past.median_minutes)))


def _say(code: str, language: Language, **facts: object) -> str:
    return catalogue.say(catalogue.phrases()[code], language, facts)
