"""What apps send about using first and paying after, and what they are told."""

from typing import Annotated, Any

from msgspec import Meta

from everywhere.pay.openapi.wire.types import Answer, Asked


class CreditSignAsked(Asked, frozen=True):
    """An agreement to use now and pay after, for somebody to say yes to on our page."""

    out_agreement_no: str = ""
    zm_service_id: str = ""
    category_id: str = ""
    product_code: str = ""
    external_logon_id: str = ""
    extra_param: str = ""
    """JSON; `admittance_score` in it is the standing that the app asks for."""
    return_back_link: str = ""
    cancel_back_link: str = ""


class NamedCredit(Asked, frozen=True):
    """Such an agreement, by our number or the app's."""

    credit_agreement_id: str = ""
    out_agreement_no: str = ""
    service_id: str = ""
    product_code: str = ""
    extra_param: str = ""


class CreditAgreementAnswer(Answer, frozen=True):
    """Such an agreement as it stands."""

    credit_agreement_id: str
    agreement_status: str
    out_agreement_no: str = ""
    alipay_user_id: str = ""
    biz_time: str = ""


class CreditUnsignAnswer(Answer, frozen=True):
    """That it is over."""


class OrderAsked(Asked, frozen=True, kw_only=True):
    """What somebody uses now; without an amount it may come to as much as the agreement lets be charged at once."""

    credit_agreement_id: Annotated[str, Meta(min_length=1, max_length=64)]
    out_order_no: Annotated[str, Meta(min_length=1, max_length=64)]
    subject: Annotated[str, Meta(min_length=1, max_length=256)]
    order_amount: str = ""
    amount_type: str = ""
    category_id: Annotated[str, Meta(max_length=64)] = ""
    product_code: str = ""
    body: str = ""
    extend_params: Any = None


class OrderAnswer(Answer, frozen=True):
    """Both numbers of it."""

    credit_biz_order_id: str
    out_order_no: str


class NamedOrder(Asked, frozen=True):
    """The same by our number or the app's; ours counts."""

    credit_biz_order_id: str = ""
    out_order_no: str = ""


class OrderStands(Answer, frozen=True):
    """What became of it."""

    credit_biz_order_id: str
    credit_agreement_id: str
    order_status: str
    create_time: str
    product_code: str
    total_amount: str
    trade_no: str = ""
    total_credit_pay_amount: str = ""
    zm_service_id: str = ""


class FinishAsked(Asked, frozen=True, kw_only=True):
    """That nothing is asked for: because all is well (`true`), or because it is off (`false`)."""

    credit_biz_order_id: Annotated[str, Meta(min_length=1, max_length=64)]
    is_fulfilled: str
    out_request_no: Annotated[str, Meta(max_length=64)] = ""
    remark: str = ""


class FinishAnswer(Answer, frozen=True):
    """How it ended."""

    credit_biz_order_id: str
    order_status: str
    out_request_no: str = ""
