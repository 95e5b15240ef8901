"""What apps send about reservations, and what they are told."""

from typing import ClassVar

from everywhere.pay.openapi.wire.types import Answer, Asked, Code


class FreezeAsked(Asked, frozen=True):
    """How much to reserve; of the one who shows `auth_code`, or of whoever opens the order."""

    out_order_no: str = ""
    out_request_no: str = ""
    order_title: str = ""
    amount: str = ""
    auth_code: str = ""
    auth_code_type: str = ""
    product_code: str = ""
    payee_user_id: str = ""
    pay_timeout: str = ""
    timeout_express: str = ""
    extra_param: str = ""
    notify_url: str = ""


class FreezeAnswer(Answer, frozen=True):
    """A reservation and its first step."""

    auth_no: str
    out_order_no: str
    out_request_no: str
    status: str
    amount: str
    operation_id: str = ""
    payer_user_id: str = ""
    payer_logon_id: str = ""
    gmt_trans: str = ""
    fund_amount: str = ""
    pre_auth_type: str = ""


class FreezePending(FreezeAnswer, frozen=True):
    """The payer must agree in their app."""

    code: ClassVar[Code] = "10003"


class VoucherAnswer(Answer, frozen=True):
    """What a payer scans to agree."""

    out_order_no: str
    out_request_no: str
    code_type: str
    code_value: str
    code_url: str


class OrderAnswer(Answer, frozen=True):
    """What a wallet opens."""

    auth_no: str
    out_order_no: str
    out_request_no: str
    amount: str
    status: str
    code_value: str


class StepAsked(Asked, frozen=True):
    """A reservation by either number, and what to do with it."""

    auth_no: str = ""
    out_order_no: str = ""
    out_request_no: str = ""
    operation_id: str = ""
    operation_type: str = ""
    amount: str = ""
    remark: str = ""
    notify_url: str = ""


class UnfreezeAnswer(Answer, frozen=True):
    """A step that gave some of it free."""

    auth_no: str
    out_order_no: str
    out_request_no: str
    operation_id: str
    amount: str
    fund_amount: str
    status: str
    gmt_trans: str


class DetailAnswer(Answer, frozen=True):
    """A reservation, and one step of it."""

    auth_no: str
    out_order_no: str
    order_status: str
    rest_amount: str
    total_freeze_amount: str
    total_pay_amount: str
    rest_fund_amount: str
    total_freeze_fund_amount: str
    total_pay_fund_amount: str
    gmt_create: str
    order_title: str = ""
    payer_user_id: str = ""
    payer_logon_id: str = ""
    operation_id: str = ""
    out_request_no: str = ""
    operation_type: str = ""
    amount: str = ""
    fund_amount: str = ""
    status: str = ""
    gmt_trans: str = ""
    remark: str = ""
    extra_param: str = ""


class CancelAnswer(Answer, frozen=True):
    """What was undone."""

    auth_no: str
    out_order_no: str
    out_request_no: str = ""
    operation_id: str = ""
    action: str = ""
