"""Answers that are written out beforehand, for when there is no time to make one."""

import secrets
from http import HTTPStatus

import msgspec

from everywhere.kernel import catalogue
from everywhere.kernel.errors import Overloaded, TooManyRequests, TooSlow
from everywhere.kernel.http.problems import MEDIA_TYPE, problem_of

CAREFUL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Headers that every answer carries."""

Said = tuple[int, dict[str, str], bytes]
"""An answer: its status, its own headers, its body."""


def body_of(refusal: Overloaded | TooManyRequests | TooSlow) -> Said:
    """Status, own headers and body of a refusal that is said before anybody's language is known."""
    problem = problem_of(refusal, catalogue.LANGUAGES[0])
    body = msgspec.json.encode(problem)
    own = {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(body)), "Retry-After": str(refusal.retry_after_s)}
    return problem.status, own, body


class Answer:
    """One refusal as HTTP/1.1 bytes."""

    def __init__(self, refusal: Overloaded | TooManyRequests | TooSlow) -> None:
        status, own, body = body_of(refusal)
        headers = {**own, **CAREFUL}
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        self._head = "\r\n".join(lines).encode() + b"\r\nX-Request-Id: "
        self._body = b"\r\n\r\n" + body

    def written(self, *, closes: bool) -> bytes:
        """All of it, with a number of its own; `closes` says that the connection ends with it."""
        return self._head + secrets.token_hex(8).encode() + (b"\r\nConnection: close" if closes else b"") + self._body
