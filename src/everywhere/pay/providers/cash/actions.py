"""Cash: an operator at a desk takes it in and pays it out, and says so."""

from collections.abc import Mapping
from uuid import UUID

from everywhere.pay.providers.outside.types import Connected, Heard, Kind, NotFromProvider, Order, ProviderName, Told


class Cash:
    """Nobody outside is asked: what an operator says is what became of it (`transits.actions.conclude`)."""

    name: ProviderName = "cash"
    kinds: frozenset[Kind] = frozenset({"charge", "payout", "refund"})
    currencies: frozenset[str] | None = None

    async def begin(self, order: Order) -> Told:
        """Somebody is to come to the desk."""
        return Told("waiting", ref=order.id.hex, report_ref=order.id.hex)

    async def look(self, order: Order) -> Told:
        """The desk has not said anything."""
        return Told("waiting", ref=order.id.hex, report_ref=order.id.hex)

    async def abandon(self, order: Order) -> Told:
        """Nobody came to the desk in time."""
        return Told("failed", ref=order.id.hex, report_ref=order.id.hex, reason="expired")

    async def connect(self, person_id: UUID, identity: str, account: str) -> Connected:  # noqa: ARG002 - everybody may come
        """Everybody is paid at the desk."""
        return Connected("desk", is_ready=True)

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard:  # noqa: ARG002 - nobody calls
        """Nobody calls in the name of cash. Raises NotFromProvider."""
        raise NotFromProvider

    async def dispute(self, number: str) -> None:
        """There are none."""
