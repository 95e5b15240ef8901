"""Shelves: what is open, as far as somebody looked, kept in the process in the order in which lists need it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from everywhere.kernel.ids import Region
from everywhere.places.types import Point

Key = tuple[str, Region]
"""A shelf: a category in a region."""
Spot = tuple[float, bytes, float]
"""Where an offer stands in a list: its rank, smallest first, its id, and how far it is."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of the shelves: open offers of a category around a point, without those of some helpers."""

    point: Point
    radius_m: int
    category: str
    is_best: bool
    after: tuple[float, bytes] | None
    limit: int
    hidden: frozenset[bytes]
    median_minor: float | None
    typical_minutes: int


@dataclass(frozen=True, slots=True)
class Line:
    """An offer as its shelf has it: 48 bytes (`rules.LINE`)."""

    id: UUID
    region: Region
    category: str
    cell: int
    is_open: bool
    line: bytes


@dataclass(frozen=True, slots=True)
class Lines:
    """All open offers of a category in a cell, one line after another by their ids."""

    category: str
    cell: int
    lines: bytes


@dataclass(frozen=True, slots=True)
class Showing:
    """What a card of an offer is made from."""

    id: UUID
    helper_id: UUID
    city: str
    category: str
    title: str
    picture_ids: list[UUID]
    cell: int
    lat: float
    lon: float
    radius_m: int
    community_ids: list[UUID]
    price_kind: Literal["fixed", "hourly", "talk"]
    price_minor: int | None
    currency: str
    hours: list[dict[str, Any]]
    is_available: bool
    created_at: datetime
    stars_sum: int
    stars_count: int
    asked: int
    answered: int
    completed: int
