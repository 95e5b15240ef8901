"""What is known of a run across its people: who posted what, when the first answer came, which deals came of it."""

import statistics
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class PostedNeed:
    """A need that the server took."""

    key: str
    asker: int
    posted_s: float
    first_bid_s: float | None = None
    deal_ids: set[str] = field(default_factory=set)
    """Deals that an acceptance answered with: one, unless the first was called off."""


@dataclass(slots=True)
class Book:
    """Ids of the server on one side, keys of the story on the other."""

    person_numbers: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Id of a need, offer or bid → its key in the story."""
    needs: dict[str, PostedNeed] = field(default_factory=dict)
    offers: set[str] = field(default_factory=set)
    opening_minor: dict[int, int] = field(default_factory=dict)
    """What was in the wallets of people who existed before."""
    topped_up_minor: Counter[int] = field(default_factory=Counter)
    deals: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Deals as the server showed them in the end."""

    def key_of(self, thing_id: str) -> str:
        """The story's key of something, or its id where it is not of this story."""
        return self.keys.get(thing_id, thing_id)

    def bid_placed(self, need_id: str, now_s: float) -> None:
        """Note the first answer to a need."""
        need = self.needs.get(need_id)
        if need is not None and need.first_bid_s is None:
            need.first_bid_s = now_s

    @property
    def answered(self) -> list[float]:
        """Simulated seconds to the first answer, of each need that had one."""
        return [need.first_bid_s - need.posted_s for need in self.needs.values() if need.first_bid_s is not None]

    @property
    def first_answer_minutes(self) -> float | None:
        """The median, in simulated minutes."""
        return round(statistics.median(self.answered) / 60, 1) if self.answered else None

    def stages(self) -> Counter[str]:
        """How many deals stand where in the end."""
        return Counter(deal["stage"] for deal in self.deals.values())
