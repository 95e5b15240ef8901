"""The V3 codec: bare JSON in, bare JSON back, with both signatures in headers."""

import io
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import multipart

from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.gateway import actions as gateway
from everywhere.pay.openapi.gateway import rules
from everywhere.pay.openapi.gateway.actions import Door
from everywhere.pay.openapi.gateway.types import Asking, Reply
from everywhere.pay.openapi.methods import rules as methods
from everywhere.pay.openapi.methods.actions import Call
from everywhere.pay.openapi.wire.cipher import rules as cipher
from everywhere.pay.openapi.wire.types import refused
from everywhere.pay.openapi.wire.v3 import rules as wire
from everywhere.pay.openapi.wire.v3.types import Authorization

_FIELDS_MAX = 200
JSON = "application/json;charset=utf-8"
_TEXT = "text/plain;charset=utf-8"


async def answer(door: Door, asking: Asking) -> Reply:
    """The answer to a request; a refusal has an HTTP status of its own, and is signed too."""
    key: bytes | None = None
    by_certificate = False
    try:
        said = _authorization(asking)
        app = await gateway.app_of(door, said.app_id)
        rules.must_be_known_by(app, said.app_cert_sn)
        by_certificate = bool(said.app_cert_sn)
        text = _signed_body(asking)
        _must_be_signed(app, said, asking, text)
        method, from_path = rules.routed(asking.verb, asking.path, door.methods)
        call = await _call(door, app, asking)
        text, key = _opened(asking, call, text)
        found = await gateway.carried_out(method, call, {**_content(asking, text), **from_path})
        status, body = 200, msgspec.json.encode(found)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is answered in the wire's words
        failed = gateway.failure(error)
        link = link_of(door.settings.public_url)
        status, body, key = wire.status_of(failed), msgspec.json.encode(wire.refusal(failed, link=link)), None
    return await _signed(door, status, body, key, by_certificate=by_certificate)


def link_of(public_url: str) -> str:
    """Where a refusal says that more is told of it."""
    return f"{public_url}/docs/openapi/errors"


def headers_of(timestamp: str, nonce: str, signature: str, *, sn: str) -> dict[str, str]:
    """The headers of a signed answer; `sn` is the platform's certificate's for who called by certificate, else empty."""
    said = {"alipay-timestamp": timestamp, "alipay-nonce": nonce, "alipay-signature": signature}
    return {**said, "alipay-trace-id": gateway.trace_id(), **({"alipay-sn": sn} if sn else {})}


def _authorization(asking: Asking) -> Authorization:
    said = wire.authorization(asking.headers.get("authorization", ""))
    if said is None or not said.signature:
        raise refused("isv.missing-signature")
    return said


def _must_be_signed(app: App, said: Authorization, asking: Asking, text: str) -> None:
    token = asking.headers.get("alipay-app-auth-token", "")
    string = wire.sign_string(said.said, asking.verb, asking.target, text, token)
    rules.must_be_signed_v3(app, string, said.signature)


async def _call(door: Door, app: App, asking: Asking) -> Call:
    call = await gateway.call_of(door, app, app_auth_token=asking.headers.get("alipay-app-auth-token", ""))
    return replace(call, auth_token=asking.headers.get("alipay-auth-token", ""), files=_files(asking))


def _signed_body(asking: Asking) -> str:
    """What of the body is signed: all of it as text, of a form with files its field `data`."""
    fields, _ = _parts(asking)
    raw = fields.get("data", b"") if fields is not None else asking.body
    return raw.decode("utf-8", "replace")


def _files(asking: Asking) -> Mapping[str, bytes]:
    return _parts(asking)[1]


def _parts(asking: Asking) -> tuple[dict[str, bytes] | None, dict[str, bytes]]:
    kind, options = multipart.parse_options_header(asking.headers.get("content-type", ""))
    if kind.lower() != "multipart/form-data":
        return None, {}
    fields: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    try:
        for part in multipart.MultipartParser(io.BytesIO(asking.body), options.get("boundary", ""), part_limit=_FIELDS_MAX):
            (fields if part.filename is None else files)[part.name] = part.raw
    except (multipart.MultipartError, ValueError):
        return fields, files  # what came so far; the signature says whether it is all
    return fields, files


def _opened(asking: Asking, call: Call, text: str) -> tuple[str, bytes | None]:
    said = asking.headers.get("alipay-encrypt-type", "")
    if not said or not text:
        return text, None
    if said != "AES":
        raise refused("isv.invalid-encrypt-type")
    key = apps.aes_key_of(call.app, call.platform)
    return gateway.decrypted(key, text), key


def _content(asking: Asking, text: str) -> dict[str, Any]:
    query = ((name, value.replace("\0", "\ufffd")) for name, value in parse_qsl(asking.query, keep_blank_values=True)[:_FIELDS_MAX])
    return {**dict(query), **methods.content(text)}


async def _signed(door: Door, status: int, body: bytes, key: bytes | None, *, by_certificate: bool) -> Reply:
    text = body.decode() if key is None else cipher.encrypted(key, body)
    timestamp, nonce = str(int(door.clock().timestamp() * 1000)), secrets.token_hex(16)
    signature = await door.platform.sign(wire.answer_string(timestamp, nonce, text).encode(), "RSA2")
    sn = (await door.platform.keys()).sn if by_certificate else ""
    headers = headers_of(timestamp, nonce, signature, sn=sn)
    return Reply(text.encode(), JSON if key is None else _TEXT, status, headers)
