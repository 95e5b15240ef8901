"""Me as a payer, and my payment password."""

from typing import Annotated, Any

import msgspec
from litestar import get, put
from litestar.params import JSONBody
from msgspec import Meta

from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.pay.guard import actions
from everywhere.pay.merchants import actions as merchants
from everywhere.people.http import Who

PasswordText = Annotated[str, Meta(min_length=6, max_length=6, pattern="^[0-9]{6}$")]


class PasswordDraft(wire.Input, frozen=True):
    """Six digits; `current` to change those that are set."""

    password: PasswordText
    current: PasswordText | None = None


class PayerView(msgspec.Struct):
    """You as a payer: `number` is how the Open API knows you; whether you can confirm payments by password."""

    number: str
    has_password: bool


@get("/api/me/pay", tags=["pay"])
async def read_payer(who: Who, db: given.Db) -> PayerView:
    """You as a payer."""
    number = await db.transact(lambda tx: merchants.number_of(tx, who.person_id))
    async with db.read() as tx:
        return PayerView(number, await actions.has_password(tx, who.person_id))


@put("/api/me/pay/password", status_code=204, tags=["pay"])
async def set_password(data: JSONBody[PasswordDraft], who: Who, db: given.Db, clock: given.Clock, secrets: given.Secrets) -> None:
    """Set your payment password, or change it."""
    pepper = secrets.key(actions.PEPPER_PURPOSE)

    async def look(tx: Tx) -> None:
        await actions.look_again(tx, who)

    await actions.set_password(db, who.person_id, data.password, current=data.current, pepper=pepper, now=clock())
    await db.transact(look)


HANDLERS: list[Any] = [read_payer, set_password]
