"""alipay-sdk-python, unmodified, told what to do line by line: a request is a line of JSON, its answer another."""

import importlib
import json
import sys
from typing import Any

from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.util.SignatureUtils import verify_with_rsa

clients: dict[str, DefaultAlipayClient] = {}
ATTRIBUTES = {"notify_url", "return_url", "grant_type", "code", "refresh_token"}


def configured(config: dict[str, Any]) -> DefaultAlipayClient:
    said = AlipayClientConfig()
    said.server_url = config["gateway"]
    said.app_id = config["app_id"]
    said.app_private_key = config["private_key"]
    said.alipay_public_key = config["platform_key"]
    return DefaultAlipayClient(said)


def request_of(method: str, content: dict[str, Any] | None, params: dict[str, str]) -> Any:
    name = "".join(word.capitalize() for word in method.split(".")) + "Request"
    request = getattr(importlib.import_module(f"alipay.aop.api.request.{name}"), name)()
    if content is not None:
        request.biz_content = content
    for key, value in params.items():
        if key in ATTRIBUTES:
            setattr(request, key, value)
        else:
            request.add_other_text_param(key, value)
    return request


def believed(fields: dict[str, str], key: str) -> bool:
    string = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name not in ("sign", "sign_type"))
    try:
        return bool(verify_with_rsa(key, string.encode(), fields["sign"]))
    except Exception:  # noqa: BLE001 - it raises for what does not fit, and its users catch that
        return False


def carried_out(asked: dict[str, Any]) -> Any:
    client = clients[asked["config"]]
    if asked["kind"] == "notification":
        return believed(asked["params"], client._DefaultAlipayClient__config.alipay_public_key)
    request = request_of(asked["method"], asked["content"], asked["params"])
    match asked["kind"]:
        case "page":
            return client.page_execute(request, "GET")
        case "order":
            return client.sdk_execute(request)
        case _:
            return json.loads(client.execute(request))


for line in sys.stdin:
    order = json.loads(line)
    try:
        if "configure" in order:
            clients = {name: configured(config) for name, config in order["configure"].items() if not config["files"]}
            answer: dict[str, Any] = {"ok": True, "data": None}
        else:
            answer = {"ok": True, "data": carried_out(order)}
    except Exception as error:  # noqa: BLE001 - whatever the client trips over is its answer
        answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)  # noqa: T201 - the answer
