"""Money beside the fee: more of it in the middle, some of it early, a tip at the end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.kernel.ids import Region
from everywhere.kernel.money import Money

TopUpId = NewType("TopUpId", UUID)

Stage = Literal["proposed", "funded", "declined"]
"""Funded: agreed by both, and held unless the deal is paid in cash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUp:
    """More money for a deal, asked for by one of the two and answered by the other."""

    region: Region
    id: TopUpId
    deal_id: UUID
    proposed_by: UUID
    amount_minor: int
    currency: str
    reason: str
    stage: Stage
    at: datetime
    answered_at: datetime | None

    @property
    def amount(self) -> Money:
        """How much more."""
        return Money(self.amount_minor, self.currency)


class TopUpAnswered(Refusal):
    """The top-up was answered before, or is for the other side to answer."""


class TooManyTopUps(Refusal):
    """So many top-ups of this deal wait for an answer that no more may be asked for."""


class TopUpNotCovered(Refusal):
    """The asker's balance is too small for it now."""


class MoreThanHeld(Refusal):
    """Only a part of what is held can be released early; the last cent goes when the deal is completed."""


class TipTooLarge(Refusal):
    """Tips come to no more than the fee."""


class CurrencyOfDeal(Refusal):
    """The amount is not in the deal's money."""
