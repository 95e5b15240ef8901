"""What apps send about transfers, and what they are told."""

import msgspec

from everywhere.pay.openapi.wire.types import Answer, Asked


class Participant(msgspec.Struct, frozen=True):
    """Who is paid."""

    identity: str = ""
    identity_type: str = ""
    name: str = ""


class TransferAsked(Asked, frozen=True):
    """Whom to send how much."""

    out_biz_no: str = ""
    trans_amount: str = ""
    product_code: str = ""
    biz_scene: str = ""
    order_title: str = ""
    payee_info: Participant = Participant()
    remark: str = ""
    passback_params: str = ""


class TransferAnswer(Answer, frozen=True):
    """Both numbers of a transfer."""

    out_biz_no: str
    order_id: str
    pay_fund_order_id: str
    status: str
    trans_date: str
    amount: str


class TransferQueryAsked(Asked, frozen=True):
    """A transfer by the app's number or ours."""

    out_biz_no: str = ""
    order_id: str = ""
    pay_fund_order_id: str = ""
    product_code: str = ""
    biz_scene: str = ""


class TransferQueryAnswer(Answer, frozen=True):
    """What became of a transfer."""

    out_biz_no: str
    order_id: str
    pay_fund_order_id: str
    status: str
    pay_date: str
    arrival_time_end: str
    order_fee: str
    trans_amount: str
    receiver_user_id: str = ""
    passback_params: str = ""


class AccountQueryAsked(Asked, frozen=True):
    """Whose account."""

    alipay_user_id: str = ""
    account_type: str = ""
    merchant_user_id: str = ""


class AccountQueryAnswer(Answer, frozen=True):
    """What is in the merchant's account."""

    available_amount: str
    freeze_amount: str
