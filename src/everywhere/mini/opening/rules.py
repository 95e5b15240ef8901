"""Tokens of openings, and where frames live."""

import hashlib
import secrets
from urllib.parse import urlsplit

from everywhere.kernel.errors import Refusal

_TOKEN_BYTES = 24
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ProgramUnknown(Refusal):
    """There is no such program, or it does not open any more."""


class NoFrames(Refusal):
    """There is no place here for the frames of programs."""


class OpeningEnded(Refusal):
    """The token is none of a program that is open."""


def fresh_token() -> str:
    """What one opening shows to the gateway; nobody guesses it."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hashed(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def frames_of(mini_url: str, public_url: str) -> str:
    """The addresses of frames, with `{app_id}` in the host: as the operator set them, on loopback names below localhost.

    Empty where people reach the installation from elsewhere and no domain is set: then no program opens.
    """
    if mini_url:
        return mini_url.rstrip("/")
    public = urlsplit(public_url)
    if public.hostname not in _LOOPBACK:
        return ""
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://{{app_id}}.localhost{port}"


def frame_of(frames: str, app_id: str, digest: str) -> str:
    """The address of one program's frame. Raises NoFrames."""
    if not frames:
        raise NoFrames
    return f"{frames.format(app_id=app_id)}/{digest}/"
