"""RSA keys and signatures as the Open API writes them: base64, PKCS #1 v1.5, keys with or without PEM lines."""

import base64
import binascii
import re
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

from everywhere.pay.openapi.wire.types import SignType

KEY_BITS_MIN = 2048
KEY_BITS_MAX = 8192
_HASHES: dict[SignType, HashAlgorithm] = {"RSA2": SHA256(), "RSA": SHA1()}  # noqa: S303 - what the oldest apps still sign with
_PEM_LINE = re.compile(r"-----(BEGIN|END) [A-Z ]+-----")
_KEYS_KEPT = 4096


def signed(key: RSAPrivateKey, message: bytes, sign_type: SignType) -> str:
    """The signature of `message` in base64, on one line."""
    return base64.b64encode(key.sign(message, PKCS1v15(), _HASHES[sign_type])).decode()


def is_signed(public_der: bytes, message: bytes, signature: str, sign_type: SignType) -> bool:
    """Whether `signature` (base64) over `message` is by the owner of the key; what is no base64 is no signature."""
    try:
        raw = base64.b64decode(signature.encode("ascii"), validate=True)
        _public_key(public_der).verify(raw, message, PKCS1v15(), _HASHES[sign_type])
    except (InvalidSignature, ValueError):
        return False
    return True


def read_public_key(text: str) -> bytes:
    """The DER (SubjectPublicKeyInfo) of an RSA public key, given as PEM or as its bare base64, PKCS #8 or PKCS #1.

    Raises ValueError for anything else, and for a key of fewer than 2048 or more than 8192 bits.
    """
    try:
        der = base64.b64decode("".join(_PEM_LINE.sub("", text).split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("it is no base64") from error
    return public_der(_loaded(der))


def public_der(key: object) -> bytes:
    """The SubjectPublicKeyInfo of a key. Raises ValueError unless it is RSA of 2048 to 8192 bits."""
    if not isinstance(key, RSAPublicKey):
        raise ValueError("it is no RSA key")  # noqa: TRY004 - a text that was sent, not an argument of the wrong type
    if not KEY_BITS_MIN <= key.key_size <= KEY_BITS_MAX:
        raise ValueError(f"it has {key.key_size} bits, and {KEY_BITS_MIN} to {KEY_BITS_MAX} are taken")
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def bare(public: bytes) -> str:
    """A public key as the SDKs are configured with it: base64 of the DER, without lines."""
    return base64.b64encode(public).decode()


def _loaded(der: bytes) -> object:
    try:
        return serialization.load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("it is no public key") from error


@lru_cache(_KEYS_KEPT)
def _public_key(der: bytes) -> RSAPublicKey:
    key = serialization.load_der_public_key(der)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("it is no RSA key")  # noqa: TRY004 - see public_der
    return key
