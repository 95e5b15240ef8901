"""Gates over HTTP: every one that is set, and for operators to set them."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, put
from litestar.params import JSONBody
from msgspec import Meta

from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.people.http import Operator
from everywhere.standing.formula.types import SCORE_MAX, SCORE_MIN
from everywhere.standing.gates import actions
from everywhere.standing.gates.types import EVERYWHERE, Gate

Least = Annotated[int, Meta(ge=SCORE_MIN, le=SCORE_MAX)]


class GateWire(wire.Input, frozen=True, kw_only=True):
    """From which standing on one may ask and offer; null for no gate. No community: everywhere. No category: all of them.

    `deposit_minor` is what who asks puts down beside a fee that is held, and `deposit_waived_from` the standing from which on nobody does.
    """

    community_id: UUID | None = None
    category: wire.Word | None = None
    to_ask: Least | None = None
    to_offer: Least | None = None
    newcomer_fee_minor: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    deposit_minor: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    deposit_waived_from: Least | None = None

    def gate(self) -> Gate:
        """As the domain knows it."""
        return Gate(
            community_id=self.community_id or EVERYWHERE,
            category=self.category or "",
            to_ask=self.to_ask or 0,
            to_offer=self.to_offer or 0,
            newcomer_fee_minor=self.newcomer_fee_minor,
            deposit_minor=self.deposit_minor,
            deposit_waived_from=self.deposit_waived_from or 0,
        )

    @classmethod
    def of(cls, gate: Gate) -> "GateWire":
        """From the domain's gate."""
        return cls(
            community_id=None if gate.community_id == EVERYWHERE else gate.community_id,
            category=gate.category or None,
            to_ask=gate.to_ask or None,
            to_offer=gate.to_offer or None,
            newcomer_fee_minor=gate.newcomer_fee_minor,
            deposit_minor=gate.deposit_minor,
            deposit_waived_from=gate.deposit_waived_from or None,
        )


@get("/api/standing/gates", tags=["standing"])
async def list_gates(db: given.Db) -> Page[GateWire]:
    """Every gate that is set, for everybody to know."""
    async with db.read() as tx:
        return Page([GateWire.of(gate) for gate in await actions.everything(tx)])


@put("/api/standing/gates", tags=["standing"])
async def put_gate(data: JSONBody[GateWire], operator: Operator, command: given.Command) -> Response[GateWire]:
    """Operators: set a gate; the narrowest counts, and one without figures opens what a wider one closes."""

    async def done(tx: Tx) -> GateWire:
        return GateWire.of(await actions.put(tx, operator, data.gate(), now=command.now))

    return await command.run(operator.person_id, done)


HANDLERS: list[Any] = [list_gates, put_gate]
