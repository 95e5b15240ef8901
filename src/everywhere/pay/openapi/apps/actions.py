"""Apps: make one, give it a key, set it up, close it."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.pay.openapi.apps import rules, store
from everywhere.pay.openapi.apps.types import APPS_MAX, App
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.openapi.wire.types import SignType
from everywhere.people import actions as people
from everywhere.people.types import Person


class Changes(TypedDict, total=False):
    """What a developer may set; what is not there stays."""

    name: str
    sign_type: SignType
    notify_url: str
    callback_url: str
    outflow_needs_certificate: bool


@dataclass(frozen=True, slots=True)
class Vouched:
    """A certificate that the platform gave for a signing request, not yet an app's."""

    pem: str
    sn: str
    public_key: bytes


async def create(tx: Tx, who: Person, name: str, *, now: datetime) -> App:
    """A new app, which cannot call before it has a key. Raises TooManyApps."""
    await people.hold(tx, who.person_id)
    rules.must_have_room(len(await store.of(tx, who.person_id, limit=APPS_MAX)))
    while True:
        app = App(
            app_id=rules.fresh_app_id(),
            owner_id=who.person_id,
            name=name,
            sign_type="RSA2",
            mode="key",
            public_key=None,
            cert_sn="",
            aes_key=None,
            notify_url="",
            callback_url="",
            outflow_needs_certificate=False,
            created_at=now,
            version=1,
        )
        if await store.insert(tx, app):
            return app


async def read(tx: ReadTx, app_id: str) -> App | None:
    """Any app that may call, for who verifies calls."""
    return await store.read(tx, app_id)


async def of(tx: ReadTx, who: Person) -> list[App]:
    """The developer's apps, oldest first; at most 20."""
    return await store.of(tx, who.person_id, limit=APPS_MAX)


async def export(tx: ReadTx, who: Person) -> list[dict[str, object]]:
    """The person's apps; of the key for encrypted content only whether there is one."""
    hidden = ("aes_key", "public_key")
    return [
        {
            **{name: getattr(app, name) for name in app.__slots__ if name not in hidden},
            "public_key": app.public_key and signing.bare(app.public_key),
            "has_aes_key": app.aes_key is not None,
        }
        for app in await of(tx, who)
    ]


async def first_of(tx: ReadTx, owner_id: UUID) -> str | None:
    """The id of somebody's oldest app, under which the Open API knows a merchant too."""
    return await store.first_of(tx, owner_id)


async def mine(tx: ReadTx, who: Person, app_id: str) -> App:
    """One app of the developer. Raises NotFound, for another's too."""
    found = await store.read(tx, app_id)
    if found is None or found.owner_id != who.person_id:
        raise NotFound
    return found


async def edit(
    tx: Tx, who: Person, app_id: str, *, must_match: Callable[[int], None], private_allowed: bool, **changes: Unpack[Changes]
) -> App:
    """Set up an app. `must_match` is given the present version and may refuse it. Raises NotFound, AddressUnfit."""
    app = await _held(tx, who, app_id)
    must_match(app.version)
    rules.must_be_callable(changes.get("notify_url", ""), private_allowed=private_allowed)
    return await _saved(tx, replace(app, **changes))


async def set_key(tx: Tx, who: Person, app_id: str, text: str, *, platform_key: bytes) -> App:
    """Know an app by this public key; from the commit on, signatures by an earlier key or certificate are refused.

    Raises NotFound, KeyUnfit.
    """
    return await _saved(tx, rules.with_key(await _held(tx, who, app_id), text, platform_key=platform_key))


async def vouch(platform: Platform, app_id: str, request_pem: str) -> Vouched:
    """A certificate for a signing request. Raises SigningRequestUnfit."""
    try:
        return Vouched(*await platform.vouch(request_pem, app_id))
    except ValueError as error:
        raise rules.SigningRequestUnfit(path="request", reason=str(error)) from error


async def set_certificate(tx: Tx, who: Person, app_id: str, vouched: Vouched, *, now: datetime) -> App:
    """Know an app by this certificate; from the commit on, signatures by an earlier key or certificate are refused. Raises NotFound."""
    app = await _held(tx, who, app_id)
    await store.keep_certificate(tx, vouched.sn, app.app_id, vouched.pem, now=now)
    return await _saved(tx, rules.with_certificate(app, vouched.public_key, vouched.sn))


async def certificate(tx: ReadTx, app: App) -> str:
    """The app's certificate in PEM. Raises NoCertificate for one that is known by its key."""
    pem = await store.certificate(tx, app.cert_sn) if app.cert_sn else None
    if pem is None:
        raise rules.NoCertificate
    return pem


async def new_aes_key(tx: Tx, who: Person, app_id: str, platform: Platform) -> str:
    """Give an app a key for encrypted content, in base64; one that it had is forgotten. Raises NotFound."""
    app = await _held(tx, who, app_id)
    key = secrets.token_bytes(rules.AES_KEY_BYTES)
    await _saved(tx, replace(app, aes_key=platform.seal(key, app.app_id)))
    return base64.b64encode(key).decode()


def aes_key_of(app: App, platform: Platform) -> bytes | None:
    """The app's key for encrypted content."""
    return None if app.aes_key is None else platform.unseal(app.aes_key, app.app_id)


async def drop_aes_key(tx: Tx, who: Person, app_id: str) -> None:
    """Take no encrypted content from an app any more. Raises NotFound."""
    await _saved(tx, replace(await _held(tx, who, app_id), aes_key=None))


async def close(tx: Tx, who: Person, app_id: str, *, now: datetime) -> None:
    """Let an app call no more, for good. Raises NotFound."""
    app = await _held(tx, who, app_id)
    await store.close(tx, app.app_id, now=now)


async def close_of(tx: Tx, owner_id: UUID, *, now: datetime) -> None:
    """Close the apps of somebody who is gone."""
    await store.close_of(tx, owner_id, now=now)


async def _held(tx: Tx, who: Person, app_id: str) -> App:
    app = await store.lock(tx, who.person_id, app_id)
    if app is None:
        raise NotFound
    return app


async def _saved(tx: Tx, app: App) -> App:
    await store.save(tx, app)
    return replace(app, version=app.version + 1)
