"""Why a call failed, for the developer who made it: what was signed instead, or by which other key."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote_plus

from everywhere.app.emulator.tape import Asked
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.openapi.wire.types import SignType
from everywhere.pay.openapi.wire.v2 import rules as v2
from everywhere.pay.openapi.wire.v3 import rules as v3

_SIGNATURE = ("isv.invalid-signature", "invalid-signature")
_COMPARE = (
    "No slip that the emulator knows explains it: compare the sign string here with the one that your program signed, byte by "
    "byte, and your private key with the public key that was uploaded for this app."
)


def reason(asked: Asked, told: dict[str, Any], apps: Sequence[App], platform_key: bytes) -> str:
    """One or two sentences; empty for a call that went well. `apps` are all of this installation."""
    sub_code = str(told.get("sub_code", told.get("code", "") if asked.is_v3 else ""))
    if not sub_code:
        return ""
    if sub_code not in _SIGNATURE:
        return str(told.get("sub_msg") or told.get("message") or sub_code)
    said = asked.authorization()
    app_id = said.app_id if said else asked.v2().get("app_id")
    app = next((each for each in apps if each.app_id == app_id), None)
    if app is None or app.public_key is None:
        return _COMPARE
    slips = _slips_v3(asked) if asked.is_v3 else _slips_v2(asked)
    sign = said.signature if said else asked.v2().get("sign")
    for words, message, sign_type in slips:
        if signing.is_signed(app.public_key, message, sign, sign_type):
            return words
    return _by_another_key(asked, sign, app, apps, platform_key)


def _by_another_key(asked: Asked, sign: str, app: App, apps: Sequence[App], platform_key: bytes) -> str:
    request = asked.v2()
    message = asked.sign_string().encode("utf-8" if asked.is_v3 else request.charset.reads, "replace")
    sign_type: SignType = "RSA" if not asked.is_v3 and request.get("sign_type") == "RSA" else "RSA2"
    if signing.is_signed(platform_key, message, sign, sign_type):
        return "It is signed with the platform's own key; sign with your app's private key."
    for other in apps:
        if other.app_id != app.app_id and other.public_key and signing.is_signed(other.public_key, message, sign, sign_type):
            return f"It is signed with the key of the app {other.app_id}, and says that {app.app_id} calls."
    return _COMPARE


def _slips_v2(asked: Asked) -> Iterator[tuple[str, bytes, SignType]]:
    request = asked.v2()
    said: SignType = "RSA" if request.get("sign_type") == "RSA" else "RSA2"
    other: SignType = "RSA2" if said == "RSA" else "RSA"
    reads, params = request.charset.reads, request.params
    string = v2.sign_strings(params)[0]
    yield f"It is signed by the hash of {other}, while sign_type says {said}.", string.encode(reads, "replace"), other
    without = v2.sign_strings({name: value for name, value in params.items() if name != "sign_type"})[0]
    yield "sign_type was left out of what is signed; of requests it belongs to it.", without.encode(reads, "replace"), said
    encoded = v2.sign_strings({name: quote_plus(value, encoding=reads) for name, value in params.items()})[0]
    yield "The values were signed percent-encoded; sign them as they are, and encode them afterwards.", encoded.encode(), said
    for codec in ("utf-8", "gb18030"):
        if codec != reads:
            words = f"It was signed in {codec}, while charset says {request.charset.name}."
            yield words, string.encode(codec, "replace"), said
    with_sign_first = "&".join(f"{name}={value}" for name, value in params.items() if name != "sign")
    yield "The parameters were not sorted by name before they were signed.", with_sign_first.encode(reads, "replace"), said
    for name in ("notify_url", "return_url", "app_auth_token", "biz_content", "charset"):
        if name in params:
            left = v2.sign_strings({each: value for each, value in params.items() if each != name})[0]
            yield f"{name} was sent, and left out of what is signed.", left.encode(reads, "replace"), said


def _slips_v3(asked: Asked) -> Iterator[tuple[str, bytes, SignType]]:
    said, query = asked.authorization(), asked.query.decode("latin-1")
    if said is None:
        return
    body, token = asked.body.decode("utf-8", "replace"), asked.headers.get("alipay-app-auth-token", "")
    target = f"{asked.path}?{query}" if query else asked.path
    string = v3.sign_string(said.said, asked.verb, target, body, token)
    yield "It is signed by SHA-1; V3 takes SHA-256 only.", string.encode(), "RSA"
    yield "The line break after the last line is missing in what is signed.", string.removesuffix("\n").encode(), "RSA2"
    if query:
        words = "The query was left out of what is signed; it belongs to the path."
        yield words, v3.sign_string(said.said, asked.verb, asked.path, body, token).encode(), "RSA2"
    if token:
        words = "The header alipay-app-auth-token was left out of what is signed."
        yield words, v3.sign_string(said.said, asked.verb, target, body).encode(), "RSA2"
    if body:
        yield "The body was left out of what is signed.", v3.sign_string(said.said, asked.verb, target, "", token).encode(), "RSA2"
