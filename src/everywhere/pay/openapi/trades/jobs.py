"""Telling app servers what became of their trades and reservations."""

from datetime import datetime
from typing import cast
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.notifications import actions as notifications
from everywhere.pay.openapi.notifications.types import Draft
from everywhere.pay.openapi.trades import rules
from everywhere.pay.openapi.wire.types import SignType
from everywhere.pay.reservations import actions as reservations
from everywhere.pay.reservations.types import ReservationHappened
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.pay.trades.types import TradeHappened, TradeWasRefunded


async def tell_of_trade(tx: Tx, event: TradeHappened, now: datetime) -> None:
    """Tell the app's server where its order asked to be told: paid, given back, closed, finished."""
    trade = await trades.get(tx, event.seller_id, event.trade_no, now=now)
    if not trade.said.notify_url:
        return
    refund = await refunds.find(tx, trade, event.out_request_no) if isinstance(event, TradeWasRefunded) else None
    buyer, logon = await _person(tx, trade.buyer_id)
    seller = await merchants.known_number(tx, trade.seller_id, "merchant")
    draft = Draft(
        id=ids.derived_id("trade_notification", trade.id, event.version),
        app_id=trade.app_id,
        url=trade.said.notify_url,
        subject=trade.out_trade_no,
        fields=rules.of_trade(trade, seller=seller, buyer=buyer, buyer_logon=logon, refund=refund),
        sign_type=_sign_type(trade.said.sign_type),
        charset=trade.said.charset or "utf-8",
    )
    await notifications.queue(tx, draft, now=now)


async def tell_of_reservation(tx: Tx, event: ReservationHappened, now: datetime) -> None:
    """Tell the app's server of a step of a reservation."""
    found = await reservations.get(tx, event.seller_id, event.auth_no, now=now)
    step = await reservations.step_of(tx, found, event.kind, event.out_request_no)
    url = str(found.terms.get("notify_url", ""))
    if step is None or not url:
        return
    payer, logon = await _person(tx, found.payer_id)
    seller = await merchants.known_number(tx, found.seller_id, "merchant")
    draft = Draft(
        id=ids.derived_id("reservation_notification", found.id, event.kind, event.out_request_no),
        app_id=found.app_id,
        url=url,
        subject=found.out_order_no,
        fields=rules.of_reservation(found, step, seller=seller, payer=payer, payer_logon=logon),
        sign_type=_sign_type(str(found.terms.get("sign_type", ""))),
        charset=str(found.terms.get("charset", "")) or "utf-8",
    )
    await notifications.queue(tx, draft, now=now)


async def _person(tx: ReadTx, person_id: UUID | None) -> tuple[str, str]:
    if person_id is None:
        return "", ""
    return await merchants.known_number(tx, person_id), await merchants.logon_of(tx, person_id)


def _sign_type(said: str) -> SignType:
    return cast("SignType", said) if said in ("RSA", "RSA2") else "RSA2"
