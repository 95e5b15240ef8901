"""What was asked of the gateway and what it answered: the last calls, each with its sign string, and why it failed."""

import itertools
import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from everywhere.app.emulator.faults import Order
from everywhere.pay.openapi.methods import rules as methods
from everywhere.pay.openapi.wire.v2 import rules as v2
from everywhere.pay.openapi.wire.v2.types import Request
from everywhere.pay.openapi.wire.v3 import rules as v3
from everywhere.pay.openapi.wire.v3.types import Authorization

CALLS_KEPT = 500
_TEXT_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to one of the gateway's doors."""

    verb: str
    path: str
    query: bytes
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_v3(self) -> bool:
        """By which codec it came."""
        return self.path.startswith("/v3/")

    def v2(self) -> Request:
        """As V2 reads it."""
        return v2.read(self.query, self.headers.get("content-type", ""), self.body)

    def authorization(self) -> Authorization | None:
        """What V3 says of who calls."""
        return v3.authorization(self.headers.get("authorization", ""))

    def method(self) -> str:
        """The method's V2 name."""
        return methods.name_of(self.path) if self.is_v3 else self.v2().get("method")

    def sign_string(self) -> str:
        """What the gateway verifies: by V2 the likeliest of what the client may have signed."""
        if not self.is_v3:
            return v2.sign_strings(self.v2().params)[0]
        said, query = self.authorization(), self.query.decode("latin-1")
        target = f"{self.path}?{query}" if query else self.path
        text, token = self.body.decode("utf-8", "replace"), self.headers.get("alipay-app-auth-token", "")
        return v3.sign_string(said.said if said else "", self.verb, target, text, token)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the gateway said."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Call(msgspec.Struct, kw_only=True):
    """One call as the emulator shows it. `why` is empty for one that went well."""

    number: int
    at: datetime
    codec: str
    verb: str
    path: str
    method: str
    app_id: str
    params: dict[str, str]
    sign_string: str
    sign: str
    status: int
    code: str
    sub_code: str
    sub_msg: str
    why: str
    answer: str
    fault: str
    took_ms: float


class Tape:
    """The last calls, the newest first."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = itertools.count(1)
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)

    def note(self, asked: Asked, answered: Answered | None, *, why: str, fault: Order | None, at: datetime, took_ms: float) -> None:
        """Write a call down; without an answer nobody was told what became of it."""
        request, said = asked.v2(), asked.authorization()
        told = answer_of(asked, answered)
        self.calls.appendleft(
            Call(
                number=next(self._numbers),
                at=at,
                codec="V3" if asked.is_v3 else "V2",
                verb=asked.verb,
                path=asked.path,
                method=asked.method(),
                app_id=said.app_id if said else request.get("app_id"),
                params={"body": _short(asked.body)} if asked.is_v3 else {k: v[:_TEXT_MAX] for k, v in request.params.items()},
                sign_string=asked.sign_string()[:_TEXT_MAX],
                sign=said.signature if said else request.get("sign"),
                status=answered.status if answered else 0,
                code=str(told.get("code", "")),
                sub_code=str(told.get("sub_code", "")),
                sub_msg=str(told.get("sub_msg", told.get("message", ""))),
                why=why,
                answer=_short(answered.body) if answered else "",
                fault=fault.kind if fault else "",
                took_ms=round(took_ms, 1),
            )
        )


def answer_of(asked: Asked, answered: Answered | None) -> dict[str, Any]:
    """The fields of an answer; none of a page, or of what is encrypted."""
    try:
        charset = "utf-8" if asked.is_v3 else asked.v2().charset.reads
        found = json.loads(answered.body.decode(charset)) if answered else {}
    except ValueError:
        return {}
    node = found if asked.is_v3 else next(iter(found.values()), {}) if isinstance(found, dict) else {}
    return node if isinstance(node, dict) else {}


def _short(raw: bytes) -> str:
    return raw[:_TEXT_MAX].decode("utf-8", "replace")
