"""Decisions about apps: their ids, their keys, and what they may be set to."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from everywhere.kernel import internet
from everywhere.kernel.errors import Refusal
from everywhere.pay.openapi.apps.types import APPS_MAX, App, AppId
from everywhere.pay.openapi.wire.signing import rules as signing

T = TypeVar("T")
AES_KEY_BYTES = 16
_PREFIX = "2021"
_DIGITS = 12


class TooManyApps(Refusal):
    """The developer has as many apps as one may."""


class KeyUnfit(Refusal):
    """What was uploaded is not a key, or not one that the Open API takes."""


class SigningRequestUnfit(Refusal):
    """What was uploaded is no certificate signing request, or not for a key that the Open API takes."""


class AddressUnfit(Refusal):
    """The address cannot be called from here."""


class NoCertificate(Refusal):
    """The app is known by its key, and has no certificate to download."""


def fresh_app_id() -> AppId:
    """Sixteen digits that nobody can guess from another app's."""
    return AppId(f"{_PREFIX}{secrets.randbelow(10**_DIGITS):0{_DIGITS}}")


def must_have_room(apps_count: int) -> None:
    """Raise TooManyApps."""
    if apps_count >= APPS_MAX:
        raise TooManyApps(apps_max=APPS_MAX)


def with_key(app: App, text: str, *, platform_key: bytes) -> App:
    """The app, known by this key from now on and by no earlier one. Raises KeyUnfit."""
    public_key = _or(lambda: signing.read_public_key(text), lambda reason: KeyUnfit(path="public_key", reason=reason))
    if public_key == platform_key:
        raise KeyUnfit(path="public_key", reason="it is the platform's own")
    return replace(app, mode="key", public_key=public_key, cert_sn="")


def with_certificate(app: App, public_key: bytes, sn: str) -> App:
    """The app, known by this certificate from now on and by nothing earlier."""
    return replace(app, mode="certificate", public_key=public_key, cert_sn=sn)


def must_be_callable(url: str, *, private_allowed: bool) -> None:
    """Raise AddressUnfit; no address at all is fine."""
    if url:
        _or(
            lambda: internet.must_be_callable(url, private_allowed=private_allowed),
            lambda reason: AddressUnfit(path="notify_url", reason=reason),
        )


def _or(look: Callable[[], T], refusal: Callable[[str], Refusal]) -> T:
    try:
        return look()
    except ValueError as error:
        raise refusal(str(error)) from error
