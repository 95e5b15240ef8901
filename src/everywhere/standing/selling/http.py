"""From a fact about one's shop to the trade that it is of."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromPath

from everywhere.kernel.http import given
from everywhere.people.http import Who
from everywhere.standing.selling import actions


class TradeOfFact(msgspec.Struct):
    """By which number your shop finds the trade."""

    trade_no: str


@get("/api/me/standing/facts/{fact_id:uuid}/trade", tags=["standing"])
async def read_trade_of(fact_id: FromPath[UUID], who: Who, db: given.Db) -> TradeOfFact:
    """Which trade of your shop a fact about you is of."""
    async with db.read() as tx:
        return TradeOfFact(await actions.number_of(tx, who.person_id, fact_id))


HANDLERS: list[Any] = [read_trade_of]
