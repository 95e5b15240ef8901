"""Apps: programs of developers that call the Open API, and the keys by which they are known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType
from uuid import UUID

from everywhere.pay.openapi.wire.types import SignType

AppId = NewType("AppId", str)
"""Sixteen digits, as the SDKs and their users know app ids."""
Mode = Literal["key", "certificate"]
"""How an app is known: by its public key alone, or by a certificate that this platform gave it."""
APPS_MAX = 20


@dataclass(frozen=True, slots=True)
class App:
    """A program that may call. One without a key was made and cannot call yet."""

    app_id: AppId
    owner_id: UUID
    name: str
    sign_type: SignType
    """RSA2: a signature by RSA is refused. RSA: both are taken."""
    mode: Mode
    public_key: bytes | None
    """DER, SubjectPublicKeyInfo; of the certificate in that mode."""
    cert_sn: str
    """Of the app's certificate; empty in key mode."""
    aes_key: bytes | None
    """Sealed; for the content mode."""
    notify_url: str
    """Where notifications go whose call named no address; may be empty."""
    callback_url: str
    """Below which people come back to the app who allowed it something; may be empty."""
    outflow_needs_certificate: bool
    created_at: datetime
    version: int
