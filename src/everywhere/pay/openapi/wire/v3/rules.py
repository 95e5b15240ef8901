"""The V3 codec: bare JSON, with the signature in headers."""

from collections.abc import Mapping
from typing import Any

import msgspec

from everywhere.pay.openapi.wire.types import Code, Failed
from everywhere.pay.openapi.wire.v3.types import Authorization

SCHEME = "ALIPAY-SHA256withRSA"
_PREFIXES = ("isv.", "aop.", "isp.")
_STATUS: Mapping[Code, int] = {
    "20000": 500,
    "20001": 401,
    "40001": 400,
    "40002": 400,
    "40003": 400,
    "40004": 400,
    "40005": 429,
    "40006": 403,
}
_UNSIGNED = {"isv.missing-signature", "isv.invalid-signature", "isv.invalid-app-id", "isv.missing-app-id", "isv.cert-sn-mismatch"}


def authorization(header: str) -> Authorization | None:
    """The Authorization header; None where it is not of this scheme."""
    scheme, _, rest = header.partition(" ")
    said, _, signature = rest.strip().rpartition(",sign=")
    if scheme != SCHEME or not said:
        return None
    words = dict(word.partition("=")[::2] for word in said.split(","))
    return Authorization(
        said=said,
        app_id=words.get("app_id", ""),
        app_cert_sn=words.get("app_cert_sn", ""),
        nonce=words.get("nonce", ""),
        timestamp=words.get("timestamp", ""),
        signature=signature,
    )


def sign_string(said: str, verb: str, target: str, body: str, app_auth_token: str = "") -> str:
    """What a client signs: `target` is the path with its query, as it was sent."""
    token = f"{app_auth_token}\n" if app_auth_token else ""
    return f"{said}\n{verb}\n{target}\n{body}\n{token}"


def answer_string(timestamp: str, nonce: str, body: str) -> str:
    """What the gateway signs."""
    return f"{timestamp}\n{nonce}\n{body}\n"


def status_of(failed: Failed) -> int:
    """The HTTP status of a refusal."""
    return 401 if failed.sub_code in _UNSIGNED else _STATUS[failed.code]


def refusal(failed: Failed, *, link: str) -> dict[str, Any]:
    """The body of a refusal: the gateway's own codes without their prefix, those of business as they are."""
    code = next((failed.sub_code.removeprefix(each) for each in _PREFIXES if failed.sub_code.startswith(each)), failed.sub_code)
    fields = {} if failed.answer is None else msgspec.to_builtins(failed.answer)
    return {"code": code, "message": failed.sub_msg, "links": [{"link": link, "desc": "解决方案"}], **fields}
