"""How far to look at first, how far to look at most, and why an item is where it is."""

from collections import OrderedDict

from everywhere.help.matching.browse.types import NeedFound, OfferFound, OfferKept, Usual
from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Reason, Record
from everywhere.places import actions as places
from everywhere.places.types import Point

FIRST_RADIUS_M = 1500.0
"""Where nobody looked before; a wrong guess costs a second query, never an item."""
RADIUS_MARGIN = 1.25
PLACES_REMEMBERED = 20_000
_GRID_PER_DEGREE = 50


class Reach:
    """Remembers how far one had to look around here, so that the next search reads little more than it answers.

    Only a guess: a search that finds too little looks again over its whole circle, so what is forgotten or wrong
    costs time and changes no answer.
    """

    def __init__(self) -> None:
        self._far: OrderedDict[tuple[str, str | None, int, int], float] = OrderedDict()
        self._lately: dict[tuple[str, str | None], float] = {}

    def guess_m(self, listing: str, category: str | None, point: Point) -> float:
        """The radius to try first."""
        lately_m = self._lately.get((listing, category), FIRST_RADIUS_M)
        return self._far.get(_key(listing, category, point), lately_m)

    def learn(self, listing: str, category: str | None, point: Point, needed_m: float) -> None:
        """Note which radius would have been enough."""
        key = _key(listing, category, point)
        self._far[key] = self._lately[listing, category] = needed_m * RADIUS_MARGIN
        self._far.move_to_end(key)
        if len(self._far) > PLACES_REMEMBERED:
            self._far.popitem(last=False)


def needed_m(ranks: list[float], *, wanted: int, radius_m: float, by_distance: bool) -> float:
    """The radius that surely holds the first `wanted` items, seen from the ranks of those that were found so far.

    By distance the rank is the distance. By score it is the negative score, and nothing beyond the radius at which a
    perfect offer falls behind the last of them can be among them.
    """
    if len(ranks) < wanted:
        return radius_m
    last = ranks[wanted - 1]
    return min(radius_m, last if by_distance else ranking.radius_beyond_which_none_beats(-last))


def reaches(offer: OfferFound) -> bool:
    """Whether the service area can hold the point one looks from: its centre is blurred, so a cell's radius is granted."""
    return offer.distance_m <= offer.radius_m + places.cell_radius_m(offer.cell)


def record_of(offer: OfferFound) -> Record:
    """The helper's record that came with the offer."""
    return Record(offer.stars_sum, offer.stars_count, offer.asked, offer.answered, offer.completed)


def why_offer(offer: OfferFound, *, median_minor: float | None, typical_minutes: int) -> list[Reason]:
    """The reasons for an offer's place, most telling first."""
    price = ranking.for_one_job(offer.price_kind, offer.price_minor, typical_minutes)
    return [*why_here(offer.distance_m, is_open_now=offer.is_open_now), *_why_own(record_of(offer), price, median_minor)]


def why_here(distance_m: float, *, is_open_now: bool) -> list[Reason]:
    """Those of them that come from the place and the time of who looks; of the distance only its bucket counts."""
    return [_near(distance_m), *([Reason.of("open_now")] if is_open_now else [])]


def why_kept(kept: OfferKept, usual: Usual) -> list[Reason]:
    """The others, of a kept card."""
    price = ranking.for_one_job(kept.price_kind, kept.price_minor, usual.typical_minutes)
    return _why_own(kept.record, price, usual.median_minor)


def why_need(need: NeedFound, *, median_minor: float | None) -> list[Reason]:
    """The reasons to look at a need, for a helper."""
    now = [Reason.of("wanted_now")] if need.is_now else []
    return [_near(need.distance_m), *now, *ranking.fee_reasons(need.fee_minor, median_minor)]


def _why_own(record: Record, price: float | None, median_minor: float | None) -> list[Reason]:
    return [*ranking.record_reasons(record), *ranking.price_reasons(price, median_minor)]


def _near(distance_m: float) -> Reason:
    return Reason.of("near", distance_m=places.distance_bucket(distance_m))


def _key(listing: str, category: str | None, point: Point) -> tuple[str, str | None, int, int]:
    return listing, category, round(point.lat * _GRID_PER_DEGREE), round(point.lon * _GRID_PER_DEGREE)
