"""Who is asked for an instant need, in which order, and when nobody is.

Everything here is decided from shown points: the need's cell, the offer's cell, and the cell (of the offer's own
size) that the helper was last in. Exact points would choose a little better, and tell: whoever posts needs here and
there, and looks which of them find somebody, could walk a circle around a helper's door; whoever lends hands from
many places could do the same to an asker.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import h3.api.basic_int as h3

from everywhere.help.categories.types import Category
from everywhere.help.matching.batch import rules as batch
from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Reason
from everywhere.help.matching.waves.types import Candidate, Chosen, Load, Matching, Progress, Seeking, Wave
from everywhere.help.needs.types import Need
from everywhere.help.offers import actions as offers
from everywhere.help.offers.types import Availability
from everywhere.places import actions as places
from everywhere.places.types import Point

RINGS_M = (600, 1200, 2400, 5000, 7500, 10_000)
WIDENS_UNTIL = len(RINGS_M)
"""From this ring on the same area is asked again: somebody may have come on, or come home from a job."""
PAUSE_GROWS = 1.1
"""Each later pause over the one before, so that a need of two hours is looked at some forty times and not 360."""
ASKED_AT_ONCE = 5
INVITATIONS_PER_HOUR = 12
FRESH = timedelta(minutes=30)
"""A helper's last position counts for so long; after that the centre of the service area does."""
FAIRNESS = 0.02
"""What each invitation of the last day costs in the order, against a score that is at most 1."""
FAIRNESS_AT_MOST = 10
REACH_M = 3000
"""So far beyond a ring a service area's centre may lie and its helper still be inside the ring."""
READY_WITHIN_M = 3000
"""As far as coverage counts who is ready."""

_FINEST = 8
"""The resolution of the smallest cells that anybody is shown in."""


def ring_m(wave: int) -> int:
    """How far the n-th wave reaches, beginning with 1."""
    return RINGS_M[min(wave, WIDENS_UNTIL) - 1]


def is_quiet(hour: int, quiet_from: int | None, quiet_to: int | None) -> bool:
    """Whether a helper wants no invitation in this local hour; spans go past midnight, equal ends mean never."""
    if quiet_from is None or quiet_to is None:
        return False
    if quiet_from <= quiet_to:
        return quiet_from <= hour < quiet_to
    return hour >= quiet_from or hour < quiet_to


def from_when(category: Category, zone: ZoneInfo, now: datetime) -> datetime:
    """The moment from which the category's night rule lets anybody be asked: now, or the end of the night."""
    local = now.astimezone(zone)
    if not category.is_night(local.hour):
        return now
    morning = datetime.combine(local.date(), time(category.night_to_hour), zone)
    return (morning if morning > local else morning + timedelta(days=1)).astimezone(now.tzinfo)


def next_at(wave: int, *, now: datetime, interval_s: float, expires_at: datetime) -> datetime | None:
    """When the ring after this one is due: later and later once they widen no more; None when the need is over before."""
    due = now + timedelta(seconds=interval_s * PAUSE_GROWS ** max(0, wave - WIDENS_UNTIL))
    return due if due < expires_at else None


def together_at(opened_at: datetime, expires_at: datetime, *, interval_s: float) -> datetime:
    """When all needs that were opened within one interval are decided together: its end, unless this one is over before."""
    ends_s = math.ceil(opened_at.timestamp() / interval_s) * interval_s
    ends_at = datetime.fromtimestamp(ends_s, opened_at.tzinfo)
    return ends_at if ends_at < expires_at else opened_at


def stands_at(candidate: Candidate, last: Availability | None, now: datetime) -> Point:
    """Where a helper counts as being: the cell they were seen in within half an hour, else the centre of their area."""
    seen = None if last is None or now - last.at > FRESH else last.point
    if seen is None:
        return Point(candidate.lat, candidate.lon)
    finest = h3.latlng_to_cell(seen.lat, seen.lon, _FINEST)
    return Point(*h3.cell_to_latlng(h3.cell_to_parent(finest, h3.get_resolution(candidate.cell))))


def granted_m(candidate: Candidate, seeking: Seeking) -> int:
    """How much nearer than their cells' centres two can be to each other, as far as a decision may know: a cell's radius."""
    return max(places.cell_radius_m(candidate.cell), places.cell_radius_m(seeking.cell))


def serves(candidate: Candidate, seeking: Seeking) -> bool:
    """Whether the service area can hold the need."""
    apart_m = places.distance_m(Point(candidate.lat, candidate.lon), seeking.point)
    is_member = not candidate.community_ids or seeking.community_id in candidate.community_ids
    return is_member and apart_m <= candidate.radius_m + granted_m(candidate, seeking)


def may_be_asked(load: Load | None, last: Availability | None, *, is_busy: bool, hour: int) -> bool:
    """Whether a helper may be disturbed now: not at work, not in quiet hours, not past the cap, not just asked something else."""
    is_asleep = last is not None and is_quiet(hour, last.quiet_from_hour, last.quiet_to_hour)
    is_worn = load is not None and (load.last_hour >= INVITATIONS_PER_HOUR or load.is_pending)
    return not (is_busy or is_asleep or is_worn)


