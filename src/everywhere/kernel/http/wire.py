"""Shapes that travel in every domain's requests and answers: text, money, points."""

import re
import unicodedata
from typing import Annotated

import msgspec
from litestar.params import QueryParameter
from msgspec import Meta

from everywhere.kernel.money import MINOR_MAX, Money

# Control characters other than tab and line breaks, and the marks that turn text around or hide it. PostgreSQL cannot
# store NUL at all; the others can make a text read differently from what it says.
_FORBIDDEN = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\u0080-\\u009f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb"
_CLEAN = f"^[^{_FORBIDDEN}]*$"
_CLEAN_AND_INKED = f"^[^{_FORBIDDEN}]*[^\\s{_FORBIDDEN}][^{_FORBIDDEN}]*$"

Line = Annotated[str, Meta(min_length=1, max_length=120, pattern=_CLEAN_AND_INKED)]
"""A title: at least one visible character."""
Name = Annotated[str, Meta(min_length=1, max_length=60, pattern=_CLEAN_AND_INKED)]
"""What a person or a device is called."""
Text = Annotated[str, Meta(max_length=2000, pattern=_CLEAN)]
"""A description or a message, which may be empty."""
Note = Annotated[str, Meta(max_length=300, pattern=_CLEAN)]
"""A remark, which may be empty."""
Words = Annotated[str, Meta(min_length=1, max_length=2000, pattern=_CLEAN_AND_INKED)]
"""A description or a message that says something."""
Word = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
"""A code: category, reason, answer."""
Minor = Annotated[int, Meta(ge=1, le=MINOR_MAX)]
Currency = Annotated[str, Meta(min_length=3, max_length=3, pattern="^[A-Z]{3}$")]
# Litestar reads the bounds of a query parameter from its own mark and passes over msgspec's.
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many items at most.")]
Cursor = Annotated[str, Meta(max_length=500)]
Version = Annotated[int, Meta(ge=1, le=1_000_000)]


class Input(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request body: a field that it does not know is refused."""


class MoneyWire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in the minor unit of its currency."""

    minor: Minor
    currency: Currency = "CNY"

    def money(self) -> Money:
        """As the domains know it."""
        return Money(self.minor, self.currency)


class AmountWire(msgspec.Struct, frozen=True):
    """An amount in an answer, which may be nothing or a debt."""

    minor: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> "AmountWire":
        """From a domain's money."""
        return cls(money.minor, money.currency)


LAT_MAX, LON_MAX = 90, 180


class PointWire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A point on the earth, WGS-84, in degrees."""

    lat: Annotated[float, Meta(ge=-LAT_MAX, le=LAT_MAX)]
    lon: Annotated[float, Meta(ge=-LON_MAX, le=LON_MAX)]


POINT = r"^-?[0-9]{1,3}(\.[0-9]{1,15})?,-?[0-9]{1,3}(\.[0-9]{1,15})?$"
"""How `lat,lon` is written in an address."""
_POINT = re.compile(POINT)


def tidied(text: str) -> str:
    """The text in Unicode's composed form (NFC), without white space at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def parse_point(text: str) -> PointWire:
    """Read `lat,lon`. Raises ValueError for anything else, and for a point outside the earth."""
    if not _POINT.fullmatch(text):
        raise ValueError("a point is lat,lon in degrees, like 31.2304,121.4737")
    lat, lon = map(float, text.split(","))
    if abs(lat) > LAT_MAX or abs(lon) > LON_MAX:
        raise ValueError("there is no such point on the earth")
    return PointWire(lat, lon)
