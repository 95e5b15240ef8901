"""Apps of the developer who asks: make, list, set up, give keys, download the platform's, close."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from msgspec import UNSET, UnsetType

from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, tags, wire
from everywhere.kernel.paging import Page
from everywhere.pay.openapi.apps import actions
from everywhere.pay.openapi.apps.types import App, Mode
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.platform.types import Keys
from everywhere.pay.openapi.wire.certificates import rules as certificates
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.openapi.wire.types import SignType
from everywhere.people.http import Who
from everywhere.people.types import Person

Signing = NamedDependency[SkipValidation[Platform]]
PublicKey = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
SigningRequest = Annotated[str, msgspec.Meta(min_length=1, max_length=8000)]
Url = Annotated[str, msgspec.Meta(max_length=1024)]


class AppDraft(wire.Input, frozen=True):
    """What your app is called."""

    name: wire.Name


class AppChanges(wire.Input, frozen=True, kw_only=True):
    """What to set; a field that is not there stays. `sign_type: RSA` takes signatures by SHA-1 too, RSA2 refuses them."""

    name: wire.Name | UnsetType = UNSET
    sign_type: SignType | UnsetType = UNSET
    notify_url: Url | UnsetType = UNSET
    callback_url: Url | UnsetType = UNSET
    outflow_needs_certificate: bool | UnsetType = UNSET


class KeyUpload(wire.Input, frozen=True):
    """Your app's public key: PEM, or its bare base64."""

    public_key: PublicKey


class CertificateRequest(wire.Input, frozen=True):
    """A certificate signing request in PEM, made with your app's private key; the names in it are not used."""

    request: SigningRequest


class AppView(msgspec.Struct, kw_only=True):
    """An app of yours. `public_key` and `platform_public_key` are bare base64, as the SDKs are configured with them.

    Without a public key the app cannot call yet. `cert_sn` is empty unless it is known by a certificate.
    """

    app_id: str
    name: str
    mode: Mode
    sign_type: SignType
    public_key: str | None
    cert_sn: str
    has_aes_key: bool
    notify_url: str
    callback_url: str
    outflow_needs_certificate: bool
    platform_public_key: str
    created_at: datetime
    version: int

    @classmethod
    def of(cls, app: App, keys: Keys) -> "AppView":
        """From the domain's app."""
        return cls(
            app_id=app.app_id,
            name=app.name,
            mode=app.mode,
            sign_type=app.sign_type,
            public_key=None if app.public_key is None else signing.bare(app.public_key),
            cert_sn=app.cert_sn,
            has_aes_key=app.aes_key is not None,
            notify_url=app.notify_url,
            callback_url=app.callback_url,
            outflow_needs_certificate=app.outflow_needs_certificate,
            platform_public_key=signing.bare(keys.public_key),
            created_at=app.created_at,
            version=app.version,
        )


class CertificatesView(msgspec.Struct):
    """The three files that an SDK in certificate mode is configured with, in PEM."""

    app_certificate: str
    platform_certificate: str
    root_certificates: str


class AesKeyView(msgspec.Struct):
    """A key for encrypted content, in base64: it is shown this once."""

    aes_key: str


@post("/api/me/apps", status_code=201, tags=["apps"])
async def create_app(data: JSONBody[AppDraft], who: Who, command: given.Command, platform: Signing) -> Response[AppView]:
    """Make an app that calls the Open API; give it a key next."""
    keys, name = await platform.keys(), wire.tidied(data.name)
    return await command.run(who.person_id, lambda tx: _created(tx, who, name, keys, command.now), status=201)


@get("/api/me/apps", tags=["apps"])
async def list_apps(who: Who, db: given.Db, platform: Signing) -> Page[AppView]:
    """Your apps; at most 20."""
    keys = await platform.keys()
    async with db.read() as tx:
        return Page([AppView.of(app, keys) for app in await actions.of(tx, who)])


@get("/api/me/apps/{app_id:str}", tags=["apps"])
async def read_app(app_id: FromPath[str], who: Who, db: given.Db, platform: Signing) -> Response[AppView]:
    """One of your apps, with its ETag."""
    async with db.read() as tx:
        app = await actions.mine(tx, who, app_id)
    return await _shown(app, platform)


