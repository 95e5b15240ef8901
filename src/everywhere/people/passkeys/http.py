"""Passkeys: register, sign in, list, drop."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody

from everywhere.kernel.errors import NotFound
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.origin import origin_of
from everywhere.kernel.paging import Page
from everywhere.kernel.settings import Settings
from everywhere.people.http import Who
from everywhere.people.passkeys import actions
from everywhere.people.passkeys.types import Answer, Asked, Passkey, Site
from everywhere.people.sessions import http as sessions
from everywhere.people.sign_in.http import SignedInView, device_of, signed_in

Base64Url = Annotated[str, msgspec.Meta(min_length=1, max_length=100_000, pattern=r"^[A-Za-z0-9_-]+={0,2}$")]


class Registered(msgspec.Struct, rename="camel"):
    """An authenticator's attestation."""

    client_data_json: Base64Url = msgspec.field(name="clientDataJSON")
    attestation_object: Base64Url


class Asserted(msgspec.Struct, rename="camel"):
    """An authenticator's assertion; `userHandle` says whose passkey it is."""

    client_data_json: Base64Url = msgspec.field(name="clientDataJSON")
    authenticator_data: Base64Url
    signature: Base64Url
    user_handle: Base64Url


class NewCredential(msgspec.Struct, rename="camel"):
    """What `PublicKeyCredential.toJSON()` gives after `navigator.credentials.create`."""

    id: Base64Url
    raw_id: Base64Url
    type: str
    response: Registered


class ShownCredential(msgspec.Struct, rename="camel"):
    """What `PublicKeyCredential.toJSON()` gives after `navigator.credentials.get`."""

    id: Base64Url
    raw_id: Base64Url
    type: str
    response: Asserted


class PasskeyOptions(msgspec.Struct):
    """Give `options` to the browser as `publicKey`, and send `challenge_id` back with its answer before `expires_at`."""

    challenge_id: UUID
    options: dict[str, Any]
    expires_at: datetime

    @classmethod
    def of(cls, asked: Asked) -> "PasskeyOptions":
        """From the domain's."""
        return cls(asked.challenge_id, asked.options, asked.expires_at)


class NewPasskey(wire.Input, frozen=True):
    """A passkey to keep, under a name that tells its device."""

    challenge_id: UUID
    name: wire.Name
    credential: NewCredential


class PasskeySignIn(wire.Input, frozen=True):
    """A passkey to come in by."""

    challenge_id: UUID
    credential: ShownCredential


class PasskeyWire(msgspec.Struct):
    """A passkey of yours."""

    id: str
    name: str
    created_at: datetime
    used_at: datetime | None

    @classmethod
    def of(cls, passkey: Passkey) -> "PasskeyWire":
        """From the domain's passkey."""
        credential_id = base64.urlsafe_b64encode(passkey.credential_id).decode().rstrip("=")
        return cls(credential_id, passkey.name, passkey.created_at, passkey.used_at)


@post("/api/me/passkeys/options", status_code=200, tags=["people"])
async def registration_options(who: Who, db: given.Db, clock: given.Clock, settings: given.Settings) -> PasskeyOptions:
    """Begin to add a passkey."""
    return PasskeyOptions.of(await db.transact(lambda tx: actions.ask_to_register(tx, who, site=site_of(settings), now=clock())))


@post("/api/me/passkeys", status_code=201, tags=["people"])
async def register(data: JSONBody[NewPasskey], who: Who, db: given.Db, clock: given.Clock, settings: given.Settings) -> PasskeyWire:
    """Add the passkey that the browser made."""
    answer = Answer(data.challenge_id, msgspec.to_builtins(data.credential))
    passkey = await actions.register(db, who, answer, name=wire.tidied(data.name), site=site_of(settings), now=clock())
    return PasskeyWire.of(passkey)


@get("/api/me/passkeys", tags=["people"])
async def list_passkeys(who: Who, db: given.Db) -> Page[PasskeyWire]:
    """Your passkeys; at most 20."""
    async with db.read() as tx:
        return Page([PasskeyWire.of(passkey) for passkey in await actions.of(tx, who)])


@delete("/api/me/passkeys/{passkey_id:str}", status_code=204, tags=["people"])
async def drop_passkey(passkey_id: FromPath[str], who: Who, db: given.Db) -> None:
    """Forget a passkey."""
    credential_id = _bytes(passkey_id)
    await db.transact(lambda tx: actions.drop(tx, who, credential_id))


@post("/api/sign-in/passkey/options", status_code=200, tags=["people"])
async def sign_in_options(
    request: Request[Any, Any, Any], db: given.Db, clock: given.Clock, settings: given.Settings
) -> PasskeyOptions:
    """Begin to sign in by a passkey; nobody says yet who they are."""
    asked = await actions.ask_to_sign_in(db, address=origin_of(request), site=site_of(settings), now=clock())
    return PasskeyOptions.of(asked)


@post("/api/sign-in/passkey", status_code=200, tags=["people"])
async def sign_in(
    data: JSONBody[PasskeySignIn], request: Request[Any, Any, Any], db: given.Db, clock: given.Clock, settings: given.Settings
) -> Response[SignedInView]:
    """Sign in by a passkey."""
    sessions.must_not_come_from_elsewhere(request)
    answer = Answer(data.challenge_id, msgspec.to_builtins(data.credential))
    person, token = await actions.sign_in(db, answer, device=device_of(request), site=site_of(settings), now=clock())
    return await signed_in(db, person, token, settings)


HANDLERS: list[Any] = [registration_options, register, list_passkeys, drop_passkey, sign_in_options, sign_in]


def site_of(settings: Settings) -> Site:
    """The host and origin to which this installation's passkeys belong."""
    scheme, _, rest = settings.public_url.partition("://")
    return Site(settings.public_host, f"{scheme}://{rest.partition('/')[0]}")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotFound from error
