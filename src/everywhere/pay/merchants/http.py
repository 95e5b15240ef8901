"""My merchant account: open it, see what is in it, take it out."""

from typing import Any

import msgspec
from litestar import Response, get, post, put
from litestar.params import JSONBody

from everywhere.kernel import ids
from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.money import Money
from everywhere.pay.merchants import actions
from everywhere.pay.merchants.types import Merchant
from everywhere.people.http import Who
from everywhere.people.types import Person


class MerchantDraft(wire.Input, frozen=True):
    """How payers shall see you."""

    name: wire.Line


class DrawDraft(wire.Input, frozen=True):
    """How much of your takings to take into your balance."""

    amount: wire.MoneyWire


class MerchantView(msgspec.Struct):
    """Your merchant account. `number` is how the Open API knows you as a seller."""

    number: str
    name: str
    takings: wire.AmountWire

    @classmethod
    def of(cls, merchant: Merchant, takings: Money) -> "MerchantView":
        """From the domain's merchant."""
        return cls(merchant.number, merchant.name, wire.AmountWire.of(takings))


@get("/api/me/pay/merchant", tags=["pay"])
async def read_merchant(who: Who, db: given.Db) -> MerchantView:
    """Your merchant account."""
    async with db.read() as tx:
        return MerchantView.of(await actions.of(tx, who.person_id), await actions.takings(tx, who.person_id))


@put("/api/me/pay/merchant", tags=["pay"])
async def open_merchant(data: JSONBody[MerchantDraft], who: Who, command: given.Command) -> Response[MerchantView]:
    """Open your merchant account, or change its name."""
    return await command.run(who.person_id, lambda tx: _opened(tx, who, data, command))


@post("/api/me/pay/merchant/draws", status_code=201, tags=["pay"])
async def draw(data: JSONBody[DrawDraft], who: Who, command: given.Command) -> Response[MerchantView]:
    """Take takings into your own balance."""
    return await command.run(who.person_id, lambda tx: _drawn(tx, who, data, command), status=201)


HANDLERS: list[Any] = [read_merchant, open_merchant, draw]


async def _opened(tx: Tx, who: Person, data: MerchantDraft, command: given.Command) -> MerchantView:
    merchant = await actions.open_account(tx, who.person_id, name=wire.tidied(data.name), now=command.now)
    return MerchantView.of(merchant, await actions.takings(tx, who.person_id))


async def _drawn(tx: Tx, who: Person, data: DrawDraft, command: given.Command) -> MerchantView:
    await actions.draw(tx, who.person_id, data.amount.money(), transfer_id=ids.new_id(), now=command.now)
    return MerchantView.of(await actions.of(tx, who.person_id), await actions.takings(tx, who.person_id))
