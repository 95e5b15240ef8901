"""An instance played by the product's instant waves: rings that widen, a few helpers asked at once, the first yes agreed.

The plane lies on the map around a point of Shanghai, a metre a metre. Needs and helpers are known to the rule by the H3
cells of resolution 8 they would be shown in, so that it may ask somebody who is a little too far; they say no. Whoever
says yes is agreed with at once if the need is still open and both are still there. A helper's success probability is
what earlier reviews told of them, since that is how the rule could know it.
"""

import heapq
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import h3.api.basic_int as h3
import numpy as np

from everywhere.app.bench.instances import Instance, Match
from everywhere.help.matching.waves import rules
from everywhere.help.matching.waves.types import Candidate, Load, Seeking

INTERVAL_S = 20.0
THINKS_S = (3.0, 18.0)
"""A helper answers so long after being asked, evenly spread; the next ring is due after `INTERVAL_S`."""
_WEST, _SOUTH = 121.4, 31.2
_M_PER_DEGREE = 111_195.0
_RESOLUTION = 8
_REVIEWS = 20
_NOBODY = UUID(int=0)
_NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
_RIVALS_MAX = 19
_SOON_S = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a play: who was brought together, and how many invitations that took."""

    matches: list[Match]
    invitations: int


def waves(instance: Instance, *, is_willing: bool, seed: int = 7) -> Asked:
    """Play all needs by the clock; `is_willing`: everybody who is near enough says yes, else with their success probability."""
    return _Play(instance, random.Random(seed), is_willing=is_willing).run()  # noqa: S311 - dice of a play


class _Play:
    def __init__(self, instance: Instance, dice: random.Random, *, is_willing: bool) -> None:
        self._instance = instance
        self._dice = dice
        self._is_willing = is_willing
        self._offers = [self._offer(helper) for helper in range(len(instance.helpers))]
        self._seeks = [self._seeking(need) for need in range(len(instance.needs))]
        self._room = instance.capacity.copy()
        self._open = set(range(len(instance.needs)))
        self._asked: defaultdict[int, list[float]] = defaultdict(list)
        self._pairs: set[tuple[UUID, UUID]] = set()
        self._due: dict[int, tuple[float, int]] = {}
        self._matches: list[Match] = []

    def run(self) -> Asked:
        """Until no need waits for a ring or an answer."""
        self._due = {need: (float(at), 1) for need, at in enumerate(self._instance.needs.begins)}
        events: list[tuple[float, int, int]] = [(at, need, -1) for need, (at, _) in self._due.items()]
        heapq.heapify(events)
        while events:
            at, need, helper = heapq.heappop(events)
            if need not in self._open or at >= self._instance.needs.ends[need]:
                self._due.pop(need, None)
            elif helper >= 0:
                self._answered(need, helper, at)
            else:
                for coming in self._ask(need, at):
                    heapq.heappush(events, coming)
        return Asked(self._matches, sum(len(times) for times in self._asked.values()))

    def _ask(self, need: int, at: float) -> list[tuple[float, int, int]]:
        wave = self._due.pop(need)[1]
        pool = self._pool(at)
        rivals = [] if pool is None else self._rivals(need, at)
        best = [] if pool is None else pool.choose(self._at(need, wave), rivals, median_minor=None, typical_minutes=60)
        coming = []
        for candidate, _ in best:
            helper = candidate.helper_id.int - 1
            self._asked[helper].append(at)
            self._pairs.add((self._seeks[need].need_id, candidate.helper_id))
            coming.append((at + self._dice.uniform(*THINKS_S), need, helper))
        ends_at = _NOON + timedelta(seconds=float(self._instance.needs.ends[need]))
        due = rules.next_at(wave, now=_NOON + timedelta(seconds=at), interval_s=INTERVAL_S, expires_at=ends_at)
        if due is not None:
            due_s = (due - _NOON).total_seconds()
            self._due[need] = (due_s, wave + 1)
            coming.append((due_s, need, -1))
        return coming

    def _answered(self, need: int, helper: int, at: float) -> None:
        is_here = at < self._instance.helpers.ends[helper] and self._room[helper] > 0
        says_yes = self._is_willing or self._dice.random() < self._instance.helpers.worth[helper]
        if is_here and says_yes and self._instance.of(need, helper) is not None:
            self._matches.append(Match(need, helper, at))
            self._open.remove(need)
            self._due.pop(need, None)
            self._room[helper] -= 1

    def _pool(self, at: float) -> rules.Pool | None:
        helpers = self._instance.helpers
        here = np.flatnonzero((helpers.begins <= at) & (helpers.ends > at) & (self._room > 0)).tolist()
        if not here:
            return None
        loads = {UUID(int=helper + 1): self._load(helper, at) for helper in here if helper in self._asked}
        found = [self._offers[helper] for helper in here]
        now = _NOON + timedelta(seconds=at)
        return rules.Pool(found, {}, loads, (), self._pairs, zone=ZoneInfo("UTC"), now=now)

    def _load(self, helper: int, at: float) -> Load:
        times = self._asked[helper]
        last_hour = sum(1 for asked_at in times if asked_at > at - 3600)
        return Load(UUID(int=helper + 1), last_hour, len(times), is_pending=times[-1] > at - INTERVAL_S)

    def _rivals(self, need: int, at: float) -> list[Seeking]:
        soon = [(began, other) for other, (began, _) in self._due.items() if other != need and at <= began <= at + _SOON_S]
        return [self._at(other, self._due[other][1]) for _, other in heapq.nsmallest(_RIVALS_MAX, soon)]

    def _at(self, need: int, wave: int) -> Seeking:
        one = self._seeks[need]
        return Seeking(one.need_id, one.asker_id, None, one.lat, one.lon, one.cell, wave)

    def _seeking(self, need: int) -> Seeking:
        lat, lon, cell = _shown(float(self._instance.needs.x[need]), float(self._instance.needs.y[need]))
        return Seeking(UUID(int=10**9 + need), _NOBODY, None, lat, lon, cell, 1)

    def _offer(self, helper: int) -> Candidate:
        lat, lon, cell = _shown(float(self._instance.helpers.x[helper]), float(self._instance.helpers.y[helper]))
        stars = round(_REVIEWS * (1 + 4 * float(self._instance.helpers.worth[helper])))
        one = UUID(int=helper + 1)
        reach_m = int(self._instance.radius_m[helper])
        return Candidate(one, one, lat, lon, cell, reach_m, [], "talk", None, [], stars, _REVIEWS, _REVIEWS, _REVIEWS, _REVIEWS)


def _shown(x_m: float, y_m: float) -> tuple[float, float, int]:
    lat = _SOUTH + y_m / _M_PER_DEGREE
    lon = _WEST + x_m / (_M_PER_DEGREE * float(np.cos(np.radians(_SOUTH))))
    cell = h3.latlng_to_cell(lat, lon, _RESOLUTION)
    return (*h3.cell_to_latlng(cell), cell)
