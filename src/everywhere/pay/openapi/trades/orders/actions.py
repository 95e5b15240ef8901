"""What the methods of orders share: who sells, who buys, and a trade as apps see it."""

from dataclasses import dataclass
from uuid import UUID

from everywhere.kernel.database import ReadTx
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.merchants.types import Merchant, NotAMerchant
from everywhere.pay.openapi.methods.actions import Call
from everywhere.pay.openapi.trades.orders.types import FundBill, Named, QueryAnswer
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.openapi.wire.types import Failed
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.types import Trade

SELLERS_MET_MAX = 100_000
WALLET_CHANNEL = "ALIPAYACCOUNT"
_PERSONAL = "PRIVATE"


@dataclass(frozen=True, slots=True)
class Payer:
    """A buyer as apps see them."""

    user_id: str = ""
    logon_id: str = ""


async def seller_of(call: Call, said: str = "") -> Merchant:
    """The merchant for whom the app calls; who sells for the first time becomes one. Raises Failed for another `seller_id`."""
    try:
        async with call.db.read() as tx:
            merchant = await merchants.of(tx, call.seller_id)
    except NotAMerchant:
        merchant = await call.db.transact(lambda tx: merchants.open_account(tx, call.seller_id, name=call.app.name, now=call.now))
    if said not in ("", merchant.number):
        raise Failed("ACQ.SELLER_NOT_EXIST", "卖家不存在")
    return merchant


async def must_sell(call: Call, said: str = "") -> None:
    """The same where only a fault would be told; whom this process has met is not looked up again."""
    if said or call.seller_id not in call.till.sellers:
        await seller_of(call, said)
        if len(call.till.sellers) >= SELLERS_MET_MAX:
            call.till.sellers.clear()
        call.till.sellers.add(call.seller_id)


async def buyer_of(tx: ReadTx, number: str) -> UUID | None:
    """Whose number this is; nobody where none is said. Raises Failed."""
    if not number:
        return None
    found = await merchants.owner_of(tx, number)
    if found is None or found[1] != "person":
        raise Failed("ACQ.BUYER_NOT_EXIST", "买家不存在")
    return found[0]


async def find(tx: ReadTx, call: Call, asked: Named) -> Trade:
    """The trade that is named. Raises Failed where no number is, TradeUnknown."""
    if not asked.trade_no and not asked.out_trade_no:
        raise words.invalid("out_trade_no, trade_no")
    return await trades.find(
        tx, call.seller_id, call.app.app_id, trade_no=asked.trade_no, out_trade_no=asked.out_trade_no, now=call.now
    )


async def payer_of(tx: ReadTx, trade: Trade) -> Payer:
    """A trade's buyer, if it has one."""
    if trade.buyer_id is None:
        return Payer()
    return Payer(await merchants.known_number(tx, trade.buyer_id), await merchants.logon_of(tx, trade.buyer_id))


def shown(trade: Trade, payer: Payer) -> QueryAnswer:
    """A trade as apps see it."""
    paid = words.yuan(trade.amount_minor if trade.paid_at else 0)
    return QueryAnswer(
        trade_no=trade.trade_no,
        out_trade_no=trade.out_trade_no,
        trade_status=words.STATUS[trade.stage],
        total_amount=words.yuan(trade.amount_minor),
        buyer_logon_id=payer.logon_id,
        buyer_user_id=payer.user_id,
        buyer_user_type=_PERSONAL if trade.buyer_id else "",
        receipt_amount=paid,
        buyer_pay_amount=paid,
        point_amount="0.00",
        invoice_amount=paid,
        send_pay_date=words.said_at(trade.paid_at),
        fund_bill_list=[FundBill(WALLET_CHANNEL, paid)] if trade.paid_at else [],
        subject=trade.said.subject,
        body=trade.said.body,
        passback_params=trade.said.passback,
        **{name: str(trade.said.extra.get(name, "")) for name in ("store_id", "terminal_id", "alipay_store_id")},
    )
