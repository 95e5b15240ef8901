"""A developer in tests: an app with its keys, requests signed as the SDKs sign them, answers verified as they verify them."""

import base64
import functools
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode
from uuid import uuid4

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.openapi.wire.types import SignType
from support.world import Phone, World, sign_in


@functools.cache
def key_pair(number: int = 0) -> RSAPrivateKey:
    """The same private key for the same number, in this process: to make one takes longer than most tests."""
    return rsa.generate_private_key(65_537, 2048)


def public_of(key: RSAPrivateKey) -> str:
    """The public half as a developer uploads it."""
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def request_of(key: RSAPrivateKey) -> str:
    """A certificate signing request."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app")])
    return (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .sign(key, SHA256())
        .public_bytes(serialization.Encoding.PEM)
        .decode()
    )


@dataclass
class Developer:
    """Somebody with an app that calls by key, or by certificate once `files` are there."""

    phone: Phone
    app_id: str
    platform_key: bytes
    key: RSAPrivateKey = field(default_factory=key_pair)
    sign_type: SignType = "RSA2"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def client(self) -> httpx.AsyncClient:
        """Who carries the requests."""
        return self.phone.client

    def signed(self, method: str, content: Any = None, *, charset: str = "utf-8", **params: str) -> dict[str, str]:
        """The parameters of a V2 request."""
        said = {
            "app_id": self.app_id,
            "method": method,
            "charset": charset,
            "sign_type": self.sign_type,
            "timestamp": "2026-11-22 08:00:00",
            "version": "1.0",
            **self.extra,
            **({} if content is None else {"biz_content": content if isinstance(content, str) else json.dumps(content)}),
            **params,
        }
        said = {name: value for name, value in said.items() if value}
        string = "&".join(f"{name}={value}" for name, value in sorted(said.items()))
        return {**said, "sign": signing.signed(self.key, string.encode(charset, "replace"), self.sign_type)}

    async def call(self, method: str, content: Any = None, **params: str) -> dict[str, Any]:
        """Call by V2, and answer the verified content of the method's own node."""
        return self.verified(await self.send(self.signed(method, content, **params)), method)

    async def send(self, params: dict[str, str], *, charset: str = "utf-8") -> httpx.Response:
        """Post the parameters as a form."""
        body = urlencode(params, encoding=charset)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.client.post("/gateway.do", content=body.encode("ascii"), headers=headers)

    def verified(self, response: httpx.Response, method: str = "", *, node: str = "") -> dict[str, Any]:
        """What stands in the answer's node, once its signature over the raw bytes fits."""
        node = node or f"{method.replace('.', '_')}_response"
        raw, charset = response.content, response.headers["content-type"].partition("charset=")[2]
        assert response.status_code == 200, response.text
        head, sign = f'{{"{node}":'.encode(), raw.rindex(b',"sign":"')
        assert raw.startswith(head), raw
        envelope = json.loads(raw.decode(charset))
        end = raw.index(b',"alipay_cert_sn":') if "alipay_cert_sn" in envelope else sign
        assert signing.is_signed(self.platform_key, raw[len(head) : end], envelope["sign"], self.sign_type)
        return envelope[node]

    async def call_v3(
        self, verb: str, path: str, body: Any = None, *, query: dict[str, str] | None = None, expect: int = 200, **headers: str
    ) -> Any:
        """Call by V3, and answer the verified body."""
        target = path + (f"?{urlencode(query, quote_via=quote_plus)}" if query else "")
        text = "" if body is None else body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        sent = {**self.headers_v3(verb, target, text, token=headers.get("alipay-app-auth-token", "")), **headers}
        response = await self.client.request(verb, target, content=text.encode(), headers=sent)
        assert response.status_code == expect, response.text
        return self.verified_v3(response)

    def headers_v3(self, verb: str, target: str, text: str, *, token: str = "") -> dict[str, str]:
        """The headers of a V3 request."""
        cert = f",app_cert_sn={self.extra['app_cert_sn']}" if "app_cert_sn" in self.extra else ""
        said = f"app_id={self.app_id}{cert},nonce={uuid4()},timestamp=1700000000000"
        string = f"{said}\n{verb}\n{target}\n{text}\n" + (f"{token}\n" if token else "")
        signature = signing.signed(self.key, string.encode("utf-8", "replace"), "RSA2")
        return {"authorization": f"ALIPAY-SHA256withRSA {said},sign={signature}", "content-type": "application/json"}

    def verified_v3(self, response: httpx.Response) -> Any:
        """What a V3 answer says, once its signature fits."""
        answered = f"{response.headers['alipay-timestamp']}\n{response.headers['alipay-nonce']}\n{response.text}\n"
        assert signing.is_signed(self.platform_key, answered.encode(), response.headers["alipay-signature"], "RSA2")
        return response.json() if response.headers["content-type"].startswith("application/json") else response.text


async def developer(world: World, handle: str = "dev@example.org", *, number: int = 0) -> Developer:
    """A person with an app that is known by its key."""
    phone = await sign_in(world, handle)
    app = await phone("POST", "/api/me/apps", {"name": "Tea shop"}, expect=201)
    key = key_pair(number)
    await phone("PUT", f"/api/me/apps/{app['app_id']}/key", {"public_key": public_of(key)}, expect=200)
    return Developer(phone, app["app_id"], base64.b64decode(app["platform_public_key"]), key)


async def certified(world: World, handle: str = "dev@example.org", *, number: int = 0) -> tuple[Developer, dict[str, str]]:
    """A person with an app that is known by its certificate, and the three files."""
    made = await developer(world, handle, number=number)
    path = f"/api/me/apps/{made.app_id}"
    files = await made.phone("PUT", f"{path}/certificate", {"request": request_of(made.key)}, expect=200)
    app = await made.phone("GET", path, expect=200)
    made.extra = {"app_cert_sn": app["cert_sn"], "alipay_root_cert_sn": "0"}
    return made, files
