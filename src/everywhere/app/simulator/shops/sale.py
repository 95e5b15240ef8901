"""One sale: what was meant to happen, and what its shop and its buyer know of it."""

from dataclasses import dataclass

from everywhere.app.simulator.character import Character
from everywhere.app.simulator.story import SalePlan


@dataclass
class Sale:
    """A sale that was begun."""

    plan: SalePlan
    number: str
    """The order's, by which the shop's program knows it; another in each playing of the story."""
    buyer: Character
    trade_no: str = ""
    is_paid: bool = False
    """Whether shop or buyer were told that it is paid."""
    given_minor: int = 0
    """What the shop was told that it gave back."""
    status: str = ""
    """What the platform says of it in the end; empty where there is no trade."""

    @property
    def order(self) -> dict[str, str]:
        """The order as the program says it."""
        return {"out_trade_no": self.number, "total_amount": yuan(self.plan.amount_minor), "subject": self.number}

    @property
    def named(self) -> dict[str, str]:
        """The order by its number."""
        return {"out_trade_no": self.number}


def yuan(minor: int) -> str:
    """As the Open API writes it."""
    return f"{minor // 100}.{minor % 100:02d}"
