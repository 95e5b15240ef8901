"""A shop's program: it signs what it asks of the Open API, and asks with the same words until it is told.

Its network is bad in the same three ways as a phone's. Every answer must be signed by the platform.
"""

import asyncio
import re
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import aiohttp
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from everywhere.app.simulator.phone import Network
from everywhere.app.simulator.tally import Surprise
from everywhere.pay.openapi.wire.signing import rules as signing

FLAKINESS = 0.15
PATH = "/gateway.do"
BROKEN = "20000"
"""`isp.unknow-error`: the platform says that it does not know, and to ask again."""
OK = "10000"
FAILED = "40004"
RETRY_S = 0.3
DETAIL_MAX = 400
Node = dict[str, Any]
UNHEARD: Node = {"code": "", "sub_code": "connection_lost"}
_SIGN = b',"sign":"'
_CODE_ON_PAGE = re.compile(rb"<code>([\w.-]+)</code>")
_TRADE = "alipay.trade."


@dataclass(frozen=True, slots=True)
class Called:
    """A call that was answered; the same again must change nothing."""

    method: str
    body: bytes


@dataclass
class Program:
    """One app's program, that of the shop whose owner has this number."""

    network: Network
    number: int
    app_id: str
    key: RSAPrivateKey
    platform_key: bytes
    notify_url: str = ""
    kept: list[Called] = field(default_factory=list)
    answered: int = 0
    unsigned: list[str] = field(default_factory=list)
    """Answers that the platform did not sign."""

    async def call(self, verb: str, content: Node, *, key: str, may: Collection[str] = (), is_kept: bool = True) -> Node:
        """What `alipay.trade.VERB` answers; `key` names the intention, `may` are refusals that can happen here without anybody's fault.

        `is_kept`: whether the same may be asked again at any later moment, and nothing comes of it.
        """
        method, body = _TRADE + verb, self.body_of(_TRADE + verb, content)
        dice, tally = self.network.dice, self.network.tally
        if dice.chance(FLAKINESS, "program", key, verb, "trouble"):
            trouble = dice.pick(("lost after", "repeated"), "program", key, verb, "which trouble")
            tally.troubles[trouble] += 1
            if trouble == "repeated":
                answer, _ = await asyncio.gather(self.insist(method, body), self.insist(method, body))
                return self._judged(method, body, answer, may, is_kept=is_kept)
            await self._hang_up(method, body, dice.between(0.001, 0.03, "program", key, verb, "hang up"))
        return self._judged(method, body, await self.insist(method, body), may, is_kept=is_kept)

    async def insist(self, method: str, body: bytes) -> Node:
        """Send a request until an answer decides something."""
        for _ in range(self.network.patience.tries_max):
            answer = await self._once(method, body)
            if answer["code"] not in ("", BROKEN):
                return answer
            await asyncio.sleep(RETRY_S)
        return UNHEARD

    def body_of(self, method: str, content: Node) -> bytes:
        """A signed request."""
        params = {
            "app_id": self.app_id,
            "biz_content": msgspec.json.encode(content).decode(),
            "charset": "utf-8",
            "method": method,
            "notify_url": self.notify_url,
            "sign_type": "RSA2",
            "timestamp": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
        }
        string = "&".join(f"{name}={value}" for name, value in params.items() if value)
        params["sign"] = signing.signed(self.key, string.encode(), "RSA2")
        return "&".join(f"{name}={quote_plus(value)}" for name, value in params.items() if value).encode()

    async def _hang_up(self, method: str, body: bytes, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._once(method, body)
        except TimeoutError:
            await asyncio.sleep(0.05)

    async def _once(self, method: str, body: bytes) -> Node:
        network, began = self.network, time.perf_counter()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        timeout = aiohttp.ClientTimeout(total=network.patience.answer_s)
        network.pace.sent()
        try:
            url = network.url + PATH
            async with network.session.post(url, data=body, headers=headers, timeout=timeout, allow_redirects=False) as response:
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            network.tally.troubles["connection failed"] += 1
            return UNHEARD
        finally:
            network.pace.answered()
        network.tally.took(f"POST {PATH} {method}", (time.perf_counter() - began) * 1000)
        if response.status == 302:
            return {"code": OK, "location": response.headers["Location"]}
        return self._read(method, content)

    def _read(self, method: str, body: bytes) -> Node:
        """The content of the method's own node, once its signature fits; or the code on a page that is for a person."""
        head, end = f'{{"{method.replace(".", "_")}_response":'.encode(), body.rfind(_SIGN)
        content, signature = body[len(head) : end], body[end + len(_SIGN) : -2].decode("ascii", "replace")
        if not body.startswith(head) or end < 0:
            said = _CODE_ON_PAGE.search(body)
            sub_code = said[1].decode() if said else ""
            return {"code": FAILED if sub_code and not sub_code.lower().startswith("isp.") else BROKEN, "sub_code": sub_code}
        if not signing.is_signed(self.platform_key, content, signature, "RSA2"):
            self.unsigned.append(body.decode("utf-8", "replace")[:DETAIL_MAX])
        node: Node = msgspec.json.decode(content)
        return node

    def _judged(self, method: str, body: bytes, answer: Node, may: Collection[str], *, is_kept: bool) -> Node:
        code, tally = answer.get("sub_code", ""), self.network.tally
        if answer["code"] == OK:
            self.answered += 1
            if is_kept:
                self.kept.append(Called(method, body))
        elif code in may:
            tally.expected[code] += 1
        else:
            tally.surprise(Surprise(self.network.pace.now_s, self.number, f"POST {PATH} {method}", code, str(answer)[:DETAIL_MAX]))
        return answer
