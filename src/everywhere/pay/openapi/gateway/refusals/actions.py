"""What clients of the Open API are told whom nobody could let in: in their codec, signed, and cheap, since it is said when there is no time.

The content of such a refusal is always the same, so its signature is made once: by V2 for good, by V3, where the time is
signed too, once a second.
"""

import secrets
from collections.abc import Mapping

import msgspec
import structlog

from everywhere.kernel.clock import Clock
from everywhere.kernel.errors import Overloaded, TooManyRequests
from everywhere.pay.openapi.gateway import actions as gateway
from everywhere.pay.openapi.gateway import rules
from everywhere.pay.openapi.gateway.types import Reply
from everywhere.pay.openapi.gateway.v2 import actions as v2
from everywhere.pay.openapi.gateway.v3 import actions as v3
from everywhere.pay.openapi.methods.actions import Method
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.wire.types import Failed, refused
from everywhere.pay.openapi.wire.v2 import rules as wire_v2
from everywhere.pay.openapi.wire.v2.types import Request
from everywhere.pay.openapi.wire.v3 import rules as wire_v3

log = structlog.get_logger(__name__)

_KEPT_MAX = 64


def failure_of(refusal: Overloaded | TooManyRequests) -> Failed:
    """A rate that is used up is 40005. No room is 20000, after which every client asks what became of its call, or calls again."""
    return refused("isv.app-call-limited" if isinstance(refusal, TooManyRequests) else "isp.unknow-error")


class Refusals:
    """One for a process."""

    def __init__(self, methods: Mapping[str, Method], platform: Platform, public_url: str, clock: Clock) -> None:
        self._methods = methods
        self._platform = platform
        self._link = v3.link_of(public_url)
        self._clock = clock
        self._signed: dict[tuple[object, ...], str] = {}

    async def v2(self, request: Request, failed: Failed) -> Reply:
        """A signed envelope under the method's own name; for a page that a browser opens, a page."""
        name = request.get("method")
        method = self._methods.get(name)
        if method is not None and method.kind == "page":
            return v2.error_page(failed)
        content, sign_type = wire_v2.written(wire_v2.refusal(failed), request.charset), rules.sign_type_of(request)
        key = ("V2", content, sign_type)
        signature = self._signed.get(key) or self._keep(key, await self._platform.sign(content, sign_type))
        cert_sn = (await self._platform.keys()).sn if request.get("app_cert_sn") else ""
        body = wire_v2.enveloped(v2.node_of_failure(self._methods, name), content, signature, cert_sn=cert_sn)
        return Reply(body, f"text/html;charset={request.charset.name}", headers={"trace_id": gateway.trace_id()})

    async def v3(self, failed: Failed, *, by_certificate: bool) -> Reply:
        """The refusal's status and body, signed; all of one second carry the same nonce."""
        body = msgspec.json.encode(wire_v3.refusal(failed, link=self._link))
        timestamp = str(int(self._clock().timestamp()) * 1000)
        key = ("V3", body, timestamp)
        said = self._signed.get(key)
        if said is None:
            nonce = secrets.token_hex(16)
            signature = await self._platform.sign(wire_v3.answer_string(timestamp, nonce, body.decode()).encode(), "RSA2")
            said = self._keep(key, f"{nonce} {signature}")
        nonce, _, signature = said.partition(" ")
        sn = (await self._platform.keys()).sn if by_certificate else ""
        return Reply(body, v3.JSON, wire_v3.status_of(failed), v3.headers_of(timestamp, nonce, signature, sn=sn))

    def _keep(self, key: tuple[object, ...], signature: str) -> str:
        if len(self._signed) >= _KEPT_MAX:
            self._signed.clear()
        self._signed[key] = signature
        return signature
