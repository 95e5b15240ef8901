"""What reaches people: notices that stay in the inbox, and topics that streams listen to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NewType
from uuid import UUID

import h3

Topic = NewType("Topic", str)
"""`person:<id>`, or `cell:<H3 index of resolution 6>` for what shows on a map."""

TOPIC_RESOLUTION = 6
PERSON_TOPIC = "person:"

SubjectKind = Literal["person", "need", "offer", "bid", "deal", "review", "community", "trade", "agreement", "complaint"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know; the facts become a sentence when it is read."""

    id: UUID
    kind: str
    facts: dict[str, Any]
    subject_kind: SubjectKind
    subject_id: UUID
    at: datetime
    read_at: datetime | None


def person_topic(person_id: UUID) -> Topic:
    """What happens to one person."""
    return Topic(f"{PERSON_TOPIC}{person_id}")


def cell_topic(lat: float, lon: float) -> Topic:
    """What shows on the map around a point (WGS-84 degrees)."""
    return Topic(f"cell:{h3.latlng_to_cell(lat, lon, TOPIC_RESOLUTION)}")
