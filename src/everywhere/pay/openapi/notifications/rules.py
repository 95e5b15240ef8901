"""When a notification is sent, what it says, and what counts as taken."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from everywhere.pay.openapi.notifications.types import Manner, Notification
from everywhere.pay.openapi.wire import rules as wire

PAUSES = (
    timedelta(minutes=4),
    timedelta(minutes=10),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=15),
)
"""After each sending that was not taken, so long until the next: eight in 25 hours, as Alipay documents it."""
SENT_MAX = len(PAUSES) + 1
SUCCESS = b"success"
SAID_BYTES_MAX = 500
BY_HAND = -1
_UNSIGNED: Mapping[Manner, frozenset[str]] = {"trade": frozenset({"sign", "sign_type"}), "message": frozenset({"sign"})}


def next_at(sent_count: int, *, now: datetime, speed: float) -> datetime | None:
    """When a notification that was sent so often and not taken is sent again; None when that was the last time."""
    return now + PAUSES[sent_count - 1] / speed if sent_count < SENT_MAX else None


def fields_of(notification: Notification, *, now: datetime) -> dict[str, str]:
    """Every field but the signature; one without a value does not travel, since clients do not agree whether it is signed."""
    said = {
        **notification.fields,
        "notify_time": wire.stamp(now),
        "notify_id": notification.notify_id,
        "app_id": notification.app_id,
        "charset": notification.charset,
        "sign_type": notification.sign_type,
    }
    if notification.manner == "trade":
        said = {"notify_type": "trade_status_sync", "auth_app_id": notification.app_id, "version": "1.0", **said}
    return {name: value for name, value in said.items() if value}


def sign_string(fields: Mapping[str, str], manner: Manner) -> str:
    """What of the fields is signed."""
    return "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name not in _UNSIGNED[manner])


def form(fields: Mapping[str, str], charset: str) -> bytes:
    """The fields as a body."""
    return urlencode(fields, encoding=charset, errors="replace").encode("ascii")


def is_taken(status: int, answered: bytes) -> bool:
    """Whether the app's server took it: it says `success`, those seven characters and nothing else."""
    return status == 200 and answered == SUCCESS
