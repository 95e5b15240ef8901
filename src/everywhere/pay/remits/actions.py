"""Send money out of a merchant's takings, once for each of the app's numbers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from everywhere.kernel import ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.ledger.types import posted
from everywhere.pay.merchants.types import takings_of
from everywhere.pay.remits import store
from everywhere.pay.remits.types import Remit, RemitDiffers, RemitMade, RemitToOneself, RemitUnknown
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules
from everywhere.pay.wallet.types import account_of as wallet_of

_ORDER_KIND, _FUND_KIND = "11070", "11072"


async def send(
    tx: Tx, *, seller_id: UUID, app_id: str, out_biz_no: str, payee_id: UUID, amount: Money, terms: dict[str, Any], now: datetime
) -> Remit:
    """Send it; the same again is the same. Raises RemitToOneself, RemitDiffers, SellerShortOfFunds."""
    if payee_id == seller_id:
        raise RemitToOneself
    made = Remit(
        seller_id,
        app_id,
        out_biz_no,
        trades.new_number(now, kind=_ORDER_KIND),
        trades.new_number(now, kind=_FUND_KIND),
        payee_id,
        amount.minor,
        amount.currency,
        rules.digest(amount, payee_id),
        terms,
        now,
    )
    if not await store.insert(tx, made):
        before = await store.read(tx, seller_id, app_id, out_biz_no)
        if before is None or before.digest != made.digest:
            raise RemitDiffers
        return before
    await outbox.emit(tx, RemitMade(seller_id, payee_id))
    takings, wallet = takings_of(seller_id, amount.currency), wallet_of(payee_id, amount.currency)
    transfer_id = ids.derived_id("remit", seller_id, app_id, out_biz_no)
    await trades.move(tx, [posted(transfer_id, takings, wallet, amount, purpose="remit")], takings, wallet, now=now)
    return made


async def has_sent(tx: ReadTx, seller_id: UUID, payee_id: UUID) -> bool:
    """Whether a merchant ever sent money to somebody."""
    return await store.has_sent(tx, seller_id, payee_id)


async def find(tx: ReadTx, seller_id: UUID, app_id: str, *, out_biz_no: str, order_id: str) -> Remit:
    """A sending of this app by either number; ours counts. Raises RemitUnknown."""
    if order_id:
        found = await store.read_by_order(tx, seller_id, order_id)
    else:
        found = await store.read(tx, seller_id, app_id, out_biz_no)
    if found is None or found.app_id != app_id:
        raise RemitUnknown
    return found
