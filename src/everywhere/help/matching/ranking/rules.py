"""The blend that orders offers, in one place: what a record, a price and a distance are worth against each other.

    score = merit(record) + 0.25 · price − distance_km · 0.15
    merit = 0.45 · stars + 0.20 · answers + 0.10 · newcomer + 0.30 · standing

Each part lies between 0 and 1, so a kilometre weighs as much as 1.3 review stars. Stars and answers are means with a
prior, so that one review says little and a newcomer starts in the middle of the field. Standing is counted from where
everybody begins, upward and downward, so that who does not want to be scored stands beside newcomers.
"""

from functools import cache, lru_cache

from everywhere.help.matching.ranking.types import Blend, Reason, Record
from everywhere.kernel import catalogue
from everywhere.kernel.catalogue import Language
from everywhere.standing.scores.actions import AT_FIRST

STARS_WEIGHT = 0.45
PRICE_WEIGHT = 0.25
ANSWERS_WEIGHT = 0.20
NEWCOMER_WEIGHT = 0.10
STANDING_WEIGHT = 0.30
COST_PER_M = 0.15 / 1000
STANDING_SPAN = 600
SCORE_MAX = STARS_WEIGHT + PRICE_WEIGHT + ANSWERS_WEIGHT + NEWCOMER_WEIGHT + STANDING_WEIGHT * (950 - AT_FIRST) / STANDING_SPAN

PRIOR_STARS = 4.3
PRIOR_STARS_COUNT = 5
PRIOR_ANSWERED = 3
PRIOR_ASKED = 5
NEWCOMER_JOBS = 5
"""From so many completed deals on, nobody is a newcomer."""
ANSWERS_SHOWN_FROM = 5
"""Fewer invitations make no rate worth telling."""
PRICE_NEUTRAL = 0.5
USUAL_WITHIN = 0.1
"""A price within a tenth of the median is the usual one."""


def mean_stars(record: Record) -> float:
    """The mean of the stars, 1 to 5, drawn to the prior by `PRIOR_STARS_COUNT` imagined reviews."""
    return (PRIOR_STARS * PRIOR_STARS_COUNT + record.stars_sum) / (PRIOR_STARS_COUNT + record.stars_count)


def answer_rate(record: Record) -> float:
    """The share of invitations that were answered, 0 to 1, drawn to the prior. A declined one was never counted."""
    return (PRIOR_ANSWERED + record.answered) / (PRIOR_ASKED + record.asked)


def newcomer_room(record: Record) -> float:
    """1 for who has done nothing yet, falling to 0 at `NEWCOMER_JOBS` completed deals; 0 for who is back."""
    return 0.0 if record.is_back else max(0.0, 1 - record.completed / NEWCOMER_JOBS)


def merit(record: Record) -> float:
    """The part of the score that belongs to the helper."""
    stars = (mean_stars(record) - 1) / 4
    above = (standing(record) - AT_FIRST) / STANDING_SPAN
    parts = STARS_WEIGHT * stars + ANSWERS_WEIGHT * answer_rate(record) + NEWCOMER_WEIGHT * newcomer_room(record)
    return parts + STANDING_WEIGHT * above


def standing(record: Record) -> int:
    """The helper's standing, 350 to 950; where everybody begins for who has none."""
    return AT_FIRST if record.standing is None else record.standing


def price_part(price_minor: float | None, median_minor: float | None) -> float:
    """0.5 at the median, 1 at half of it or less, 0 at one and a half or more; 0.5 where either is not known."""
    if price_minor is None or median_minor is None:
        return PRICE_NEUTRAL
    return min(1.0, max(0.0, 0.5 + (median_minor - price_minor) / median_minor))


def score(record: Record, *, price_minor: float | None, median_minor: float | None, distance_m: float) -> float:
    """What the list "best" is ordered by, highest first."""
    return merit(record) + PRICE_WEIGHT * price_part(price_minor, median_minor) - COST_PER_M * distance_m


def blend() -> Blend:
    """The weights for the query that computes `score`."""
    nobody = Record()
    return Blend(PRICE_WEIGHT, COST_PER_M, merit(nobody), standing(nobody))


def radius_beyond_which_none_beats(worst_kept: float) -> float:
    """The distance in metres from which on nothing can score above `worst_kept`, however good it is."""
    return max(0.0, (SCORE_MAX - worst_kept) / COST_PER_M)


def for_one_job(price_kind: str, price_minor: int | None, typical_minutes: int) -> float | None:
    """What an offer's price makes for a job of the usual length, to compare with the band; None for "let's talk"."""
    if price_minor is None:
        return None
    return price_minor * typical_minutes / 60 if price_kind == "hourly" else float(price_minor)


def record_reasons(record: Record) -> list[Reason]:
    """What a record gives to tell."""
    reasons = []
    if record.stars_count:
        reasons.append(Reason.of("stars", stars=round(record.stars_sum / record.stars_count, 1), count=record.stars_count))
    if record.completed < NEWCOMER_JOBS:
        reasons.append(Reason.of("newcomer", completed=record.completed))
    if record.asked >= ANSWERS_SHOWN_FROM:
        reasons.append(Reason.of("answers", percent=round(100 * record.answered / record.asked), asked=record.asked))
    return reasons


def price_reasons(price_minor: float | None, median_minor: float | None) -> list[Reason]:
    """How an offer's price lies against the median near by; nothing where there is no median."""
    if price_minor is None:
        return [Reason.of("price_talk")]
    if not median_minor:
        return []
    away = price_minor / median_minor - 1
    if abs(away) <= USUAL_WITHIN:
        return [Reason.of("price_usual", percent=_percent(away))]
    return [Reason.of("price_above" if away > 0 else "price_below", percent=_percent(away))]


def fee_reasons(fee_minor: int | None, median_minor: float | None) -> list[Reason]:
    """How a need's fee lies against the median near by, read by a helper."""
    if fee_minor is None:
        return [Reason.of("fee_open")]
    if not median_minor:
        return []
    away = fee_minor / median_minor - 1
    if abs(away) <= USUAL_WITHIN:
        return [Reason.of("fee_usual", percent=_percent(away))]
    return [Reason.of("fee_above" if away > 0 else "fee_below", percent=_percent(away))]


@lru_cache(maxsize=20_000)
def said(reason: Reason, language: Language) -> str:
    """The reason as a sentence in the reader's language."""
    facts = {name: _number(value) for name, value in reason.facts}
    if "distance_m" in facts:
        facts["distance"] = distance_words(dict(reason.facts)["distance_m"])
    return catalogue.say(_words(reason.code), language, dict(facts))


def distance_words(distance_m: float) -> str:
    """`600 m`, `1.5 km`: the same in both languages."""
    return f"{distance_m:.0f} m" if distance_m < 1000 else f"{_number(round(distance_m / 1000, 1))} km"


@cache
def _words(code: str) -> dict[str, str]:
    return catalogue.phrases()[f"why_{code}"]


def _percent(away: float) -> int:
    return min(999, abs(round(100 * away)))


def _number(value: float) -> str:
    return f"{value:g}"
