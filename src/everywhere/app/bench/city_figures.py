"""What the plays of the small city say: how the three ways of asking compare, and whether coverage kept its promises.

A promise is held against what happened in the same way in which it is made: in the median an asker who gave up is counted
as far as they waited, in the share as one without an answer.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from everywhere.app import reference_data
from everywhere.app.bench import city, city_people, figures, server
from everywhere.app.bench.city import Asking, Played
from everywhere.app.bench.figures import Figure
from everywhere.help.matching.coverage import rules as coverage
from everywhere.help.matching.waves.types import Manner, Matching
from everywhere.kernel.settings import Settings

PEOPLE, DAYS, NEEDS, SEED = 70, 3, 260, 7
JUDGED_SEEDS = (101, 102, 103, 104, 105, 106, 107, 108)
"""Cities that no rule of coverage was chosen on."""
BUCKETS_MINUTES = (0.5, 1.0, 2.0, 4.0, 8.0, math.inf)
JUDGED_FROM = 50
WITHIN = 0.2
"""A promised median may be off by so much of what happened, in each bucket of `JUDGED_FROM` needs or more."""
SHARE_WITHIN = 0.1
"""And a promised share by so much."""


@dataclass(slots=True)
class Lived:
    """Figures of the city, and notes to them."""

    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def lived(plays: Mapping[Matching, Played], judged: Sequence[Played]) -> Lived:
    """What the plays of one city, by each way of asking, and of others to judge the promises by, say together."""
    said = Lived()
    for matching, played in plays.items():
        said.figures += compared(matching, played)
    asked = [asking for played in judged for asking in played.asked]
    said.figures += reliability(asked)
    needs = len(plays["waves"].asked)
    said.notes = [
        (
            f"City: {PEOPLE} people of the simulator, {needs} instant needs over {DAYS} days, played through the product's verbs on a "
            f"database of its own, seed {SEED}; a helper is on for part of the day and comes to two of three invitations. "
            "EVERYWHERE_MATCHING says which way an installation asks; waves are the default."
        ),
        (
            f"Coverage: what was promised when a need was posted, against what happened, in {len(judged)} other such cities asked in waves, "
            f"seeds {JUDGED_SEEDS[0]} to {JUDGED_SEEDS[-1]}, {len(asked)} needs, from the first need of each for which there was a promise; "
            "no rule was chosen on them. A bucket holds the needs whose promised median lies in it, and is judged from "
            f"{JUDGED_FROM} needs on. Who gave up counts in a median as far as they waited, and in a share as not answered."
        ),
    ]
    return said


def played(matching: Matching, seed: int = SEED) -> Played:
    """Play the city of a seed by one way of asking."""
    return server.run_in_order(_played(matching, seed))


async def _played(matching: Matching, seed: int) -> Played:
    async with server.fresh_server() as url, server.migrated(url, pool_max=4) as db:
        await db.pool.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = off")  # no figure here is a time of the machine
        await db.pool.expire_connections()
        await reference_data.load(db)
        small = await city_people.founded(db, people_count=PEOPLE, days=DAYS, needs_count=NEEDS, seed=seed)
        return await city.play(db, small, Manner(Settings.model_fields["wave_interval_s"].default, matching))


def compared(matching: str, played: Played) -> list[Figure]:
    """How one way of asking fared."""
    answered = [asking.answered_s for asking in played.asked if asking.answered_s is not None]
    agreed = sum(asking.is_agreed for asking in played.asked)
    head = f"city, {matching}"
    return [
        Figure(f"{head}: share answered", len(answered) / max(1, len(played.asked)), ""),
        Figure(f"{head}: first answer, median of the answered", figures.median(answered or [0.0]) / 60, "min"),
        Figure(f"{head}: invitations a deal", played.invitations.total() / max(1, agreed), ""),
        Figure(f"{head}: Gini of invitations between helpers", gini(played.invitations, played.helpers), ""),
    ]


def gini(invitations: Counter[UUID], helpers: int) -> float:
    """0 where all helpers were asked equally often, towards 1 where one was asked always."""
    counts = np.sort([*invitations.values(), *[0] * (helpers - len(invitations))])
    if not counts.sum():
        return 0.0
    ranks = np.arange(1, len(counts) + 1)
    return float((2 * ranks - len(counts) - 1) @ counts / (len(counts) * counts.sum()))


def reliability(asked: Sequence[Asking]) -> list[Figure]:
    """For each bucket of promised minutes: the promise, against what happened."""
    promised = [asking for asking in asked if asking.promised is not None]
    found = [Figure("coverage: needs with a promise", len(promised), "")]
    low = 0.0
    for high in BUCKETS_MINUTES:
        inside = [asking for asking in promised if low <= _median_of(asking) < high]
        words = f"{low:g}–{high:g} min" if high < math.inf else f"{low:g} min and more"
        found += _bucket(f"coverage, promised {words}", inside)
        low = high
    hopeless = [asking for asking in promised if asking.promised is not None and asking.promised.median_minutes is None]
    return found + _shares("coverage, no median promised", hopeless)


def _bucket(head: str, asked: Sequence[Asking]) -> list[Figure]:
    if not asked:
        return []
    said = figures.median([_median_of(asking) for asking in asked])
    seen = happened(asked)[1]
    bar = 1 + WITHIN if len(asked) >= JUDGED_FROM else None
    off = math.inf if seen is None else max(said / seen, seen / said)
    return [
        Figure(f"{head}: median of {len(asked)} needs", said, "min", seen, "min happened"),
        Figure(f"{head}: off by a factor of", off, "", bar=bar, bar_is="at most"),
        *_shares(head, asked),
    ]


def _shares(head: str, asked: Sequence[Asking]) -> list[Figure]:
    if not asked:
        return []
    said = float(np.mean([asking.promised.answered_share for asking in asked if asking.promised is not None]))
    seen = happened(asked)[0]
    bar = SHARE_WITHIN if len(asked) >= JUDGED_FROM else None
    return [
        Figure(f"{head}: share answered, {len(asked)} needs", said, "", seen, "happened"),
        Figure(f"{head}: share off by", abs(said - seen), "", bar=bar, bar_is="at most"),
    ]


def happened(asked: Sequence[Asking]) -> tuple[float, float | None]:
    """The share that was answered and the minutes within which half were, as coverage reckons them."""
    minutes = np.array([(asking.answered_s or asking.ended_s or asking.plan.wait_s) / 60 for asking in asked])
    is_answered = np.array([asking.answered_s is not None for asking in asked])
    moments, by_then, _ = coverage.answered_by(minutes, is_answered, np.ones(len(asked)))
    half = moments[by_then >= 0.5]
    return float(is_answered.mean()), (float(half[0]) if len(half) else None)


def _median_of(asking: Asking) -> float:
    known = None if asking.promised is None else asking.promised.median_minutes
    return math.nan if known is None else known
