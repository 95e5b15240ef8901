"""What I use now and pay after."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get

from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.tabs import actions
from everywhere.pay.tabs.types import Stage, Used
from everywhere.people.http import Who


class TabView(msgspec.Struct, kw_only=True):
    """Something used that is paid after: at most `limit` is asked for.

    One that is `due` waits among your receipts as `receipt`, to be paid there; meanwhile nothing else is used first. Paid by `late_from` it
    counts as paid at once, and from `unpaid_from` on as a promise not kept.
    """

    id: UUID
    """What receipts of your standing know it by."""
    number: str
    merchant: str
    subject: str
    stage: Stage
    limit: wire.AmountWire
    amount: wire.AmountWire | None
    """What was asked for; null before."""
    agreement: str
    """The number of the agreement by which it was opened."""
    opened_at: datetime
    expires_at: datetime
    due_at: datetime | None
    late_from: datetime | None
    unpaid_from: datetime | None
    receipt: UUID | None
    ended_at: datetime | None

    @classmethod
    def of(cls, used: Used, merchant: str) -> "TabView":
        """From the domain's."""
        tab, asked = used.tab, used.asked
        return cls(
            id=tab.id,
            number=tab.tab_no,
            merchant=merchant,
            subject=tab.subject,
            stage=tab.stage,
            limit=wire.AmountWire(tab.limit_minor, merchants.CURRENCY),
            amount=None if asked is None else wire.AmountWire.of(asked.amount),
            agreement=tab.agreement_no,
            opened_at=tab.opened_at,
            expires_at=tab.expires_at,
            due_at=tab.due_at,
            late_from=used.late_from,
            unpaid_from=used.unpaid_from,
            receipt=used.receipt_id,
            ended_at=tab.ended_at,
        )


@get("/api/me/pay/tabs", tags=["pay"])
async def list_tabs(who: Who, db: given.Db, clock: given.Clock) -> Page[TabView]:
    """What you use now and pay after, the latest first; at most 200."""
    async with db.read() as tx:
        found = await actions.used_by(tx, who.person_id, now=clock())
        sellers = await merchants.of_some(tx, {each.tab.seller_id for each in found})
    return Page([TabView.of(each, sellers[each.tab.seller_id].name) for each in found if each.tab.seller_id in sellers])


HANDLERS: list[Any] = [list_tabs]
