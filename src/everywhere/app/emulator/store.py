"""What the emulator's page lists, across all apps and people: a real installation has no such queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import row, rows
from everywhere.pay.openapi.apps.types import App


@dataclass(frozen=True, slots=True)
class TradeRow:
    seller_id: UUID
    trade_no: str
    app_id: str
    out_trade_no: str
    subject: str
    stage: str
    amount_minor: int
    refunded_minor: int
    currency: str
    buyer_id: UUID | None
    created_at: datetime
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotificationRow:
    app_id: str
    id: UUID
    url: str
    subject: str
    fields: dict[str, Any]
    created_at: datetime
    sent_count: int
    next_at: datetime | None
    taken_at: datetime | None
    last_outcome: str | None
    last_said: str | None


APPS = rows(
    App,
    """
    SELECT app_id, owner_id, name, sign_type, mode, public_key, cert_sn, aes_key, notify_url, callback_url, outflow_needs_certificate,
           created_at, version
      FROM open_app WHERE closed_at IS NULL ORDER BY created_at, app_id LIMIT 1000""",
)

TRADES = rows(
    TradeRow,
    """
    SELECT seller_id, trade_no, app_id, out_trade_no, coalesce(terms ->> 'subject', '') AS subject, stage, amount_minor, refunded_minor,
           currency, buyer_id, created_at, paid_at
      FROM trade ORDER BY created_at DESC, trade_no DESC LIMIT :limit""",
)

TRADE = row(
    TradeRow,
    """
    SELECT seller_id, trade_no, app_id, out_trade_no, coalesce(terms ->> 'subject', '') AS subject, stage, amount_minor, refunded_minor,
           currency, buyer_id, created_at, paid_at
      FROM trade WHERE trade_no = :trade_no""",
)

NOTIFICATIONS = rows(
    NotificationRow,
    """
    SELECT n.app_id, n.id, n.url, n.subject, n.fields, n.created_at, n.sent_count, n.next_at, n.taken_at, t.outcome AS last_outcome,
           t.said AS last_said
      FROM open_notification n
      LEFT JOIN LATERAL (
           SELECT outcome, said FROM open_notification_try
            WHERE app_id = n.app_id AND notification_id = n.id ORDER BY at DESC, id DESC LIMIT 1) AS t ON true
     ORDER BY n.created_at DESC, n.id DESC LIMIT :limit""",
)


async def apps(tx: ReadTx) -> list[App]:
    """All apps, oldest first."""
    return await APPS(tx)


async def trades(tx: ReadTx, *, limit: int) -> list[TradeRow]:
    """All trades, newest first."""
    return await TRADES(tx, limit=limit)


async def trade(tx: ReadTx, trade_no: str) -> TradeRow | None:
    """One trade, whosesoever."""
    return await TRADE(tx, trade_no=trade_no)


async def notifications(tx: ReadTx, *, limit: int) -> list[NotificationRow]:
    """All notifications, newest first, with what came of the last sending."""
    return await NOTIFICATIONS(tx, limit=limit)
