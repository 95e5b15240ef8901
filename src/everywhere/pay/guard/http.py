"""Me as a payer, and my payment password."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get, post, put
from litestar.params import JSONBody
from msgspec import Meta

from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.origin import origin_of
from everywhere.kernel.settings import Settings
from everywhere.pay.guard import actions
from everywhere.pay.guard.types import Watch, Word
from everywhere.pay.merchants import actions as merchants
from everywhere.people.http import Who
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.passkeys.http import ShownCredential, site_of
from everywhere.people.passkeys.types import Answer
from everywhere.people.sign_in import actions as sign_in
from everywhere.people.sign_in.http import Code, HandleText
from everywhere.people.sign_in.types import Attempt

Asking = Request[Any, Any, Any]
PasswordText = Annotated[str, Meta(min_length=6, max_length=6, pattern="^[0-9]{6}$")]


class PasskeyShown(wire.Input, frozen=True):
    """What your browser answered to the options of this very payment."""

    challenge_id: UUID
    credential: ShownCredential


class WordDraft(wire.Input, frozen=True, kw_only=True):
    """Your word, where it is needed: your payment password, or a passkey."""

    password: PasswordText | None = None
    passkey: PasskeyShown | None = None

    def word(self, settings: Settings, request: Asking) -> Word:
        """As the domain's."""
        shown = self.passkey
        answer = None if shown is None else Answer(shown.challenge_id, msgspec.to_builtins(shown.credential))
        return Word(self.password, answer, site_of(settings), origin_of(request))


def watch_of(settings: Settings, secrets: given.Secrets) -> Watch:
    """How payments are watched in this installation."""
    return Watch(settings.pay_guard, secrets.key(actions.PEPPER_PURPOSE))


class PasswordDraft(wire.Input, frozen=True):
    """Six digits; `current` to change those that are set."""

    password: PasswordText
    current: PasswordText | None = None


class PasswordReset(wire.Input, frozen=True, kw_only=True):
    """Six new digits, and the code that `POST /api/sign-in/code` sent just now to a phone number or e-mail address of yours."""

    password: PasswordText
    code: Code
    phone: HandleText | None = None
    email: HandleText | None = None


class PayerView(msgspec.Struct):
    """You as a payer: `number` is how the Open API knows you; whether you can confirm payments by password, by passkey."""

    number: str
    has_password: bool
    has_passkey: bool


@get("/api/me/pay", tags=["pay"])
async def read_payer(who: Who, db: given.Db) -> PayerView:
    """You as a payer."""
    number = await db.transact(lambda tx: merchants.number_of(tx, who.person_id))
    async with db.read() as tx:
        return PayerView(number, await actions.has_password(tx, who.person_id), bool(await passkeys.of(tx, who)))


@put("/api/me/pay/password", status_code=204, tags=["pay"])
async def set_password(data: JSONBody[PasswordDraft], who: Who, db: given.Db, clock: given.Clock, secrets: given.Secrets) -> None:
    """Set your payment password, or change it."""
    pepper = secrets.key(actions.PEPPER_PURPOSE)

    async def look(tx: Tx) -> None:
        await actions.look_again(tx, who)

    await actions.set_password(db, who.person_id, data.password, current=data.current, pepper=pepper, now=clock())
    await db.transact(look)


@post("/api/me/pay/password/reset", status_code=204, tags=["pay"])
async def reset_password(
    *,
    data: JSONBody[PasswordReset],
    request: Asking,
    who: Who,
    db: given.Db,
    clock: given.Clock,
    settings: given.Settings,
    secrets: given.Secrets,
) -> None:
    """Set another payment password where you forgot yours; for a day after it, large payments are refused."""
    handle = sign_in.handle_of(phone=data.phone, email=data.email)
    attempt = Attempt(handle, data.code, origin_of(request), "", who.language)
    pepper = secrets.key(actions.PEPPER_PURPOSE)
    await actions.reset_password(db, attempt, who, data.password, demo=settings.demo, pepper=pepper, now=clock())


HANDLERS: list[Any] = [read_payer, set_password, reset_password]
