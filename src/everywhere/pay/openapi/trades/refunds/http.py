"""Methods that give money back, and tell what was given."""

from typing import Any

import msgspec

from everywhere.pay.openapi.methods.actions import Answer, Call, Method
from everywhere.pay.openapi.trades.orders import actions as orders
from everywhere.pay.openapi.trades.orders.types import FundBill, Named
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.trades.refunds import actions as refunds

_KEPT = ("operator_id", "store_id", "terminal_id")


class RefundAsked(Named, frozen=True):
    """How much of a trade to give back, under which number."""

    refund_amount: str = ""
    refund_reason: str = ""
    out_request_no: str = ""
    store_id: str = ""
    terminal_id: str = ""
    refund_goods_detail: Any = None
    refund_royalty_parameters: Any = None


class RefundAnswer(Answer, frozen=True):
    """`refund_fee` is what was given back of the trade in all; `fund_change` says whether this call moved money."""

    refund_fee: str
    trade_no: str = ""
    out_trade_no: str = ""
    buyer_logon_id: str = ""
    buyer_user_id: str = ""
    fund_change: str = ""
    gmt_refund_pay: str = ""
    send_back_fee: str = ""
    refund_detail_item_list: list[FundBill] = msgspec.field(default_factory=list)


class RefundQueryAsked(Named, frozen=True):
    """A refund by its number."""

    out_request_no: str = ""


class RefundQueryAnswer(Answer, frozen=True):
    """The refund; empty but for the trade's numbers where there is none of that number."""

    trade_no: str = ""
    out_trade_no: str = ""
    out_request_no: str = ""
    total_amount: str = ""
    refund_amount: str = ""
    refund_status: str = ""
    refund_reason: str = ""
    gmt_refund_pay: str = ""
    send_back_fee: str = ""
    refund_detail_item_list: list[FundBill] = msgspec.field(default_factory=list)


_NOTHING_GIVEN = RefundAnswer(refund_fee="0.00")


async def refund(call: Call, asked: RefundAsked) -> RefundAnswer:
    """Give some of a trade back, or all; the same number with the same amount once."""
    amount = words.amount(asked.refund_amount, "refund_amount")
    extra = {name: value for name in _KEPT if (value := getattr(asked, name))}
    with words.spoken(answer=_NOTHING_GIVEN):
        async with call.db.read(newest=True) as tx:
            found = await orders.find(tx, call, asked)
            payer = await orders.payer_of(tx, found)
        trade, made, moved = await call.db.transact(
            lambda tx: refunds.refund(
                tx, found, amount, out_request_no=asked.out_request_no, reason=asked.refund_reason, terms=extra, now=call.now
            )
        )
    given = words.yuan(made.amount_minor)
    return RefundAnswer(
        refund_fee=words.yuan(trade.refunded_minor),
        trade_no=trade.trade_no,
        out_trade_no=trade.out_trade_no,
        buyer_logon_id=payer.logon_id,
        buyer_user_id=payer.user_id,
        fund_change="Y" if moved else "N",
        gmt_refund_pay=words.said_at(made.at),
        send_back_fee=given if moved else "0.00",
        refund_detail_item_list=[FundBill(orders.WALLET_CHANNEL, given)] if moved else [],
    )


async def query(call: Call, asked: RefundQueryAsked) -> RefundQueryAnswer:
    """A refund by its number."""
    number = words.number(asked.out_request_no, "out_request_no")
    with words.spoken():
        async with call.db.read(newest=True) as tx:
            trade = await orders.find(tx, call, asked)
            found = await refunds.find(tx, trade, number)
    if found is None:
        return RefundQueryAnswer(trade_no=trade.trade_no, out_trade_no=trade.out_trade_no)
    given = words.yuan(found.amount_minor)
    return RefundQueryAnswer(
        trade_no=trade.trade_no,
        out_trade_no=trade.out_trade_no,
        out_request_no=found.out_request_no,
        total_amount=words.yuan(trade.amount_minor),
        refund_amount=given,
        refund_status="REFUND_SUCCESS",
        refund_reason=found.reason,
        gmt_refund_pay=words.said_at(found.at) if "gmt_refund_pay" in asked.query_options else "",
        send_back_fee=given if "refund_detail_item_list" in asked.query_options else "",
        refund_detail_item_list=[FundBill(orders.WALLET_CHANNEL, given)]
        if "refund_detail_item_list" in asked.query_options
        else [],
    )


METHODS = [
    Method("alipay.trade.refund", "A", RefundAsked, RefundAnswer, refund),
    Method("alipay.trade.fastpay.refund.query", "A", RefundQueryAsked, RefundQueryAnswer, query),
]
