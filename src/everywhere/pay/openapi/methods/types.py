"""Words about methods."""

from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from everywhere.kernel.database import ReadTx

Tier = Literal["A", "B", "C"]
"""A: what four of five programs use. B: what a market needs besides. C: the rest."""
Verb = Literal["GET", "POST", "PUT", "DELETE"]
Kind = Literal["answer", "page", "order"]
"""answer: JSON back. page: a browser comes, and gets a page. order: the signed text is handed to a wallet, which brings it here."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A method of the design: its tier, and why it is not offered; empty for one that is."""

    tier: Tier
    why_not: str


class Credit(Protocol):
    """What pay asks of standing, which is a storey above it."""

    async def score_of(self, tx: ReadTx, person_id: UUID) -> int | None:
        """A person's score, 350 to 950; None for who did not agree to be scored."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser gets from a method of kind `page`: a place to go on at (`location`), or a page."""

    location: str = ""
    html: str = ""
