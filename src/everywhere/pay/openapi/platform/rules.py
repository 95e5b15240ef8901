"""Making the platform's keys, and sealing what only this installation may read."""

import secrets
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from everywhere.pay.openapi.platform.types import Kept, Keys, Purpose
from everywhere.pay.openapi.wire.certificates import rules as certificates
from everywhere.pay.openapi.wire.signing import rules as signing

BITS = 2048
_EXPONENT = 65_537
_NONCE_BYTES = 12
_PURPOSES: tuple[Purpose, Purpose] = ("root", "platform")
ROOT_LASTS = timedelta(days=20 * 365)
CERTIFICATE_LASTS = timedelta(days=5 * 365)
ROOT_NAME = certificates.name("Certification Authority", "Everywhere Open Platform Root")


class Unreadable(Exception):
    """What was sealed under another secret: the installation's secret is not the one that it was."""


def sealed(key: bytes, content: bytes, subject: str) -> bytes:
    """Content that only the holder of `key` reads, and only as what it was sealed for (AES-256-GCM)."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, subject.encode())


def unsealed(key: bytes, content: bytes, subject: str) -> bytes:
    """What `sealed` was given. Raises Unreadable."""
    try:
        return AESGCM(key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], subject.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(f"{subject} was sealed under another EVERYWHERE_SECRET_KEY (or var/secret.key) than this one") from error


def made(key: bytes, *, now: datetime) -> list[Kept]:
    """A fresh root and a signing key with the root's word for it; takes a part of a second."""
    root, own = (rsa.generate_private_key(_EXPONENT, BITS) for _ in range(2))
    vouched = certificates.issued(
        ROOT_NAME, root.public_key(), issuer=ROOT_NAME, by=root, is_authority=True, lasts=ROOT_LASTS, now=now
    )
    certificate = certificates.issued(
        certificates.name("Open Platform", "Everywhere Open Platform"),
        own.public_key(),
        issuer=ROOT_NAME,
        by=root,
        is_authority=False,
        lasts=ROOT_LASTS,
        now=now,
    )
    pairs: tuple[tuple[Purpose, RSAPrivateKey, x509.Certificate], ...] = (("root", root, vouched), ("platform", own, certificate))
    return [
        Kept(purpose, sealed(key, _der(private), purpose), certificates.pem_of(each), certificates.sn_of(each), now)
        for purpose, private, each in pairs
    ]


def opened(key: bytes, kept: list[Kept]) -> Keys:
    """The keys as they are used. Raises Unreadable."""
    by_purpose = {each.purpose: each for each in kept}
    root, own = (_loaded(unsealed(key, by_purpose[purpose].sealed, purpose)) for purpose in _PURPOSES)
    root_pem = certificates.bundled(by_purpose["root"].pem)
    return Keys(
        root=root,
        signing=own,
        public_key=signing.public_der(own.public_key()),
        root_pem=root_pem,
        pem=by_purpose["platform"].pem,
        sn=by_purpose["platform"].sn,
        root_sn=certificates.root_sn_of(root_pem),
    )


def _der(private: RSAPrivateKey) -> bytes:
    return private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _loaded(der: bytes) -> RSAPrivateKey:
    return serialization.load_der_private_key(der, None)  # type: ignore[return-value]  # `made` makes RSA only
