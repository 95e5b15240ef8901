"""What a cancellation costs, as bids and deals show it before anybody taps."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import FromQuery, QueryParameter

from everywhere.help.cancelling import actions
from everywhere.help.cancelling.types import Outcome, Policy, When, Why
from everywhere.kernel.http.wire import AmountWire
from everywhere.kernel.money import MINOR_MAX, Money

Minor = Annotated[int, QueryParameter(ge=0, le=MINOR_MAX, description="The price, in the minor unit of its currency.")]
Currency = Annotated[str, QueryParameter(pattern=r"^[A-Z]{3}$", min_length=3, max_length=3, description="ISO 4217.")]


class TermWire(msgspec.Struct):
    """What the helper and the asker get of the price when the asker calls off then."""

    when: When
    to_helper: AmountWire
    to_asker: AmountWire


class CancellationTerms(msgspec.Struct):
    """The policy in numbers: free until `free_until`, and always for weather, illness or danger before the work starts."""

    policy: Policy
    terms: list[TermWire]
    free_until: datetime | None = None

    @classmethod
    def of(cls, policy: Policy, price: Money, agreed_at: datetime | None = None) -> "CancellationTerms":
        """For a price, and for a deal once there is one."""
        lines = [
            TermWire(each.when, AmountWire.of(each.to_helper), AmountWire.of(each.to_asker))
            for each in actions.terms(policy, price)
        ]
        return cls(policy, lines, None if agreed_at is None else agreed_at + actions.GRACE)


class OutcomeWire(msgspec.Struct):
    """Who would get what of the money in escrow, and by which rule."""

    to_helper: AmountWire
    to_asker: AmountWire
    why: Why

    @classmethod
    def of(cls, outcome: Outcome) -> "OutcomeWire":
        """From the rules' outcome."""
        return cls(AmountWire.of(outcome.to_helper), AmountWire.of(outcome.to_asker), outcome.why)


@get("/api/cancellation-terms", tags=["deals"])
async def read_terms(policy: FromQuery[Policy], minor: FromQuery[Minor], currency: FromQuery[Currency]) -> CancellationTerms:
    """What calling off would cost by a category's policy, at a price that nobody has agreed on yet."""
    return CancellationTerms.of(policy, Money(minor, currency))


HANDLERS: list[Any] = [read_terms]
