"""Telling app servers that a complaint about a trade of theirs has changed."""

from datetime import datetime

import msgspec

from everywhere.kernel import ids
from everywhere.kernel.database import Tx
from everywhere.pay.complaints import actions as complaints
from everywhere.pay.complaints.types import ComplaintChanged
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.notifications import actions as notifications
from everywhere.pay.openapi.notifications.types import Draft
from everywhere.pay.openapi.trades.complaints import rules

METHOD = "alipay.merchant.tradecomplain.changed"
_VERSION = "1.1"


async def tell_app(tx: Tx, event: ComplaintChanged, now: datetime) -> None:
    """Tell the app, at the address that its developer set for messages."""
    found = await complaints.get(tx, event.seller_id, event.complaint_no, now=now)
    app = await apps.read(tx, found.app_id) if found.app_id else None
    if app is None:
        return
    content = {"complain_event_id": found.complaint_no, "status": rules.STATUS[found.stage]}
    fields = {
        "msg_method": METHOD,
        "biz_content": msgspec.json.encode(content).decode(),
        "utc_timestamp": str(int(now.timestamp() * 1000)),
        "version": _VERSION,
    }
    draft = Draft(
        id=ids.derived_id("complaint_notification", found.id, event.version),
        app_id=app.app_id,
        url=app.notify_url,
        subject=found.complaint_no,
        fields=fields,
        manner="message",
    )
    await notifications.queue(tx, draft, now=now)
