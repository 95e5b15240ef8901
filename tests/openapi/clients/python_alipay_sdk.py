"""python-alipay-sdk, unmodified, told what to do line by line: a request is a line of JSON, its answer another."""

import json
import sys
from typing import Any

from alipay import AliPay, DCAliPay

clients: dict[str, Any] = {}


def pem(kind: str, bare: str) -> str:
    return f"-----BEGIN {kind}-----\n{bare}\n-----END {kind}-----"


def configured(config: dict[str, Any]) -> Any:
    files = config["files"]
    private = pem("RSA PRIVATE KEY", config["private_key"])
    if files:
        client = DCAliPay(
            appid=config["app_id"],
            app_private_key_string=private,
            app_public_key_cert_string=files["app_certificate"],
            alipay_public_key_cert_string=files["platform_certificate"],
            alipay_root_cert_string=files["root_certificates"],
        )
    else:
        client = AliPay(
            appid=config["app_id"],
            app_private_key_string=private,
            alipay_public_key_string=pem("PUBLIC KEY", config["platform_key"]),
        )
    client._gateway = config["gateway"]  # it has no parameter for it; this is how its users do it
    return client


def carried_out(asked: dict[str, Any]) -> Any:
    client = clients[asked["config"]]
    if asked["kind"] == "notification":
        fields = dict(asked["params"])
        return client.verify(fields, fields.pop("sign"))
    carry = client.server_api if asked["kind"] == "answer" else client.client_api
    found = carry(asked["method"], asked["content"], **asked["params"])
    return f"{client._gateway}?{found}" if asked["kind"] == "page" else found


for line in sys.stdin:
    order = json.loads(line)
    try:
        if "configure" in order:
            clients = {name: configured(config) for name, config in order["configure"].items()}
            answer: dict[str, Any] = {"ok": True, "data": None}
        else:
            answer = {"ok": True, "data": carried_out(order)}
    except Exception as error:  # noqa: BLE001 - whatever the client trips over is its answer
        answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)  # noqa: T201 - the answer
