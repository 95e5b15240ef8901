"""What a cancellation costs, as bids and deals show it before anybody taps."""

from datetime import datetime

import msgspec

from everywhere.help.cancelling import actions
from everywhere.help.cancelling.types import Outcome, Policy, When, Why
from everywhere.kernel.http.wire import AmountWire
from everywhere.kernel.money import Money


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
