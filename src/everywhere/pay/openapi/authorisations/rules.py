"""How long authorisations last, what their codes and tokens look like, and where a browser may be sent back to."""

import hashlib
import secrets
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from everywhere.kernel.errors import Refusal
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.authorisations.types import Grant, Kind

CODE_LASTS = timedelta(minutes=10)
USER_LASTS = timedelta(days=15)
USER_REFRESH_LASTS = timedelta(days=30)
MERCHANT_LASTS = timedelta(days=365)
MERCHANT_REFRESH_LASTS = timedelta(days=372)
_BYTES = 20
_CODE_NAMES: dict[Kind, str] = {"user": "auth_code", "merchant": "app_auth_code"}


class AppUnknown(Refusal):
    """There is no such app, or it was closed."""


class ReturnUnfit(Refusal):
    """The app never said that people come back to that address."""


def fresh() -> str:
    """A code or token that nobody guesses."""
    return secrets.token_hex(_BYTES)


def hashed(secret: str) -> bytes:
    """What is kept of a code or token."""
    return hashlib.sha256(secret.encode()).digest()


def lasts(kind: Kind) -> tuple[timedelta, timedelta]:
    """How long an access token is good, and how long it can be renewed."""
    return (USER_LASTS, USER_REFRESH_LASTS) if kind == "user" else (MERCHANT_LASTS, MERCHANT_REFRESH_LASTS)


def returned(app: App, grant: Grant, code: str, redirect_uri: str, state: str) -> str:
    """Where a browser goes with its code: an address of the app's own site, below the one that its developer registered.

    Raises ReturnUnfit.
    """
    try:
        own, wanted = urlsplit(app.callback_url), urlsplit(redirect_uri)
    except ValueError as error:  # a bracket that nothing closes
        raise ReturnUnfit(path="redirect_uri") from error
    is_below = wanted.path == own.path or wanted.path.startswith(own.path.rstrip("/") + "/")
    if not app.callback_url or wanted[:2] != own[:2] or not is_below or ".." in wanted.path:
        raise ReturnUnfit(path="redirect_uri")
    answer = {"app_id": app.app_id, _CODE_NAMES[grant.kind]: code, **({"state": state} if state else {})}
    return wanted._replace(query="&".join(part for part in (wanted.query, urlencode(answer)) if part), fragment="").geturl()
