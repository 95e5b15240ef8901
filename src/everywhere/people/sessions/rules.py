"""Decisions about sessions: what a token looks like, and when a session ends."""

import base64
import hashlib
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.people.sessions.types import Token

TOUCHED_EVERY = timedelta(hours=1)
"""A session's end moves at most this often, so that reading does not write each time."""
SESSIONS_MAX = 50
_SECRET_BYTES = 32
_TEXT = re.compile(r"[A-Za-z0-9_-]{64}", re.ASCII)  # 16 bytes of id and 32 of secret in base64, which needs no padding


def new_token(person_id: UUID) -> Token:
    """A fresh token; 256 bits that nobody can guess."""
    return _token(person_id.bytes + secrets.token_bytes(_SECRET_BYTES))


def read_token(text: str) -> Token | None:
    """The token in `text`, or None where it is none."""
    if not _TEXT.fullmatch(text):
        return None
    return _token(base64.urlsafe_b64decode(text))


def is_due_for_touch(seen_at: datetime, *, now: datetime) -> bool:
    """Whether the session's end should move."""
    return now - seen_at >= TOUCHED_EVERY


def _token(raw: bytes) -> Token:
    return Token(UUID(bytes=raw[:16]), base64.urlsafe_b64encode(raw).decode(), hashlib.sha256(raw).digest())
