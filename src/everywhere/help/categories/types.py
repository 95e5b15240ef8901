"""What kinds of help there are, each with its form and its rules."""

from dataclasses import dataclass
from typing import Any, Literal

from everywhere.kernel.errors import Refusal

Risk = Literal["live", "screened", "person"]
CancellationPolicy = Literal["flexible", "fair", "strict"]
PriceUnit = Literal["job", "hour", "day", "item"]
Suspicion = Literal["contact_data", "money_lending", "forbidden_words", "risky_category"]
"""Why a post is read before it is shown."""

Decision = Literal["approve", "remove"]
"""What an operator decides about a post."""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of help. `form` is a JSON Schema (draft 2020-12) of the answers that a post of this kind carries."""

    code: str
    position: int
    name_zh: str
    name_en: str
    icon: str
    form: dict[str, Any]
    risk: Risk
    cancellation_policy: CancellationPolicy
    price_unit: PriceUnit
    typical_minutes: int
    standing_to_ask: int
    standing_to_offer: int
    night_from_hour: int
    night_to_hour: int
    is_enabled: bool
    review_questions: list[dict[str, Any]]

    def is_night(self, hour: int) -> bool:
        """Whether an instant need of this kind asks nobody in this local hour."""
        if self.night_from_hour <= self.night_to_hour:
            return self.night_from_hour <= hour < self.night_to_hour
        return hour >= self.night_from_hour or hour < self.night_to_hour


class UnknownCategory(Refusal):
    """There is no kind of help with this code."""


class CategoryOff(Refusal):
    """An operator switched off help of this kind."""


class AnswersDoNotFit(Refusal):
    """The answers do not fit the category's form."""
