"""Which topics a map view listens to, and how a notice reads."""

import math
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import h3

from everywhere.kernel import catalogue
from everywhere.kernel.catalogue import Language
from everywhere.kernel.errors import SignInNeeded
from everywhere.notify.types import TOPIC_RESOLUTION, Topic, person_topic

WATCH_RADIUS_MAX_M = 20_000
# Resolution-6 cells vary over the earth: neighbours' centres are nowhere closer than 4.5 km, so that a ring is at least
# 3.9 km (√3/2 of that) further out than the one inside it; corners are nowhere further than 4.2 km from the centre.
_RING_WIDTH_MIN_M = 3_900
_CORNER_MAX_M = 4_200
_SIGN = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$"}
_WITHOUT_CENTS = {"JPY", "KRW", "VND"}


def topics_of(person_id: UUID | None, middle: tuple[float, float] | None, radius_m: int) -> list[Topic]:
    """What a stream listens to: one person, a map around (lat, lon), or both. Raises SignInNeeded where it is neither."""
    own = [] if person_id is None else [person_topic(person_id)]
    around = [] if middle is None else watched_topics(*middle, radius_m)
    if not own and not around:
        raise SignInNeeded
    return own + around


def watched_topics(lat: float, lon: float, radius_m: int) -> list[Topic]:
    """The topics of every cell that a circle touches (and perhaps of a cell just beyond), in a stable order."""
    rings = math.ceil((radius_m + _CORNER_MAX_M) / _RING_WIDTH_MIN_M)
    around = h3.grid_disk(h3.latlng_to_cell(lat, lon, TOPIC_RESOLUTION), rings)
    reach_m = radius_m + _CORNER_MAX_M
    near = [cell for cell in around if h3.great_circle_distance((lat, lon), h3.cell_to_latlng(cell), unit="m") <= reach_m]
    return sorted(Topic(f"cell:{cell}") for cell in near)


def worded(kind: str, facts: Mapping[str, Any], language: Language) -> tuple[str, str]:
    """A notice's title and body. Amounts of money among the facts are written out; a kind without words shows its code."""
    text = catalogue.notices().get(kind)
    if text is None:
        return kind, ""
    said = {name: _said(fact) for name, fact in facts.items()}
    return catalogue.say(text.title, language, said), catalogue.say(text.body, language, said)


def written(minor: int, currency: str) -> str:
    """An amount as people read it: ¥1,250.00."""
    sign = _SIGN.get(currency, f"{currency} ")
    amount = f"{abs(minor):,}" if currency in _WITHOUT_CENTS else f"{abs(minor) // 100:,}.{abs(minor) % 100:02d}"
    return f"{'-' if minor < 0 else ''}{sign}{amount}"


def _said(fact: Any) -> Any:
    match fact:
        case {"minor": int(minor), "currency": str(currency)}:
            return written(minor, currency)
        case _:
            return fact
