"""My payment password."""

from typing import Annotated, Any

import msgspec
from litestar import get, put
from litestar.params import JSONBody
from msgspec import Meta

from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.pay.guard import actions
from everywhere.people.http import Who

PasswordText = Annotated[str, Meta(min_length=6, max_length=6, pattern="^[0-9]{6}$")]


class PasswordDraft(wire.Input, frozen=True):
    """Six digits; `current` to change those that are set."""

    password: PasswordText
    current: PasswordText | None = None


class PasswordView(msgspec.Struct):
    """Whether you can confirm payments by password."""

    is_set: bool


@get("/api/me/pay/password", tags=["pay"])
async def read_password(who: Who, db: given.Db) -> PasswordView:
    """Whether your payment password is set."""
    async with db.read() as tx:
        return PasswordView(await actions.has_password(tx, who.person_id))


@put("/api/me/pay/password", status_code=204, tags=["pay"])
async def set_password(data: JSONBody[PasswordDraft], who: Who, db: given.Db, clock: given.Clock, secrets: given.Secrets) -> None:
    """Set your payment password, or change it."""
    pepper = secrets.key(actions.PEPPER_PURPOSE)

    async def look(tx: Tx) -> None:
        await actions.look_again(tx, who)

    await actions.set_password(db, who.person_id, data.password, current=data.current, pepper=pepper, now=clock())
    await db.transact(look)


HANDLERS: list[Any] = [read_password, set_password]
