"""Openings: somebody has a program open, and the program may call the gateway meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Opening:
    """One program in one person's hands. `holder_id` is theirs, or for who is not signed in one of this opening alone."""

    app_id: str
    holder_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page around a program needs to know of it; `token` is told this once."""

    token: str
    app_id: str
    name: str
    frame: str
    app: dict[str, Any]
    pages: list[str]
    web_origins: list[str]
    """Whose pages it may show in a `web-view`."""
    expires_at: datetime
