"""What an app's server was told: the developer's log, and sending again."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery

from everywhere.kernel import paging
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.pay.openapi.notifications import actions
from everywhere.pay.openapi.notifications.types import Notification, Outcome, Try
from everywhere.people.http import Who

_LATEST = (datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))


class NotificationWire(msgspec.Struct, kw_only=True):
    """A notification. `next_at` is when it is sent next; without it, it was taken (`taken_at`) or given up."""

    id: UUID
    notify_id: str
    subject: str
    url: str
    created_at: datetime
    sent_count: int
    next_at: datetime | None
    taken_at: datetime | None

    @classmethod
    def of(cls, notification: Notification) -> "NotificationWire":
        """From the domain's notification."""
        return cls(**{name: getattr(notification, name) for name in cls.__struct_fields__})


class TryWire(msgspec.Struct):
    """One sending: what came of it, the HTTP status, and the beginning of the answer or the reason why there was none."""

    at: datetime
    outcome: Outcome
    status: int | None
    said: str
    by_hand: bool

    @classmethod
    def of(cls, made: Try) -> "TryWire":
        """From the domain's."""
        return cls(made.at, made.outcome, made.status, made.said, made.by_hand)


class NotificationView(NotificationWire, kw_only=True):
    """A notification, what it says, and every sending of it."""

    fields: dict[str, str]
    tries: list[TryWire]


@get("/api/me/apps/{app_id:str}/notifications", tags=["apps"])
async def list_notifications(
    app_id: FromPath[str],
    who: Who,
    db: given.Db,
    limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT,
    cursor: FromQuery[wire.Cursor | None] = None,
) -> Page[NotificationWire]:
    """What your app's server was told, the newest first."""
    before = paging.decode(cursor, tuple[datetime, UUID]) or _LATEST
    async with db.read() as tx:
        found = await actions.of_app(tx, who, app_id, before=before, limit=limit + 1)
    page, following = paging.cut(found, limit, lambda each: [each.created_at, each.id])
    return Page([NotificationWire.of(each) for each in page], following)


@get("/api/me/apps/{app_id:str}/notifications/{notification_id:uuid}", tags=["apps"])
async def read_notification(app_id: FromPath[str], notification_id: FromPath[UUID], who: Who, db: given.Db) -> NotificationView:
    """One notification, what it says, and what came of each sending."""
    async with db.read() as tx:
        found, tries = await actions.mine(tx, who, app_id, notification_id)
    known = msgspec.structs.asdict(NotificationWire.of(found))
    return NotificationView(**known, fields=found.fields, tries=[TryWire.of(each) for each in tries])


@post("/api/me/apps/{app_id:str}/notifications/{notification_id:uuid}/resend", status_code=202, tags=["apps"])
async def resend(app_id: FromPath[str], notification_id: FromPath[UUID], who: Who, db: given.Db, clock: given.Clock) -> None:
    """Send a notification once more, now, with the same notify_id; its schedule stays as it is."""
    await db.transact(lambda tx: actions.resend(tx, who, app_id, notification_id, now=clock()))


HANDLERS: list[Any] = [list_notifications, read_notification, resend]
