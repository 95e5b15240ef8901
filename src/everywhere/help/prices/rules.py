"""The fair-price band, and what a fee comes to by the hour."""

from everywhere.help.prices.types import Of, PriceBand, Quartiles
from everywhere.kernel.money import Money

BAND_DEALS_MIN = 8
TRAVEL_M_PER_MINUTE = 200
"""12 km/h, an e-bike in town: what the way to a job and back is reckoned with."""


def band(found: Quartiles, currency: str, *, of: Of) -> PriceBand | None:
    """The fair-price band that fees make, to the cent; None where fewer than 8 deals tell."""
    if found.p25 is None or found.median is None or found.p75 is None or found.count < BAND_DEALS_MIN:
        return None
    p25, median, p75 = (Money(round(each), currency) for each in (found.p25, found.median, found.p75))
    return PriceBand(p25=p25, median=median, p75=p75, count=found.count, of=of)


def hourly_pay(fee: Money, *, minutes: int, distance_m: float) -> Money:
    """What a fee comes to by the hour when the way there and back is counted in; a broken cent rounds down."""
    all_minutes = minutes + 2 * distance_m / TRAVEL_M_PER_MINUTE
    return Money(int(fee.minor * 60 / all_minutes), fee.currency)
