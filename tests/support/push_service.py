"""A push service for tests, as RFC 8030 has it: takes what is posted to an endpoint, checks who sends it and decrypts it as the browser would."""

import base64
import contextlib
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02


@dataclass
class Received:
    """What a browser was told, and under which headers and signed claims."""

    told: dict[str, Any]
    headers: dict[str, str]
    claims: dict[str, Any]


@dataclass
class PushService:
    """Answers `status`; what it takes with 201 is decrypted with the browser's keys."""

    url: str = ""
    status: int = 201
    asked: int = 0
    received: list[Received] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    def subscription(
        self, name: str = "one", topics: tuple[str, ...] = ("messages", "asked", "answers", "deals")
    ) -> dict[str, Any]:
        """What a browser of this service sends to its app's server."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.url}/push/{name}", "p256dh": coded(point), "auth": coded(self.auth), "topics": list(topics)}

    async def take(self, request: web.Request) -> web.Response:
        """One message from an app's server."""
        self.asked += 1
        if self.status == 201:
            headers = dict(request.headers)
            # vapid t=<token>, k=<public key>: the library raises when the token was not signed by that key.
            scheme, _, parts = headers["Authorization"].partition(" ")
            assert scheme == "vapid"
            signed = dict(part.strip().split("=", 1) for part in parts.split(","))
            claims = Vapid02.verify(headers["Authorization"])
            assert claims
            plain = http_ece.decrypt(await request.read(), private_key=self.key, auth_secret=self.auth, version="aes128gcm")
            self.received.append(Received(json.loads(plain), {**headers, "k": signed["k"]}, _claims_of(signed["t"])))
        return web.Response(status=self.status)


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[PushService]:
    """A push service on this machine."""
    service = PushService()
    app = web.Application()
    app.router.add_post("/push/{name}", service.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    service.url = f"http://{host}:{port}"
    try:
        yield service
    finally:
        await runner.cleanup()


def coded(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims
