"""Whether a call is sound: its envelope, its signature, its routes. Raises `Failed` with the gateway's own codes."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from everywhere.kernel import internet
from everywhere.kernel.errors import Refusal
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.methods import rules as methods
from everywhere.pay.openapi.methods.actions import Method
from everywhere.pay.openapi.methods.types import Verb
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.openapi.wire.types import Failed, SignType, refused
from everywhere.pay.openapi.wire.v2 import rules as v2
from everywhere.pay.openapi.wire.v2.types import Request

_TIMESTAMP = "%Y-%m-%d %H:%M:%S"
_PARAMETER = re.compile(r"\{(\w+)\}")


def table(*lists: Iterable[Method]) -> Mapping[str, Method]:
    """All methods by name. A name that two offer is a ValueError."""
    found: dict[str, Method] = {}
    for method in (method for each in lists for method in each):
        if method.name in found:
            raise ValueError(f"{method.name} is offered twice")
        found[method.name] = method
    return found


def must_name_a_method(request: Request, offered: Mapping[str, Method]) -> str:
    """The method's name, offered or only known. Raises Failed for none and for one that the Open API never had."""
    name = request.get("method")
    if not name:
        raise refused("isv.missing-method")
    if name not in offered and not methods.is_known(name):
        raise refused("isv.invalid-method")
    return name


def sign_type_of(request: Request) -> SignType:
    """How an answer is signed: as it was asked, and RSA2 where that says nothing."""
    return "RSA" if request.get("sign_type") == "RSA" else "RSA2"


def must_be_signed(request: Request, app: App) -> None:
    """Raise Failed unless the app's own key signed the request; a wrong signature is told the string that was verified."""
    said = _sign_type(request, app)
    if not request.get("sign"):
        raise refused("isv.missing-signature")
    must_be_known_by(app, request.get("app_cert_sn"))
    strings = v2.sign_strings(request.params)
    if not any(_is_signed(app, v2.signed_bytes(string, request.charset), request.get("sign"), said) for string in strings):
        raise refused("isv.invalid-signature", string=strings[0])


def must_be_known_by(app: App, cert_sn: str) -> None:
    """Raise Failed for an app without a key, and for a certificate other than the one that it is known by."""
    if app.public_key is None:
        raise refused("isv.missing-signature-key")
    if cert_sn != app.cert_sn:
        raise refused("isv.cert-sn-mismatch")


def must_be_signed_v3(app: App, string: str, signature: str) -> None:
    """Raise Failed unless the app's own key signed `string`."""
    if not _is_signed(app, string.encode(), signature, "RSA2"):
        raise refused("isv.invalid-signature", string=string)


def must_be_whole(request: Request) -> None:
    """Raise Failed for an envelope that lacks its time or version, or says a format that there is not."""
    if not request.get("timestamp"):
        raise refused("isv.missing-timestamp")
    try:
        # Clients say their local time, one of them with the month in the place of the minutes: only the form is looked at.
        datetime.strptime(request.get("timestamp"), _TIMESTAMP)  # noqa: DTZ007
    except ValueError as error:
        raise refused("isv.invalid-timestamp") from error
    if not request.get("version"):
        raise refused("isv.missing-version")
    if request.get("format").upper() not in ("", "JSON"):
        raise refused("isv.invalid-format")


def must_be_offered(name: str, offered: Mapping[str, Method]) -> Method:
    """The method. Raises Failed for one that is known and not offered."""
    method = offered.get(name)
    if method is None:
        raise refused("isv.insufficient-isv-permissions")
    return method


def must_be_allowed(method: Method, app: App, *, by_certificate: bool) -> None:
    """Raise Failed for a payment out by key where the app wants its certificate for that."""
    if method.is_outflow and app.outflow_needs_certificate and not by_certificate:
        raise refused("isv.insufficient-isv-permissions")


def must_be_callable(url: str, *, private_allowed: bool) -> None:
    """Raise Failed for an address to notify that may not be called; no address is fine."""
    try:
        if url:
            internet.must_be_callable(url, private_allowed=private_allowed)
    except ValueError as error:
        raise refused("isv.invalid-parameter", reason=f"notify_url, {error}") from error


def routed(verb: str, path: str, offered: Mapping[str, Method]) -> tuple[Method, dict[str, str]]:
    """The method at a V3 path, and the path's parameters. Raises Failed for a path that is not known, or known and not offered."""
    for method in offered.values():
        route = method.route
        if route is not None and route[0] == verb and (found := _matched(route, path)) is not None:
            return method, found
    known = methods.known().get(methods.name_of(path))
    raise refused("isv.insufficient-isv-permissions" if known and known[0] == verb else "isv.invalid-method")


def failed_by(refusal: Refusal, words: str) -> Failed:
    """A refusal of another domain in the wire's manner."""
    return Failed(refusal.code.upper(), words)


def _sign_type(request: Request, app: App) -> SignType:
    match request.get("sign_type"):
        case "":
            raise refused("isv.missing-signature-type")
        case "RSA2":
            return "RSA2"
        case "RSA" if app.sign_type == "RSA":
            return "RSA"
        case _:
            raise refused("isv.invalid-signature-type")


def _is_signed(app: App, message: bytes, signature: str, sign_type: SignType) -> bool:
    return app.public_key is not None and signing.is_signed(app.public_key, message, signature, sign_type)


def _matched(route: tuple[Verb, str], path: str) -> dict[str, str] | None:
    if "{" not in route[1]:
        return {} if route[1] == path else None
    found = re.fullmatch(_PARAMETER.sub(r"(?P<\1>[^/]+)", route[1]), path)
    return None if found is None else found.groupdict()
