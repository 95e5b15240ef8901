"""Notifications: write one, send it, let its developer look and send it again."""

from datetime import datetime, timedelta
from uuid import UUID

from everywhere.kernel import ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.notifications import rules, store
from everywhere.pay.openapi.notifications.types import Draft, Notification, NotificationDue, Try
from everywhere.people.types import Person

TRIES_MAX = 100
KEPT = timedelta(days=90)
_HEX_DIGITS = 32


async def queue(tx: Tx, draft: Draft, *, now: datetime) -> None:
    """Tell an app's server of something, soon after this transaction commits; the same happening again adds nothing.

    Without an address nobody is told. That the address may be called was checked when it was given; what its name leads to is
    checked each time it is called.
    """
    if draft.url and await store.insert(tx, draft, now=now):
        await outbox.emit(tx, NotificationDue(draft.app_id, draft.id, number=0, at=now, wait_s=0))


async def due(tx: ReadTx, app_id: str, notification_id: UUID, number: int) -> Notification | None:
    """The notification, if it still waits for its `number`th sending; by hand, whatever became of it."""
    found = await store.read(tx, app_id, notification_id)
    if found is None or number == rules.BY_HAND:
        return found
    return found if found.taken_at is None and found.sent_count == number else None


async def note(tx: Tx, notification: Notification, made: Try, *, speed: float) -> None:
    """Write down what came of a sending, and when the next is due."""
    await store.add_try(tx, notification, ids.new_id(), made)
    is_taken, number = made.outcome == "success", notification.sent_count + 1
    if not made.by_hand:
        at = None if is_taken else rules.next_at(number, now=made.at, speed=speed)
        if await store.count_sent(tx, notification, next_at=at) and at is not None:
            wait_s = (at - made.at).total_seconds()
            await outbox.emit(tx, NotificationDue(notification.app_id, notification.id, number=number, at=at, wait_s=wait_s))
    if is_taken:
        await store.take(tx, notification, now=made.at)


async def of_app(tx: ReadTx, who: Person, app_id: str, *, before: tuple[datetime, UUID], limit: int) -> list[Notification]:
    """What an app's server was told, the newest first. Raises NotFound for an app that is not the developer's."""
    await apps.mine(tx, who, app_id)
    return await store.of_app(tx, app_id, before_at=before[0], before_id=before[1], limit=limit)


async def mine(tx: ReadTx, who: Person, app_id: str, notification_id: UUID) -> tuple[Notification, list[Try]]:
    """One notification and its sendings. Raises NotFound."""
    await apps.mine(tx, who, app_id)
    found = await store.read(tx, app_id, notification_id)
    if found is None:
        raise NotFound
    return found, await store.tries(tx, found, limit=TRIES_MAX)


async def resend(tx: Tx, who: Person, app_id: str, notification_id: UUID, *, now: datetime) -> None:
    """Send a notification once more, whatever its schedule, with the same `notify_id`. Raises NotFound."""
    found, _ = await mine(tx, who, app_id, notification_id)
    await outbox.emit(tx, NotificationDue(found.app_id, found.id, number=rules.BY_HAND, at=now, wait_s=0))


async def is_ours(tx: ReadTx, notify_id: str, partner: str) -> bool:
    """Whether we sent a notification of this id that is about this seller or for this app."""
    app_id, digits = notify_id[:-_HEX_DIGITS], notify_id[-_HEX_DIGITS:]
    try:
        notification_id = UUID(hex=digits)
    except ValueError:
        return False
    found = await store.read(tx, app_id, notification_id)
    return found is not None and partner in (found.app_id, found.fields.get("seller_id"))


async def forget_old(tx: Tx, *, now: datetime) -> None:
    """Drop notifications older than 90 days."""
    await store.forget(tx, before=now - KEPT)
