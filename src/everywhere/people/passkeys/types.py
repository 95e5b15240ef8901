"""Passkeys: a key pair on somebody's device, whose public half is here (WebAuthn level 2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

ChallengePurpose = Literal["register", "sign_in"]
CHALLENGE_LASTS = timedelta(minutes=5)
PASSKEYS_MAX = 20


@dataclass(frozen=True, slots=True)
class Site:
    """Whose passkeys these are: the host that they belong to, and the origin of the pages that ask for them."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Passkey:
    """One key of a person."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Challenge:
    """Random bytes that a device signs, once and soon."""

    id: UUID
    challenge: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is given for `navigator.credentials`, and the id of the challenge in it."""

    challenge_id: UUID
    options: dict[str, Any]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser gave back: the id of the challenge, and the credential as JSON."""

    challenge_id: UUID
    credential: dict[str, Any]
