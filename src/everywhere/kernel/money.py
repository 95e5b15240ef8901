"""Money: integer minor units with a currency, and division that says where the cent goes."""

from dataclasses import dataclass
from typing import Self

BPS_WHOLE = 10_000
MINOR_MAX = 10**12  # ten billion yuan: no single amount here comes near it, and sums stay inside bigint


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in the minor unit of its currency (fen, cents)."""

    minor: int
    currency: str

    def __add__(self, other: Self) -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.minor <= self._same(other)

    def split_bps(self, bps: int) -> tuple["Money", "Money"]:
        """Split off `bps` ten-thousandths; the part rounds down and the rest keeps the cent."""
        if not 0 <= bps <= BPS_WHOLE:
            raise ValueError(f"{bps} is not between 0 and {BPS_WHOLE} basis points")
        part = self.minor * bps // BPS_WHOLE
        return Money(part, self.currency), Money(self.minor - part, self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor
