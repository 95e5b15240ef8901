"""Methods that begin, tell and end trades."""

from everywhere.kernel.database import Tx
from everywhere.pay.codes import actions as codes
from everywhere.pay.guard import actions as guard
from everywhere.pay.openapi.methods.actions import Answer, Call, Method, Page
from everywhere.pay.openapi.trades.orders import actions, rules
from everywhere.pay.openapi.trades.orders.types import (
    CancelAnswer,
    CreateAnswer,
    Named,
    Order,
    OrderAnswer,
    PageOrder,
    PrecreateAnswer,
    QueryAnswer,
)
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.intents import actions as intents
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.pay.trades.types import Channel, Intent, Key, Trade, TradeUnknown

_BARE_QR = "4"
_QR_PAGE = '<!doctype html><meta charset="utf-8"><title>支付</title><div style="width:{width}px">{picture}</div>'
_QR_WIDTH = 200
_QR_WIDTH_MAX = 2_000


async def create(call: Call, asked: Order) -> CreateAnswer:
    """A trade for a buyer who pays it in their app."""
    await actions.must_sell(call, asked.seller_id)
    async with call.db.read() as tx:
        buyer_id = await actions.buyer_of(tx, asked.buyer_id)
    draft = rules.draft(call, asked, buyer_id=buyer_id)
    with words.spoken():
        if buyer_id is not None:
            guard.must_be_two(buyer_id, call.seller_id)
        trade = await call.db.transact(lambda tx: trades.begin(tx, draft, now=call.now))
    return CreateAnswer(out_trade_no=trade.out_trade_no, trade_no=trade.trade_no)


async def precreate(call: Call, asked: Order) -> PrecreateAnswer:
    """A QR code; there is no trade until somebody scans it."""
    intent = await _offered(call, asked, "precreate")
    return PrecreateAnswer(out_trade_no=intent.out_trade_no, qr_code=_address(call, intent))


async def page(call: Call, asked: PageOrder) -> Page:
    """The cashier page of an order; there is no trade until somebody who is signed in opens it."""
    intent = await _offered(call, asked, "page", return_url=asked.return_url, quit_url=asked.quit_url)
    if asked.qr_pay_mode == _BARE_QR:
        width = min(int(asked.qrcode_width), _QR_WIDTH_MAX) if asked.qrcode_width.isdecimal() else _QR_WIDTH
        return Page(html=_QR_PAGE.format(width=width, picture=codes.picture(_address(call, intent), "svg").decode()))
    return Page(location=_address(call, intent))


async def wap(call: Call, asked: PageOrder) -> Page:
    """The same for a phone; there is no trade until the payment is confirmed."""
    return Page(location=_address(call, await _offered(call, asked, "wap", return_url=asked.return_url, quit_url=asked.quit_url)))


async def app(call: Call, asked: Order) -> OrderAnswer:
    """An order that a wallet opens; there is no trade until the payment is confirmed."""
    seller = await actions.seller_of(call, asked.seller_id)
    intent = await _offered(call, asked, "app")
    return OrderAnswer(
        out_trade_no=intent.out_trade_no,
        total_amount=words.yuan(intent.amount_minor),
        seller_id=seller.number,
        qr_code=_address(call, intent),
    )


async def query(call: Call, asked: Named) -> QueryAnswer:
    """A trade as it stands."""
    with words.spoken():
        async with call.db.read(newest=True) as tx:
            trade = await actions.find(tx, call, asked)
            return actions.shown(trade, await actions.payer_of(tx, trade))


async def close(call: Call, asked: Named) -> CreateAnswer:
    """Close a trade that nobody paid. An order that nobody began to pay is spoilt, and still no trade."""
    with words.spoken(trade_at_another_stage="ACQ.REASON_TRADE_STATUS_INVALID"):
        trade = await _found_or_spoilt(call, asked)
        if trade is None:
            raise TradeUnknown
        closed = await call.db.transact(lambda tx: trades.close(tx, trade, now=call.now))
    return CreateAnswer(out_trade_no=closed.out_trade_no, trade_no=closed.trade_no)


async def cancel(call: Call, asked: Named) -> CancelAnswer:
    """Undo a trade of the last 24 hours, whatever became of it; of an order without a trade there is nothing to undo."""
    with words.spoken():
        try:
            found = await _found_or_spoilt(call, asked)
        except TradeUnknown:
            found = None
        if found is None:
            return CancelAnswer(out_trade_no=asked.out_trade_no, trade_no=asked.trade_no, retry_flag="N")
        trade, action = await call.db.transact(lambda tx: refunds.cancel(tx, found, now=call.now))
    return CancelAnswer(
        out_trade_no=trade.out_trade_no,
        trade_no=trade.trade_no,
        retry_flag="N",
        action=action,
        gmt_refund_pay=words.said_at(call.now) if action == "refund" else "",
    )


METHODS = [
    Method("alipay.trade.create", "A", Order, CreateAnswer, create),
    Method("alipay.trade.precreate", "A", Order, PrecreateAnswer, precreate),
    Method("alipay.trade.page.pay", "A", PageOrder, Answer, page, kind="page"),
    Method("alipay.trade.wap.pay", "A", PageOrder, Answer, wap, kind="page"),
    Method("alipay.trade.app.pay", "A", Order, OrderAnswer, app, kind="order"),
    Method("alipay.trade.query", "A", Named, QueryAnswer, query),
    Method("alipay.trade.close", "A", Named, CreateAnswer, close),
    Method("alipay.trade.cancel", "A", Named, CancelAnswer, cancel),
]


async def _offered(call: Call, asked: Order, channel: Channel, *, return_url: str = "", quit_url: str = "") -> Intent:
    await actions.seller_of(call, asked.seller_id)
    draft = rules.draft(call, asked, return_url=return_url, quit_url=quit_url)
    shown_for = rules.shown_for(call, asked)

    async def offer(tx: Tx) -> Intent:
        return await intents.offer(tx, draft, channel, shown_for=shown_for, now=call.now)

    with words.spoken():
        return await call.db.transact(offer)


async def _found_or_spoilt(call: Call, asked: Named) -> Trade | None:
    """The trade; without one, its order is closed before anybody begins to pay it."""
    if asked.trade_no or not asked.out_trade_no:
        async with call.db.read(newest=True) as tx:
            return await actions.find(tx, call, asked)
    key = Key(call.seller_id, call.app.app_id, asked.out_trade_no)
    return await call.db.transact(lambda tx: intents.trade_or_spoil(tx, key, now=call.now))


def _address(call: Call, intent: Intent) -> str:
    return codes.address_of(intent.code, public_url=call.settings.public_url)
