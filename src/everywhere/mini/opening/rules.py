"""Tokens of openings, and where frames live."""

import hashlib
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from everywhere.kernel import internet
from everywhere.kernel.errors import Refusal
from everywhere.mini.packages.types import SOCKETS

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


def web_origins(domains: Iterable[str], *, frames: str, public_url: str, private_allowed: bool) -> list[str]:
    """The origins whose pages a program may show: its listed hosts by https, none of them ours or in a private network.

    Where private networks are allowed, its hosts on this machine are shown by http too.
    """
    listed = [domain for domain in domains if not domain.startswith(SOCKETS)]
    found = [f"https://{domain}" for domain in listed]
    if private_allowed:
        found += [f"http://{domain}" for domain in listed if urlsplit(f"//{domain}").hostname in _LOOPBACK]
    return [origin for origin in found if _may_be_shown(origin, frames, public_url, private_allowed=private_allowed)]


def _may_be_shown(origin: str, frames: str, public_url: str, *, private_allowed: bool) -> bool:
    try:
        internet.must_be_callable(origin, private_allowed=private_allowed)
    except ValueError:
        return False
    host = urlsplit(origin).netloc
    below = urlsplit(frames).netloc.partition("{app_id}")[2]
    return host != urlsplit(public_url).netloc and not (below and host.endswith(below))
