"""What a program asks of the network, and what it gets: the frame has no network of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Verb = Literal["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
SENT_BYTES_MAX = 1_000_000
ANSWER_BYTES_MAX = 10_000_000
"""Of an answer; larger ones are refused."""
TIMEOUT_MAX_S = 60.0
REDIRECTS_MAX = 5
CALLS_MAX = 10
"""On their way at once, of one program in one person's hands."""
CALLS_TOGETHER_MAX = 100
"""On their way at once, of all programs of one process."""
HEADERS_MAX = 50
NOTES_MAX = 500
"""Lines of a program's log that its developer sees."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One call to the outside."""

    url: str
    method: Verb
    headers: Mapping[str, str]
    body: bytes
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: of the last address, when others led there."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a program tried and was not let do."""

    id: UUID
    at: datetime
    kind: str
    detail: str
