"""What operators do at their desk: see money under way, and say whether cash changed hands."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.pay.providers.outside.types import Told
from everywhere.pay.providers.transits import actions, rules, store
from everywhere.pay.providers.transits.types import Transit

OPEN_SHOWN = 100


async def still_open(tx: ReadTx) -> list[Transit]:
    """Transits of which nobody knows yet what became of them, oldest first; at most 100."""
    return await store.still_open(tx, limit=OPEN_SHOWN)


async def say_of_cash(tx: Tx, person_id: UUID, transit_id: UUID, *, is_done: bool, now: datetime) -> Transit:
    """Whether cash changed hands, as an operator saw it; the same word again changes nothing. Raises NotFound, TransitIsOver."""
    transit = await actions.locked(tx, person_id, transit_id)
    if transit.provider != "cash":
        raise NotFound
    if transit.is_over:
        rules.must_have_ended_so(transit, is_done=is_done)
        return transit
    told = Told("done", amount=transit.amount, fee_minor=0, report_ref=transit.id.hex) if is_done else Told("failed", reason="desk")
    return await actions.conclude(tx, person_id, transit_id, told, now=now)
