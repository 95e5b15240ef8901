"""Notifications by app, and the log of their sendings."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write
from everywhere.pay.openapi.notifications.types import Draft, Notification, Try

INSERT = write(
    """
    INSERT INTO open_notification (app_id, id, url, subject, fields, manner, sign_type, charset, created_at, next_at)
    VALUES (:app_id, :id, :url, :subject, :fields, :manner, :sign_type, :charset, :now, :now)
    ON CONFLICT (app_id, id) DO NOTHING"""
)

ONE = row(
    Notification,
    """
    SELECT app_id, id, url, subject, fields, manner, sign_type, charset, created_at, sent_count, next_at, taken_at
      FROM open_notification WHERE app_id = :app_id AND id = :id""",
)

OF_APP = rows(
    Notification,
    """
    SELECT app_id, id, url, subject, fields, manner, sign_type, charset, created_at, sent_count, next_at, taken_at
      FROM open_notification
     WHERE app_id = :app_id AND (created_at, id) < (:before_at, :before_id)
     ORDER BY created_at DESC, id DESC LIMIT :limit""",
)

COUNT_SENT = write(
    """
    UPDATE open_notification SET sent_count = sent_count + 1, next_at = :next_at
     WHERE app_id = :app_id AND id = :id AND sent_count = :sent_count AND taken_at IS NULL"""
)

TAKE = write(
    """
    UPDATE open_notification SET taken_at = :now, next_at = NULL
     WHERE app_id = :app_id AND id = :id AND taken_at IS NULL"""
)

ADD_TRY = write(
    """
    INSERT INTO open_notification_try (app_id, notification_id, id, at, outcome, status, said, by_hand)
    VALUES (:app_id, :notification_id, :id, :at, :outcome, :status, :said, :by_hand)"""
)

TRIES = rows(
    Try,
    """
    SELECT at, outcome, status, said, by_hand FROM open_notification_try
     WHERE app_id = :app_id AND notification_id = :notification_id
     ORDER BY at, id LIMIT :limit""",
)

FORGET_TRIES = write("DELETE FROM open_notification_try WHERE at < :before")

FORGET = write("DELETE FROM open_notification WHERE created_at < :before")


async def insert(tx: Tx, draft: Draft, *, now: datetime) -> bool:
    """Write a notification that is due now; False where it is there."""
    written = await INSERT(
        tx,
        app_id=draft.app_id,
        id=draft.id,
        url=draft.url,
        subject=draft.subject,
        fields=draft.fields,
        manner=draft.manner,
        sign_type=draft.sign_type,
        charset=draft.charset,
        now=now,
    )
    return written == 1


async def read(tx: ReadTx, app_id: str, notification_id: UUID) -> Notification | None:
    """One notification."""
    return await ONE(tx, app_id=app_id, id=notification_id)


async def of_app(tx: ReadTx, app_id: str, *, before_at: datetime, before_id: UUID, limit: int) -> list[Notification]:
    """An app's notifications, the newest first."""
    return await OF_APP(tx, app_id=app_id, before_at=before_at, before_id=before_id, limit=limit)


async def count_sent(tx: Tx, notification: Notification, *, next_at: datetime | None) -> bool:
    """Count one sending by the schedule; False where it was counted or taken meanwhile."""
    return (
        await COUNT_SENT(tx, app_id=notification.app_id, id=notification.id, sent_count=notification.sent_count, next_at=next_at)
        == 1
    )


async def take(tx: Tx, notification: Notification, *, now: datetime) -> None:
    """The app's server took it."""
    await TAKE(tx, app_id=notification.app_id, id=notification.id, now=now)


async def add_try(tx: Tx, notification: Notification, try_id: UUID, made: Try) -> None:
    """Write what came of one sending."""
    await ADD_TRY(
        tx,
        app_id=notification.app_id,
        notification_id=notification.id,
        id=try_id,
        at=made.at,
        outcome=made.outcome,
        status=made.status,
        said=made.said,
        by_hand=made.by_hand,
    )


async def tries(tx: ReadTx, notification: Notification, *, limit: int) -> list[Try]:
    """What came of each sending, the first one first."""
    return await TRIES(tx, app_id=notification.app_id, notification_id=notification.id, limit=limit)


async def forget(tx: Tx, *, before: datetime) -> None:
    """Drop what is older."""
    await FORGET_TRIES(tx, before=before)
    await FORGET(tx, before=before)
