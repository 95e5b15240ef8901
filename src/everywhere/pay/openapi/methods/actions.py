"""A method of the Open API: its names, its shapes, and the one handler that both codecs call.

A sub-domain that offers methods lists them as `METHODS` in its `http.py`; `openapi/gateway/http.py` puts all lists together.

    async def query(call: Call, asked: QueryAsked) -> QueryAnswer:
        async with call.db.read() as tx: ...

    METHODS = [Method("alipay.trade.query", "A", QueryAsked, QueryAnswer, query)]
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from everywhere.kernel.database import Database
from everywhere.kernel.settings import Settings
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.methods import rules
from everywhere.pay.openapi.methods.types import Credit, Kind, Page, Tier, Verb
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.wire.types import Answer, Asked, Code, Failed, SignType, refused
from everywhere.pay.trades.paying.actions import Till

__all__ = ["Answer", "Asked", "Call", "Code", "Failed", "Kind", "Method", "Page", "Tier", "Verb", "refused"]


@dataclass(frozen=True, slots=True)
class Call:
    """One verified call: who asks, for whom, and what stood beside what they ask."""

    app: App
    seller_id: UUID
    """The person whose money it is about: the app's owner, or the merchant who authorised the app (`app_auth_token`)."""
    auth_app_id: str
    """In whose name the app acts: its own id, or that of the merchant's own app."""
    db: Database
    poster: Poster
    till: Till
    platform: Platform
    settings: Settings
    credit: Credit
    now: datetime
    version: Literal["V2", "V3"]
    sign_type: SignType = "RSA2"
    charset: str = "utf-8"
    by_certificate: bool = False
    notify_url: str = ""
    """Checked; the app's own address where the call named none."""
    return_url: str = ""
    auth_token: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    """Everything that came in V2's envelope, decoded."""
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Method:
    """A method by its V2 name. The handler opens its own transactions and raises `Failed`; what else it raises is answered 20000.

    For kind `page` the answer is a `Page`, for `order` what the wallet shows.
    """

    name: str
    tier: Tier
    asked: type[Asked]
    answer: type[Any]
    handle: Callable[[Call, Any], Awaitable[Any]]
    kind: Kind = "answer"
    v3: tuple[Verb, str] | None = None
    """Verb and path where they are not the name with slashes; path parameters in braces are fields of what is asked."""
    is_flat: bool = False
    """V2's parameters stand in the envelope itself, not in biz_content."""
    is_bare: bool = False
    """V2's success has neither code nor msg, and a refusal comes as `error_response`."""
    is_outflow: bool = False
    """Pays money out: refused by key where the app demands its certificate for that."""

    @property
    def route(self) -> tuple[Verb, str] | None:
        """Where V3 serves it; None for what V3 does not have, such as pages."""
        return self.v3 or rules.known().get(self.name)
