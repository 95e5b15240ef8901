"""Signing in by a one-time code."""

from dataclasses import dataclass
from datetime import datetime

from everywhere.kernel.catalogue import Language


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody shows a code for a handle, from a network address, on a device."""

    handle: str
    code: str
    address: str
    device: str
    language: Language


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code on its way; the only place where its digits are."""

    handle: str
    code: str
    language: Language
    expires_at: datetime