class Pool:
    """The helpers around a need who may be disturbed, and how good each would be for it and for its rivals."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        switches: Mapping[UUID, Availability],
        loads: Mapping[UUID, Load],
        busy: Collection[UUID],
        asked: Collection[tuple[UUID, UUID]],
        *,
        zone: ZoneInfo,
        now: datetime,
    ) -> None:
        """`asked` are the pairs of need and helper that were brought together before."""
        self._all = candidates
        self._asked = set(asked)
        self._loads = loads
        self._candidates: dict[UUID, list[Candidate]] = {}
        self._stands: dict[UUID, Point] = {}
        local = now.astimezone(zone)
        for candidate in candidates:
            last = switches.get(candidate.helper_id)
            is_free = may_be_asked(loads.get(candidate.helper_id), last, is_busy=candidate.helper_id in busy, hour=local.hour)
            if is_free and offers.is_within_hours(candidate.hours, local):
                self._candidates.setdefault(candidate.helper_id, []).append(candidate)
                self._stands[candidate.helper_id] = stands_at(candidate, last, now)

    def choose(
        self,
        seeking: Seeking,
        rivals: Sequence[Seeking],
        *,
        median_minor: float | None,
        typical_minutes: int,
        matching: Matching = "waves",
    ) -> list[tuple[Candidate, float]]:
        """The best for one need, each with the distance in metres; by `nearest`, the nearest, whatever else is known of them.

        First comes who the assignment over all waiting needs gives it; nobody comes whom it gives to a rival.
        """
        rated = self._rated(seeking, median_minor, typical_minutes)
        if matching == "nearest":
            free = sorted(rated, key=lambda helper_id: (self._distance_m(helper_id, seeking), helper_id))
        else:
            mine, reserved = self._shared(seeking, rivals, rated, median_minor, typical_minutes) if rivals else (None, set())
            free = [helper_id for helper_id in rated if helper_id not in reserved]
            free.sort(key=lambda helper_id: (helper_id != mine, -rated[helper_id][1], helper_id))
        return [(rated[helper_id][0], self._distance_m(helper_id, seeking)) for helper_id in free[:ASKED_AT_ONCE]]

    def ready(self, seeking: Seeking) -> int:
        """How many helpers are switched on within `READY_WITHIN_M` and serve there, whether or not they may be disturbed just now."""
        near = (each for each in self._all if places.distance_m(Point(each.lat, each.lon), seeking.point) <= READY_WITHIN_M)
        return len({each.helper_id for each in near if each.helper_id != seeking.asker_id and serves(each, seeking)})

    def lately(self, helper_id: UUID) -> int:
        """How many invitations a helper had in the last day."""
        load = self._loads.get(helper_id)
        return 0 if load is None else load.last_day

    def _shared(
        self,
        seeking: Seeking,
        rivals: Sequence[Seeking],
        rated: Mapping[UUID, tuple[Candidate, float]],
        median_minor: float | None,
        typical_minutes: int,
    ) -> tuple[UUID | None, set[UUID]]:
        tables = {rival.need_id: self._rated(rival, median_minor, typical_minutes) for rival in rivals} | {seeking.need_id: rated}
        helpers = sorted({helper_id for table in tables.values() for helper_id in table})

        def utility(need_id: UUID, helper_id: UUID) -> float | None:
            found = tables[need_id].get(helper_id)
            # Scores fall below zero with distance; shifted, so that a far helper is still better than none.
            return None if found is None else 10 + found[1]

        given = batch.assign(sorted(tables), helpers, utility)
        mine = given.pop(seeking.need_id, None)
        return mine, set(given.values())

    def _rated(self, seeking: Seeking, median_minor: float | None, typical_minutes: int) -> dict[UUID, tuple[Candidate, float]]:
        """Each helper who can be asked for a need, by the offer that suits it best."""
        rated: dict[UUID, tuple[Candidate, float]] = {}
        for helper_id, found in self._candidates.items():
            if helper_id == seeking.asker_id or (seeking.need_id, helper_id) in self._asked:
                continue
            distance_m = self._distance_m(helper_id, seeking)
            for candidate in found:
                if not serves(candidate, seeking) or distance_m > ring_m(seeking.wave) + granted_m(candidate, seeking):
                    continue
                price = ranking.for_one_job(candidate.price_kind, candidate.price_minor, typical_minutes)
                score = ranking.score(candidate.record, price_minor=price, median_minor=median_minor, distance_m=distance_m)
                score -= FAIRNESS * min(self.lately(helper_id), FAIRNESS_AT_MOST)
                if helper_id not in rated or rated[helper_id][1] < score:
                    rated[helper_id] = (candidate, score)
        return rated

    def _distance_m(self, helper_id: UUID, seeking: Seeking) -> float:
        return places.distance_m(self._stands[helper_id], seeking.point)


def chosen(candidate: Candidate, distance_m: float, *, lately: int, fee_minor: int | None, median_minor: float | None) -> Chosen:
    """An invitation with the reasons that its helper is told."""
    rested = [Reason.of("rested")] if lately == 0 else []
    reasons = [
        Reason.of("near", distance_m=places.distance_bucket(distance_m)),
        *ranking.fee_reasons(fee_minor, median_minor),
        *ranking.record_reasons(candidate.record),
        *rested,
    ]
    return Chosen(candidate.helper_id, candidate.offer_id, reasons)


def progress(need: Need, waves: Sequence[Wave], *, now: datetime) -> Progress:
    """Where the asking stands."""
    if need.stage in ("agreed", "closed"):
        return "agreed"
    if need.stage not in ("open", "draft", "screened") or need.expires_at <= now:
        return "over"
    if not need.is_now:
        return "scheduled"
    return "exhausted" if waves and waves[-1].next_at is None else "asking"