@patch("/api/me/apps/{app_id:str}", tags=["apps"])
async def change_app(
    *,
    app_id: FromPath[str],
    data: JSONBody[AppChanges],
    who: Who,
    db: given.Db,
    settings: given.Settings,
    platform: Signing,
    if_match: tags.IfMatch = None,
) -> Response[AppView]:
    """Set up an app; with If-Match only where nothing changed since you read it."""
    changes: Any = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
    matching = lambda version: tags.must_match(if_match, version)  # noqa: E731 - a name for the one-line check
    app = await db.transact(
        lambda tx: actions.edit(tx, who, app_id, must_match=matching, private_allowed=settings.emulator, **changes)
    )
    return await _shown(app, platform)


@put("/api/me/apps/{app_id:str}/key", tags=["apps"])
async def upload_key(
    app_id: FromPath[str], data: JSONBody[KeyUpload], who: Who, db: given.Db, platform: Signing
) -> Response[AppView]:
    """Let an app be known by this public key; the key or certificate before it is refused at once."""
    keys = await platform.keys()
    app = await db.transact(lambda tx: actions.set_key(tx, who, app_id, data.public_key, platform_key=keys.public_key))
    return await _shown(app, platform)


@put("/api/me/apps/{app_id:str}/certificate", tags=["apps"])
async def upload_request(
    *,
    app_id: FromPath[str],
    data: JSONBody[CertificateRequest],
    who: Who,
    db: given.Db,
    clock: given.Clock,
    platform: Signing,
) -> CertificatesView:
    """Let an app be known by a certificate for this signing request; the key or certificate before it is refused at once."""
    async with db.read() as tx:
        await actions.mine(tx, who, app_id)
    vouched = await actions.vouch(platform, app_id, data.request)
    await db.transact(lambda tx: actions.set_certificate(tx, who, app_id, vouched, now=clock()))
    return await _files(vouched.pem, platform)


@get("/api/me/apps/{app_id:str}/certificates", tags=["apps"])
async def read_certificates(app_id: FromPath[str], who: Who, db: given.Db, platform: Signing) -> CertificatesView:
    """The certificates that the app's SDK needs; for an app that is known by a certificate."""
    async with db.read() as tx:
        pem = await actions.certificate(tx, await actions.mine(tx, who, app_id))
    return await _files(pem, platform)


@post("/api/me/apps/{app_id:str}/aes-key", status_code=201, tags=["apps"])
async def create_aes_key(app_id: FromPath[str], who: Who, db: given.Db, platform: Signing) -> AesKeyView:
    """Give an app a key for encrypted content; one that it had is forgotten. No Idempotency-Key: the key is kept nowhere in clear."""
    return AesKeyView(await db.transact(lambda tx: actions.new_aes_key(tx, who, app_id, platform)))


@delete("/api/me/apps/{app_id:str}/aes-key", status_code=204, tags=["apps"])
async def drop_aes_key(app_id: FromPath[str], who: Who, db: given.Db) -> None:
    """Take no encrypted content from an app any more."""
    await db.transact(lambda tx: actions.drop_aes_key(tx, who, app_id))


@delete("/api/me/apps/{app_id:str}", status_code=204, tags=["apps"])
async def close_app(app_id: FromPath[str], who: Who, db: given.Db, clock: given.Clock) -> None:
    """Let an app call no more, for good."""
    await db.transact(lambda tx: actions.close(tx, who, app_id, now=clock()))


HANDLERS: list[Any] = [
    create_app,
    list_apps,
    read_app,
    change_app,
    upload_key,
    upload_request,
    read_certificates,
    create_aes_key,
    drop_aes_key,
    close_app,
]


async def _created(tx: Tx, who: Person, name: str, keys: Keys, now: datetime) -> AppView:
    return AppView.of(await actions.create(tx, who, name, now=now), keys)


async def _shown(app: App, platform: Platform) -> Response[AppView]:
    return Response(AppView.of(app, await platform.keys()), headers={"ETag": tags.tag(app.version)})


async def _files(app_pem: str, platform: Platform) -> CertificatesView:
    keys = await platform.keys()
    return CertificatesView(app_pem, keys.pem, certificates.bundled(keys.root_pem))
