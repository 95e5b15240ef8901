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
    """Id of a need, offer, bid or deal → its key in the story."""
    needs: dict[str, PostedNeed] = field(default_factory=dict)
    offers: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    """Ids of deals that acceptances answered with."""
    opening_minor: Counter[int] = field(default_factory=Counter)
    """What people who existed before had, in wallets and held for them."""
    before: set[str] = field(default_factory=set)
    """Deals of people who existed before."""
    topped_up_minor: Counter[int] = field(default_factory=Counter)
    _times: Counter[str] = field(default_factory=Counter)

    def key_of(self, thing_id: str) -> str:
        """The story's key of something, or its id where it is not of this story."""
        return self.keys.get(thing_id, thing_id)

    def number_of(self, person_id: str) -> int | str:
        """Somebody's number in the story, or their id where they are not of it."""
        return self.person_numbers.get(person_id, person_id)

    def posted(self, need_id: str, key: str, asker: int, now_s: float) -> None:
        """Note a need that the server took."""
        self.keys[need_id] = key
        self.needs[need_id] = PostedNeed(key, asker, now_s)

    def agreed(self, deal: dict[str, Any]) -> None:
        """Note a deal that an acceptance answered with."""
        self.accepted.add(deal["id"])
        need = self.needs.get(deal["need_id"] or "")
        if need is not None:
            need.deal_ids.add(deal["id"])

    def deal_key(self, deal: dict[str, Any]) -> str:
        """The story's name of a deal: what it is about and whose it is, and which of those two about that."""
        if deal["id"] not in self.keys:
            about = self.key_of(deal["need_id"] or deal["offer_id"])
            base = f"{about}/p{self.number_of(deal['asker']['id'])}/p{self.number_of(deal['helper']['id'])}"
            self._times[base] += 1
            self.keys[deal["id"]] = f"{base}/{self._times[base]}"
        return self.keys[deal["id"]]

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
