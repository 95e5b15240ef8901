"""Prices: what help is really paid."""

from dataclasses import dataclass
from typing import Literal

from everywhere.kernel.money import Money

Of = Literal["nearby", "city"]


@dataclass(frozen=True, slots=True)
class PriceBand:
    """What such help was paid lately: quartiles of completed deals' fees, and of how many deals, near by or in the whole city."""

    p25: Money
    median: Money
    p75: Money
    count: int
    of: Of


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Of some fees, in minor units; None where there are none."""

    p25: float | None
    median: float | None
    p75: float | None
    count: int
