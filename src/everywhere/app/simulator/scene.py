"""What everybody in a run shares: the network, the story, the book, and what the server says about its city."""

from dataclasses import dataclass, field
from typing import Any

from everywhere.app.simulator.book import Book
from everywhere.app.simulator.phone import Network
from everywhere.app.simulator.story import Story

WORK_SHARE = 0.35
"""People work this share of the time that the category names: the fees are for the whole, the patience is ours."""
WORK_SPAN_SHARE = 0.08
HURRIED_BELOW_S = 3_600.0
CURTAIN_SHARE = 0.5
CURTAIN_MIN_S = 1_800.0


@dataclass(frozen=True, slots=True)
class Scene:
    """A run."""

    network: Network
    story: Story
    book: Book
    categories: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Code → what the server says of the category, its form among it."""
    currency: str = "CNY"
    floor_hourly_minor: int = 0

    @property
    def now_s(self) -> float:
        """Simulated seconds since the start."""
        return self.network.pace.now_s

    @property
    def end_s(self) -> float:
        """When the story ends."""
        return self.story.span_s

    @property
    def is_over(self) -> bool:
        """Whether nothing new begins any more."""
        return self.now_s >= self.end_s

    @property
    def curtain_s(self) -> float:
        """Until when people may finish, after the end, what they had begun."""
        return self.end_s + max(CURTAIN_SHARE * self.end_s, CURTAIN_MIN_S)

    def lawful(self, fee_minor: int, minutes: int) -> int:
        """The fee, or the next whole yuan above the floor that the server's city sets."""
        floor = -(-self.floor_hourly_minor * minutes // 60)
        return max(fee_minor, -(-floor // 100) * 100)

    def work_s(self, minutes: int) -> float:
        """How long the hands are at it, in simulated seconds."""
        return min(minutes * 60 * WORK_SHARE, self.end_s * WORK_SPAN_SHARE)

    def hurried_s(self, seconds: float) -> float:
        """How long something takes: in a story of less than an hour people hurry, so that things still come to an end."""
        return seconds * min(1.0, self.end_s / HURRIED_BELOW_S)

    def did(self, verb: str) -> None:
        """Count something that somebody did."""
        self.network.tally.done[verb] += 1
