"""The platform's own keys: one that signs what it says, and a root that vouches for it and for apps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Purpose = Literal["root", "platform"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A key as it lies in the database: sealed, with its certificate."""

    purpose: Purpose
    sealed: bytes
    pem: str
    sn: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Keys:
    """The platform's keys, open: never written anywhere."""

    root: RSAPrivateKey
    signing: RSAPrivateKey
    public_key: bytes
    """DER of the signing key's public half."""
    root_pem: str
    pem: str
    sn: str
    root_sn: str
