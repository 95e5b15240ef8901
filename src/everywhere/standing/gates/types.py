"""Gates: from which standing on one may ask and offer, and the way past them for newcomers."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from everywhere.kernel.errors import Refusal

EVERYWHERE = UUID(int=0)
"""A gate that is not of one community."""
Doing = Literal["ask", "offer"]
Way = Literal["open", "standing", "newcomer", "closed"]
"""How one passes: there is no gate, by standing, as a newcomer with a small job whose money is held, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The least standing to ask and to offer, 0 for none; the largest fee of a newcomer's job, 0 for none; and what who asks puts down
    beside a fee that is held, in the minor unit of the deal's money, 0 for nothing, waived from a standing on, 0 for never.
    """

    community_id: UUID
    category: str
    to_ask: int
    to_offer: int
    newcomer_fee_minor: int
    deposit_minor: int = 0
    deposit_waived_from: int = 0

    def least(self, doing: Doing) -> int:
        """The least standing to do it."""
        return self.to_ask if doing == "ask" else self.to_offer


@dataclass(frozen=True, slots=True)
class Job:
    """What somebody wants to do, as far as a gate asks: its fee in minor units where it is named, and whether the money is held."""

    fee_minor: int | None
    is_held: bool


Deposit = Literal["none", "asked", "waived"]
"""What a gate says of a deposit to somebody: there is none here, they put it down, or their standing is enough instead."""
Lack = Literal["fee_not_named", "fee_too_high", "fee_not_held"]
"""What keeps a job from being a newcomer's."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Whether and how somebody passes a gate; `have` is their standing, None for who has none, and `deposit` what the gate says of one."""

    gate: Gate
    way: Way
    needed: int
    have: int | None
    newcomer_fee_minor: int
    is_newcomer: bool
    deposit: Deposit = "none"

    @property
    def deposit_minor(self) -> int:
        """What is to be put down; nothing where it is waived."""
        return self.gate.deposit_minor if self.deposit == "asked" else 0


class StandingTooLow(Refusal):
    """The gate is above the person's standing, and the job is no newcomer's."""
