"""What apps send about orders, and what they are told."""

from typing import Any

import msgspec

from everywhere.pay.openapi.wire.types import Answer, Asked


class SettleInfo(msgspec.Struct, frozen=True):
    """`settle_period_time` (`7d`) makes a trade escrowed."""

    settle_period_time: str = ""


class Order(Asked, frozen=True):
    """An order, however it is paid."""

    out_trade_no: str = ""
    total_amount: str = ""
    subject: str = ""
    body: str = ""
    buyer_id: str = ""
    seller_id: str = ""
    product_code: str = ""
    timeout_express: str = ""
    time_expire: str = ""
    qr_code_timeout_express: str = ""
    passback_params: str = ""
    settle_info: SettleInfo = SettleInfo()
    store_id: str = ""
    terminal_id: str = ""
    operator_id: str = ""
    alipay_store_id: str = ""
    goods_detail: Any = None
    extend_params: Any = None
    notify_url: str = ""


class PageOrder(Order, frozen=True):
    """An order that is paid on the cashier page."""

    qr_pay_mode: str = ""
    qrcode_width: str = ""
    quit_url: str = ""
    return_url: str = ""


class Named(Asked, frozen=True):
    """A trade, by the app's number or ours; ours counts where both are there."""

    out_trade_no: str = ""
    trade_no: str = ""
    operator_id: str = ""
    query_options: list[str] = msgspec.field(default_factory=list)


class CreateAnswer(Answer, frozen=True):
    """Both numbers of a trade."""

    out_trade_no: str
    trade_no: str


class PrecreateAnswer(Answer, frozen=True):
    """What to put into a QR code."""

    out_trade_no: str
    qr_code: str


class OrderAnswer(Answer, frozen=True):
    """What a wallet opens: the code that stands for the order."""

    out_trade_no: str
    total_amount: str
    seller_id: str
    qr_code: str


class FundBill(msgspec.Struct, frozen=True):
    """What was paid by which means."""

    fund_channel: str
    amount: str


class QueryAnswer(Answer, frozen=True):
    """A trade as it stands."""

    trade_no: str
    out_trade_no: str
    trade_status: str
    total_amount: str
    buyer_logon_id: str = ""
    buyer_user_id: str = ""
    buyer_user_type: str = ""
    receipt_amount: str = ""
    buyer_pay_amount: str = ""
    point_amount: str = ""
    invoice_amount: str = ""
    send_pay_date: str = ""
    fund_bill_list: list[FundBill] = msgspec.field(default_factory=list)
    subject: str = ""
    body: str = ""
    passback_params: str = ""
    store_id: str = ""
    terminal_id: str = ""
    alipay_store_id: str = ""


class CancelAnswer(Answer, frozen=True):
    """What was undone: `close`, `refund`, or nothing where there was no trade."""

    out_trade_no: str = ""
    trade_no: str = ""
    retry_flag: str = ""
    action: str = ""
    gmt_refund_pay: str = ""
