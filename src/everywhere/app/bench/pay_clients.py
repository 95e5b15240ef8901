"""The clients of `everywhere bench pay`, in a process of their own: raw sockets, each request signed, each answer verified.

Reads one `Clients` as a line of JSON from standard input, then a `Load` a line, and answers each with a `Paid`. Started with
`--rsa SECONDS` it only signs and verifies, what one request and its answer need, and says how often it could in a second.
"""

import asyncio
import base64
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import msgspec
import uvloop
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from everywhere.kernel import ids
from everywhere.kernel.clock import system_clock
from everywhere.pay.codes import rules as codes
from everywhere.pay.openapi.wire.signing import rules as signing

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_SIGN = b',"sign":"'
_HEAD = "POST /gateway.do HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
_STAMP = "2026-01-01 00:00:00"
_MESSAGE = b"app_id=2021000000000001&biz_content=" + b"x" * 400
_MS = 1000.0
_RETRY_AFTER_S = 1.0
"""As the gate asks of whom it does not let in."""


class Clients(msgspec.Struct, frozen=True):
    """Where they call, who they are, and who pays: keys in base64, the buyers' numbers."""

    port: int
    app_id: str
    private_key: str
    platform_key: str
    codes_key: str
    numbers: list[str]


class Load(msgspec.Struct, frozen=True):
    """So many clients, each order after order, until so many orders were paid."""

    clients: int
    orders: int


class Paid(msgspec.Struct):
    """What came of a load: how long all clients had work, how many requests were answered meanwhile, each request's milliseconds, answers that were not what they must be, and how often the
    gate let somebody wait, who asked again.
    """

    seconds: float
    ms: list[float]
    wrong: list[str]
    requests: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class _Keys:
    private: RSAPrivateKey
    platform: bytes
    codes: bytes


class _Caller:
    """One connection of one client."""

    def __init__(self, said: Clients, keys: _Keys, paid: Paid) -> None:
        self._said = said
        self._keys = keys
        self._paid = paid
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def work(self, buyers: Iterator[tuple[str, int]]) -> None:
        """Order after order, each by the next buyer and which of their ten codes, as long as there are any."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._said.port)
        for number, turn in buyers:
            await self._order(number, turn)
        self._writer.close()

    async def _order(self, number: str, turn: int) -> None:
        order = {"out_trade_no": ids.new_id().hex, "total_amount": "0.01", "subject": "bench"}
        await self._call("create", order)
        code = codes.payment_codes(self._keys.codes, number, now=system_clock())[turn]
        await self._call("pay", {**order, "scene": "bar_code", "auth_code": code})
        told = await self._call("query", {"out_trade_no": order["out_trade_no"]})
        if told.get("trade_status") != "TRADE_SUCCESS":
            self._paid.wrong.append(f"{told}")

    async def _call(self, verb: str, content: dict[str, str]) -> dict[str, Any]:
        began = time.perf_counter()
        method = f"alipay.trade.{verb}"
        request = self._signed(method, msgspec.json.encode(content).decode())
        head, body = await self._sent(request)
        while b"\r\nretry-after:" in head:
            self._paid.refused += 1
            await asyncio.sleep(_RETRY_AFTER_S)
            head, body = await self._sent(request)
        told = self._verified(method, body)
        self._paid.ms.append((time.perf_counter() - began) * _MS)
        return told

    async def _sent(self, request: bytes) -> tuple[bytes, bytes]:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        found = _LENGTH.search(head)
        return head, await self._reader.readexactly(int(found[1]) if found else 0)

    def _signed(self, method: str, content: str) -> bytes:
        # In the order of the names, as they are signed.
        params = {
            "app_id": self._said.app_id,
            "biz_content": content,
            "charset": "utf-8",
            "method": method,
            "sign_type": "RSA2",
            "timestamp": _STAMP,
            "version": "1.0",
        }
        string = "&".join(f"{name}={value}" for name, value in params.items())
        params["sign"] = signing.signed(self._keys.private, string.encode(), "RSA2")
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in params.items())
        return f"{_HEAD}{len(body)}\r\n\r\n{body}".encode()

    def _verified(self, method: str, body: bytes) -> dict[str, Any]:
        node, end = f'{{"{method.replace(".", "_")}_response":'.encode(), body.rfind(_SIGN)
        content, signature = body[len(node) : end], body[end + len(_SIGN) : -2].decode("ascii", "replace")
        told: dict[str, Any] = msgspec.json.decode(content) if body.startswith(node) and end > 0 else {}
        if told.get("code") != "10000" or not signing.is_signed(self._keys.platform, content, signature, "RSA2"):
            self._paid.wrong.append(body.decode("utf-8", "replace")[:500])
        return told


async def _play(said: Clients, keys: _Keys, load: Load, first: int) -> Paid:
    paid = Paid(0.0, [], [])
    count = len(said.numbers)
    buyers = ((said.numbers[at % count], at // count % 10) for at in range(first, first + load.orders))
    began = time.perf_counter()
    callers = [asyncio.create_task(_Caller(said, keys, paid).work(buyers)) for _ in range(load.clients)]
    await asyncio.wait(callers, return_when=asyncio.FIRST_COMPLETED)
    # From here on not all have work any more.
    paid.seconds, paid.requests = time.perf_counter() - began, len(paid.ms)
    await asyncio.gather(*callers)
    return paid


async def _main() -> None:
    loop = asyncio.get_running_loop()
    said = msgspec.json.decode(await loop.run_in_executor(None, sys.stdin.readline), type=Clients)
    private: Any = serialization.load_der_private_key(base64.b64decode(said.private_key), None)
    keys = _Keys(private, base64.b64decode(said.platform_key), base64.b64decode(said.codes_key))
    first = 0
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        load = msgspec.json.decode(line, type=Load)
        paid = await _play(said, keys, load, first)
        first += load.orders
        sys.stdout.write(msgspec.json.encode(paid).decode() + "\n")
        sys.stdout.flush()


def _rsa_alone(seconds: float) -> float:
    """Requests a second of one core that does nothing but what RSA is in each: two signatures, both verified."""
    key = rsa.generate_private_key(65_537, 2048)
    public = signing.public_der(key.public_key())
    done, began = 0, time.perf_counter()
    while (passed_s := time.perf_counter() - began) < seconds:
        for _ in range(2):
            signing.is_signed(public, _MESSAGE, signing.signed(key, _MESSAGE, "RSA2"), "RSA2")
        done += 1
    return done / passed_s


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(f"{_rsa_alone(float(sys.argv[2]))}\n")
    else:
        uvloop.run(_main())
