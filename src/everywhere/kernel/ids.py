"""Identifiers: UUIDv7, and UUIDv7 that carry the region of the thing they name.

A *placed* id keeps the H3 resolution-5 cell of its thing in 22 of the 74 bits that RFC 9562 §5.7 leaves free
(7 bits of base cell, 15 bits of five digits), so that a row can be found with its distribution column from
its id alone. The region is coarser (about 250 km²) than the cell that everybody may see, so it tells nothing.
"""

import secrets
from datetime import datetime
from typing import NewType
from uuid import NAMESPACE_URL, UUID, uuid5

import uuid_utils.compat as uuid7s

Region = NewType("Region", int)
"""An H3 cell of resolution 5, as an integer: the shard key of everything that has a place."""

REGION_RESOLUTION = 5
_NAMESPACE = uuid5(NAMESPACE_URL, "everywhere")
_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62
# H3 index layout: mode 1 in bits 59-62, resolution in 52-55, base cell in 45-51, then 3 bits a digit; unused digits are 7.
_H3_MODE_CELL = 1 << 59
_H3_RESOLUTION_SHIFT = 52
_H3_USED_SHIFT = 30
_H3_UNUSED_DIGITS = (1 << _H3_USED_SHIFT) - 1
_REGION_BITS = 22
_RANDOM_BITS = 52


def new_id() -> UUID:
    """A fresh UUIDv7: unique, and later ones sort after earlier ones."""
    return uuid7s.uuid7()


def placed_id(region: Region, *, now: datetime) -> UUID:
    """A fresh UUIDv7 from which `region_of` reads `region` back."""
    code = (region >> _H3_USED_SHIFT) & ((1 << _REGION_BITS) - 1)
    free = (code << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    ms = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    return UUID(int=(ms << 80) | _VERSION_7 | ((free >> 62) << 64) | _VARIANT | (free & ((1 << 62) - 1)))


def region_of(placed: UUID) -> Region:
    """The region inside a placed id; any other UUID answers some region in which nothing of that id is found."""
    free = (((placed.int >> 64) & 0xFFF) << 62) | (placed.int & ((1 << 62) - 1))
    code = free >> _RANDOM_BITS
    return Region(_H3_MODE_CELL | (REGION_RESOLUTION << _H3_RESOLUTION_SHIFT) | (code << _H3_USED_SHIFT) | _H3_UNUSED_DIGITS)


def derived_id(*parts: object) -> UUID:
    """The same UUIDv5 for the same parts, for ever: a natural key as an id."""
    return uuid5(_NAMESPACE, "|".join(str(part) for part in parts))
