"""Notifications on their way, with the faults that were ordered for them."""

import asyncio
import re
from urllib.parse import parse_qsl, urlencode

from everywhere.app.emulator.faults import Faults
from everywhere.pay.openapi.notifications.jobs import carried
from everywhere.pay.openapi.notifications.types import Notification

_AMOUNT = re.compile(r"\d+\.\d\d")


class Dropped(OSError):
    """The emulator was told to lose this notification."""


class FaultyCarrier:
    """Carries notifications, into private networks too."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    async def __call__(self, notification: Notification, body: bytes) -> tuple[int, bytes]:
        """The status and the beginning of what the app's server answered. Raises OSError for what was lost."""
        fault = self._faults.take("notifications")
        match fault.kind if fault is not None else "":
            case "drop":
                raise Dropped("lost, as it was ordered")
            case "delay":
                await asyncio.sleep(fault.delay_ms / 1000 if fault else 0)
            case "reorder":
                await self._faults.overtaken("notifications", fault.delay_ms if fault else 0)
            case "duplicate":
                await self._carried(notification, body)
            case "tamper":
                body = tampered(body, notification.charset)
        return await self._carried(notification, body)

    async def _carried(self, notification: Notification, body: bytes) -> tuple[int, bytes]:
        try:
            return await carried(notification, body, private_allowed=True)
        finally:
            self._faults.passed("notifications")


def tampered(body: bytes, charset: str) -> bytes:
    """The notification with another amount, or another subject where it names none, under the signature of before."""
    fields = dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, encoding=charset))
    name = next((name for name, value in fields.items() if _AMOUNT.fullmatch(value)), "notify_time")
    fields[name] = f"1{fields[name]}"
    return urlencode(fields, encoding=charset, errors="replace").encode("ascii")
