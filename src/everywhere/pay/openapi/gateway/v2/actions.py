"""The V2 codec: an envelope in, its method carried out, a signed envelope back; whatever happens, it can be read and verified."""

import html
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.gateway import actions as gateway
from everywhere.pay.openapi.gateway import rules
from everywhere.pay.openapi.gateway.actions import Door
from everywhere.pay.openapi.gateway.types import Reply
from everywhere.pay.openapi.methods import rules as methods
from everywhere.pay.openapi.methods.actions import Call, Method, Page
from everywhere.pay.openapi.wire.cipher import rules as cipher
from everywhere.pay.openapi.wire.types import Failed, refused
from everywhere.pay.openapi.wire.v2 import rules as wire
from everywhere.pay.openapi.wire.v2.types import Request

_ERROR_NODE = "error_response"
_PAGE = "text/html;charset=utf-8"


async def answer(door: Door, request: Request) -> Reply:
    """The answer to a request: JSON in an envelope, or for a method that a browser opens what the browser shows."""
    method = door.methods.get(request.get("method"))
    key: bytes | None = None
    try:
        call = await verified(door, request)
        method = rules.must_be_offered(request.get("method"), door.methods)
        text, key = _opened(request, call)
        found = await gateway.carried_out(method, call, request.params if method.is_flat else methods.content(text))
        if isinstance(found, Page):
            return _shown(found)
        node, fields = wire.node_of(method.name), wire.content(found, is_bare=method.is_bare)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is answered in the wire's words
        failed = gateway.failure(error)
        if method is not None and method.kind == "page":
            return error_page(failed)
        node, fields = node_of_failure(door.methods, request.get("method")), wire.refusal(failed)
    return await _enveloped(door, request, node, fields, key)


async def verified(door: Door, request: Request) -> Call:
    """The call that a request is, once its envelope and signature are sound. Raises Failed."""
    if not request.is_charset_known:
        raise refused("isv.invalid-charset")
    rules.must_name_a_method(request, door.methods)
    app = await gateway.app_of(door, request.get("app_id"))
    rules.must_be_signed(request, app)
    rules.must_be_whole(request)
    rules.must_be_callable(request.get("notify_url"), private_allowed=door.settings.emulator)
    call = await gateway.call_of(door, app, app_auth_token=request.get("app_auth_token"))
    return replace(
        call,
        version="V2",
        sign_type=rules.sign_type_of(request),
        charset=request.charset.name,
        notify_url=request.get("notify_url") or call.notify_url,
        return_url=request.get("return_url"),
        auth_token=request.get("auth_token"),
        params=request.params,
        files=request.files,
    )


async def ordered(door: Door, request: Request, call: Call) -> Any:
    """The answer to a verified request that a shop hands to a wallet as text, and does not send itself. Raises Failed."""
    method = rules.must_be_offered(request.get("method"), door.methods)
    if method.kind != "order":
        raise refused("isv.invalid-method")
    text, _ = _opened(request, call)
    return await gateway.carried_out(method, call, methods.content(text))


def _opened(request: Request, call: Call) -> tuple[str, bytes | None]:
    # The content in clear, and the key to encrypt the answer by where it came encrypted.
    text, said = request.get("biz_content"), request.get("encrypt_type")
    key = apps.aes_key_of(call.app, call.platform)
    if not said:
        if key is not None and text and not text.lstrip().startswith("{"):
            raise refused("isv.decryption-error-missing-encrypt-type")
        return text, None
    if said != "AES":
        raise refused("isv.invalid-encrypt-type")
    return gateway.decrypted(key, text), key


def node_of_failure(offered: Mapping[str, Method], name: str) -> str:
    """Under which name a refusal stands: the method's own, `error_response` where clients look there or no method was named."""
    method = offered.get(name)
    is_named = (method is not None and not method.is_bare) or (method is None and methods.is_known(name))
    return wire.node_of(name) if is_named else _ERROR_NODE


async def _enveloped(door: Door, request: Request, node: str, fields: dict[str, object], key: bytes | None) -> Reply:
    content = wire.written(fields, request.charset)
    if key is not None:
        content = b'"%s"' % cipher.encrypted(key, content).encode()
    signature = await door.platform.sign(content, rules.sign_type_of(request))
    # Who did not ask by certificate may not know the field, and one client then takes the whole answer for broken.
    cert_sn = (await door.platform.keys()).sn if request.get("app_cert_sn") else ""
    body = wire.enveloped(node, content, signature, cert_sn=cert_sn)
    return Reply(body, f"text/html;charset={request.charset.name}", headers={"trace_id": gateway.trace_id()})


def _shown(page: Page) -> Reply:
    if page.location:
        return Reply(b"", _PAGE, status=302, headers={"Location": page.location})
    return Reply(page.html.encode(), _PAGE)


def error_page(failed: Failed) -> Reply:
    """What a person sees whose browser was sent here in vain."""
    code, words = html.escape(failed.sub_code), html.escape(failed.sub_msg)
    shown = f"""<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>无法付款</title>
<h1>无法付款</h1>
<p>{words}</p>
<p>错误代码：<code>{code}</code></p>
</html>
"""
    return Reply(shown.encode(), _PAGE)
