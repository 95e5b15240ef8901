"""Who plays in an emulator: a seller with an app known by key and one known by certificate, and buyers."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from everywhere.kernel.clock import Clock
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.money import Money
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.wire.certificates import rules as certificates
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.wallet import actions as wallet
from everywhere.people import actions as people
from everywhere.people.sessions import actions as sessions
from everywhere.people.types import Person

BITS = 2048
_EXPONENT = 65_537
SELLER = ("Emulated Shop", "phone:+8613900000000")
BUYERS: Sequence[tuple[str, str, int]] = (
    ("Li Lei", "phone:+8613900000001", 1_000_000),
    ("Han Meimei", "phone:+8613900000002", 1_000_000),
    ("Wang Wu", "phone:+8613900000003", 0),
)
"""Their names, how they sign in, and what they have in fen; the last one has nothing, and payments of his are refused."""


class Someone(msgspec.Struct, kw_only=True):
    """A person of the emulator; `number` is their user id of the Open API, `token` signs requests to /api as them."""

    name: str
    person_id: UUID
    number: str
    token: str


class AppKeys(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An app as an SDK is configured with it: keys in base64 without PEM lines, certificates in PEM."""

    app_id: str
    app_private_key: str
    """PKCS #1, as the Python SDKs and Node take it."""
    app_private_key_pkcs8: str
    alipay_public_key: str
    app_certificate: str = ""
    alipay_certificate: str = ""
    alipay_root_certificates: str = ""


class Keys(msgspec.Struct, kw_only=True):
    """Everything that a client must know; addresses are added by who serves."""

    gateway: str = ""
    endpoint: str = ""
    page: str = ""
    app: AppKeys
    certificate_app: AppKeys
    seller: Someone
    buyers: list[Someone]


@dataclass(frozen=True, slots=True)
class _Stage:
    db: Database
    poster: Poster
    platform: Platform
    clock: Clock


async def seed(db: Database, poster: Poster, platform: Platform, clock: Clock) -> Keys:
    """Fill an empty database."""
    stage = _Stage(db, poster, platform, clock)
    seller, person = await _somebody(stage, *SELLER)
    await db.transact(lambda tx: merchants.open_account(tx, person.person_id, name=SELLER[0], now=clock()))
    seller.number = await _number(stage, person, "merchant")
    buyers = [await _buyer(stage, *each) for each in BUYERS]
    return Keys(
        app=await _app(stage, person, "Emulated app", by_certificate=False),
        certificate_app=await _app(stage, person, "Emulated app with a certificate", by_certificate=True),
        seller=seller,
        buyers=buyers,
    )


async def _buyer(stage: _Stage, name: str, handle: str, minor: int) -> Someone:
    buyer, person = await _somebody(stage, name, handle)
    if minor:
        await wallet.top_up(
            stage.db,
            stage.poster,
            person.person_id,
            Money(minor, merchants.CURRENCY),
            key="emulator",
            is_demo=True,
            now=stage.clock(),
        )
    return buyer


async def _somebody(stage: _Stage, name: str, handle: str) -> tuple[Someone, Person]:
    now = stage.clock()

    async def made(tx: Tx) -> tuple[Person, str]:
        person = await people.welcome(tx, handle, language="en", now=now)
        person = await people.edit(tx, person, must_match=lambda _: None, name=name)
        return person, (await sessions.open_session(tx, person.person_id, via="code", device="emulator", now=now)).text

    person, token = await stage.db.transact(made)
    number = await _number(stage, person, "person")
    return Someone(name=name, person_id=person.person_id, number=number, token=token), person


async def _number(stage: _Stage, person: Person, side: Any) -> str:
    return str(await stage.db.transact(lambda tx: merchants.number_of(tx, person.person_id, side)))


async def _app(stage: _Stage, owner: Person, name: str, *, by_certificate: bool) -> AppKeys:
    now, keys = stage.clock(), await stage.platform.keys()
    key = rsa.generate_private_key(_EXPONENT, BITS)
    app = await stage.db.transact(lambda tx: apps.create(tx, owner, name, now=now))
    made = AppKeys(
        app_id=app.app_id,
        app_private_key=_bare(key, serialization.PrivateFormat.TraditionalOpenSSL),
        app_private_key_pkcs8=_bare(key, serialization.PrivateFormat.PKCS8),
        alipay_public_key=signing.bare(keys.public_key),
    )
    if by_certificate:
        vouched = await apps.vouch(stage.platform, app.app_id, _request_of(key))
        await stage.db.transact(lambda tx: apps.set_certificate(tx, owner, app.app_id, vouched, now=now))
        made.app_certificate, made.alipay_certificate = vouched.pem, keys.pem
        made.alipay_root_certificates = certificates.bundled(keys.root_pem)
    else:
        public = signing.bare(signing.public_der(key.public_key()))
        await stage.db.transact(lambda tx: apps.set_key(tx, owner, app.app_id, public, platform_key=keys.public_key))
    return made


def _bare(key: RSAPrivateKey, form: serialization.PrivateFormat) -> str:
    return base64.b64encode(key.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())).decode()


def _request_of(key: RSAPrivateKey) -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app")])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()
