"""Sending notifications to app servers on the internet, and only there."""

import functools
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from everywhere.kernel import internet, jobs
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.jobs import Doer, Job
from everywhere.kernel.settings import Settings
from everywhere.pay.openapi.notifications import actions, rules
from everywhere.pay.openapi.notifications.types import Notification, NotificationDue, Outcome, Try
from everywhere.pay.openapi.platform.actions import Platform

Carrier = Callable[[Notification, bytes], Awaitable[tuple[int, bytes]]]
"""Takes a notification's body to its address: the status and the beginning of the answer. Raises OSError or aiohttp.ClientError."""
TIMEOUT_S = 10
_AGENT = "Everywhere-Open-Platform"


class SendNotification(Job, frozen=True):
    """Tell an app's server once."""

    app_id: str
    id: UUID
    number: int


async def send_when_due(tx: Tx, event: NotificationDue, now: datetime) -> None:
    """Come back when it is to be sent."""
    once = None if event.number == rules.BY_HAND else f"notification:{event.app_id}:{event.id}:{event.number}"
    job = SendNotification(event.app_id, event.id, event.number)
    await jobs.after(tx, job, jobs.wait_for(event.at, now=now, said_s=event.wait_s), once=once)


async def forget_old(db: Database, now: datetime) -> None:
    """Drop old notifications."""
    await db.transact(lambda tx: actions.forget_old(tx, now=now))


def sender(settings: Settings, platform: Platform, carry: Carrier | None = None) -> Doer:
    """Who sends, in the platform's name; `carry` for another way than calling the app's server."""
    carrier = carry or functools.partial(carried, private_allowed=settings.emulator)

    async def send(db: Database, job: SendNotification, now: datetime) -> None:
        async with db.read(newest=True) as tx:
            notification = await actions.due(tx, job.app_id, job.id, job.number)
        if notification is None:
            return
        made = await _tried(settings, platform, carrier, notification, now=now, by_hand=job.number == rules.BY_HAND)
        await db.transact(lambda tx: actions.note(tx, notification, made, speed=settings.notification_speed))

    return send


async def carried(notification: Notification, body: bytes, *, private_allowed: bool) -> tuple[int, bytes]:
    """Call the app's server. Raises OSError, aiohttp.ClientError."""
    import aiohttp  # here: a process that notifies nobody need not load it

    from everywhere.kernel.resolver import Resolver

    headers = {"Content-Type": f"application/x-www-form-urlencoded;charset={notification.charset}", "User-Agent": _AGENT}
    # The connection goes to the very addresses that were checked, and a redirect, which would lead elsewhere, is an answer.
    connector = aiohttp.TCPConnector(resolver=Resolver(private_allowed=private_allowed), use_dns_cache=False, force_close=True)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with (
        aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
        session.post(notification.url, data=body, headers=headers, allow_redirects=False) as response,
    ):
        return response.status, await response.content.read(rules.SAID_BYTES_MAX)


async def _tried(
    settings: Settings, platform: Platform, carry: Carrier, notification: Notification, *, now: datetime, by_hand: bool
) -> Try:
    import aiohttp  # here: see `carried`

    fields = rules.fields_of(notification, now=now)
    message = rules.sign_string(fields, notification.manner).encode(notification.charset, "replace")
    signed = {**fields, "sign": await platform.sign(message, notification.sign_type)}
    body = rules.form(signed, notification.charset)
    try:
        internet.must_be_callable(notification.url, private_allowed=settings.emulator)
        status, answered = await carry(notification, body)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return Try(now, _outcome_of(error), None, f"{type(error).__name__}: {error}"[: rules.SAID_BYTES_MAX], by_hand)
    said = answered.decode("utf-8", "replace").replace("\0", "")
    return Try(now, "success" if rules.is_taken(status, answered) else "refused", status, said, by_hand)


def _outcome_of(error: Exception) -> Outcome:
    causes = (error, error.__cause__, getattr(error, "os_error", None))
    return "private" if any(isinstance(cause, internet.Private | ValueError) for cause in causes) else "unreachable"
