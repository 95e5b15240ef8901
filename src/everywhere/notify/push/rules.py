"""Decisions about web push: which topic a notice is of, what of it may show on a locked screen, and whom we call."""

import base64
import binascii
from fnmatch import fnmatchcase
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from everywhere.kernel import catalogue
from everywhere.kernel.catalogue import Language
from everywhere.notify.push.types import Push, PushKeysUnfit, PushServiceUnknown, Topic
from everywhere.notify.types import Notice

_CURVE = ec.SECP256R1()
# The order of P-256 (FIPS 186-5, appendix G.1.2 / SP 800-186): a private key is a number from 1 to this less 1.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_AUTH_BYTES = 16
_TOPIC_OF: dict[str, Topic] = {
    "message": "messages",
    "asked": "asked",
    "bid": "answers",
    "deal": "deals",
    "review": "deals",
    "reviews": "deals",
}
_PLACES = {"deal": "deals", "need": "needs", "offer": "offers", "bid": "bids", "person": "people"}
_LISTS = {"agreement": "/pay/agreements", "complaint": "/me/complaints"}
"""Where a thing has no screen of its own, the list that it stands in."""
_GONE = frozenset({404, 410})
_TAKEN = frozenset({200, 201, 202, 204})
_NEVER = frozenset({400, 401, 403, 413})


def topic_of(kind: str) -> Topic:
    """The topic of a kind of notice."""
    return _TOPIC_OF.get(kind.split("_", 1)[0], "others")


def pushed(notice: Notice, person_id: UUID, language: Language) -> Push:
    """What a device of the person shows of a notice."""
    topic = topic_of(notice.kind)
    phrases = catalogue.phrases()
    title, body = (catalogue.say(phrases[f"push_{topic}_{part}"], language, {}) for part in ("title", "body"))
    return Push(title, body, path_of(notice, person_id), f"{topic}:{notice.subject_id}")


def path_of(notice: Notice, person_id: UUID) -> str:
    """The screen of the app that a notice leads to."""
    if notice.kind == "message":
        guest_id = "" if notice.subject_kind == "deal" else notice.facts.get("guest_id", "")
        beside = "" if guest_id in ("", str(person_id)) else f"?with={guest_id}"
        return f"/talk/{notice.subject_kind}/{notice.subject_id}{beside}"
    if notice.subject_kind in _LISTS:
        return _LISTS[notice.subject_kind]
    place = _PLACES.get(notice.subject_kind)
    return "/messages" if place is None else f"/{place}/{notice.subject_id}"


def must_be_reachable(endpoint: str, hosts: str) -> None:
    """Raise PushServiceUnknown unless the endpoint is of one of `hosts` (comma separated, `*.` for all below), by https.

    What a person names we call from inside of the operator's network: so only push services are called. This very machine
    may be named for tests, and then needs no https.
    """
    try:
        parts = urlsplit(endpoint)
    except ValueError as error:  # a bracket that nothing closes
        raise PushServiceUnknown(path="endpoint") from error
    known = [host.strip().lower() for host in hosts.split(",") if host.strip()]
    is_known = parts.hostname is not None and any(fnmatchcase(parts.hostname, host) for host in known)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "127.0.0.1")
    if not (is_known and is_safe) or parts.username is not None:
        raise PushServiceUnknown(path="endpoint")


def must_fit(p256dh: str, auth: str) -> None:
    """Raise PushKeysUnfit unless these are a point of P-256 and 16 bytes, both base64url."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, unarmoured(p256dh))
        secret = unarmoured(auth)
    except (ValueError, binascii.Error) as error:
        raise PushKeysUnfit(path="p256dh") from error
    if len(secret) != _AUTH_BYTES:
        raise PushKeysUnfit(path="auth")


def key_of(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The installation's VAPID key (RFC 8292), from 32 secret bytes; the same for every server that has them."""
    return ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, _CURVE)


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """The key as a browser wants it for `applicationServerKey`."""
    return armoured(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def is_gone(status: int) -> bool:
    """Whether a push service says that the device no longer wants to be told."""
    return status in _GONE


def is_over(status: int) -> bool:
    """Whether sending it once more would change nothing: it was taken, or never will be."""
    return status in _TAKEN or status in _NEVER


def armoured(raw: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unarmoured(text: str) -> bytes:
    """What `armoured` was made of. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
