"""What app servers are told of trades and reservations, in the wire's fields; empty ones do not travel."""

from collections.abc import Mapping

import msgspec

from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.reservations.types import Reservation, Step, StepKind
from everywhere.pay.trades.refunds.types import Refund
from everywhere.pay.trades.types import Trade

_CHANNEL = "ALIPAYACCOUNT"
_STEP: Mapping[StepKind, tuple[str, str]] = {
    "reserve": ("fund_auth_freeze", "FREEZE"),
    "give_back": ("fund_auth_unfreeze", "UNFREEZE"),
    "pay": ("fund_auth_pay", "PAY"),
}


def of_trade(trade: Trade, *, seller: str, buyer: str, buyer_logon: str, refund: Refund | None) -> dict[str, str]:
    """A trade that changed; with the refund that changed it."""
    paid = words.yuan(trade.amount_minor) if trade.paid_at else ""
    bill = [{"amount": paid, "fundChannel": _CHANNEL}]
    fields = {
        "notify_type": "trade_status_sync",
        "auth_app_id": trade.said.auth_app_id,
        "trade_no": trade.trade_no,
        "out_trade_no": trade.out_trade_no,
        "trade_status": words.STATUS[trade.stage],
        "total_amount": words.yuan(trade.amount_minor),
        "receipt_amount": paid,
        "invoice_amount": paid,
        "buyer_pay_amount": paid,
        "point_amount": "0.00" if paid else "",
        "buyer_id": buyer,
        "buyer_logon_id": buyer_logon,
        "seller_id": seller,
        "subject": trade.said.subject,
        "body": trade.said.body,
        "passback_params": trade.said.passback,
        "gmt_create": words.said_at(trade.created_at),
        "gmt_payment": words.said_at(trade.paid_at),
        "gmt_close": words.said_at(trade.ended_at) if trade.stage == "closed" else "",
        "fund_bill_list": msgspec.json.encode(bill).decode() if paid else "",
    }
    if refund is not None:
        fields |= {
            "refund_fee": words.yuan(refund.total_minor),
            "out_biz_no": refund.out_request_no,
            "gmt_refund": f"{words.said_at(refund.at)}.000",
        }
    return {name: value for name, value in fields.items() if value}


def of_reservation(found: Reservation, step: Step, *, seller: str, payer: str, payer_logon: str) -> dict[str, str]:
    """A reservation with the step that changed it."""
    kind, operation = _STEP[step.kind]
    fields = {
        "notify_type": kind,
        "auth_no": found.auth_no,
        "out_order_no": found.out_order_no,
        "operation_id": step.operation_id,
        "out_request_no": step.out_request_no,
        "operation_type": operation,
        "amount": words.yuan(step.amount_minor),
        "status": "SUCCESS",
        "gmt_create": words.said_at(found.created_at),
        "gmt_trans": words.said_at(step.at),
        "payer_user_id": payer,
        "payer_logon_id": payer_logon,
        "payee_user_id": seller,
        "total_freeze_amount": words.yuan(found.amount_minor),
        "total_pay_amount": words.yuan(found.paid_minor),
        "rest_amount": words.yuan(found.rest_minor),
    }
    return {name: value for name, value in fields.items() if value}
