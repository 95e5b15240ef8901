"""What apps send about agreements, and what they are told."""

import msgspec

from everywhere.pay.openapi.wire.types import Answer, Asked


class PeriodRule(msgspec.Struct, frozen=True):
    """How often and how much: `period_type` DAY or MONTH, `execute_time` the first day."""

    period_type: str = ""
    period: str = ""
    execute_time: str = ""
    single_amount: str = ""
    total_amount: str = ""
    total_payments: str = ""


class SignAsked(Asked, frozen=True):
    """An agreement for somebody to say yes to on our page."""

    personal_product_code: str = ""
    product_code: str = ""
    sign_scene: str = ""
    external_agreement_no: str = ""
    external_logon_id: str = ""
    sign_validity_period: str = ""
    period_rule_params: PeriodRule | None = None
    notify_url: str = ""
    return_url: str = ""


class NamedAgreement(Asked, frozen=True):
    """An agreement: by our number, by the app's, or the latest of a user with a product."""

    agreement_no: str = ""
    external_agreement_no: str = ""
    alipay_user_id: str = ""
    personal_product_code: str = ""
    sign_scene: str = ""


class AgreementAnswer(Answer, frozen=True):
    """An agreement as it stands."""

    agreement_no: str
    status: str
    external_agreement_no: str = ""
    external_logon_id: str = ""
    personal_product_code: str = ""
    sign_scene: str = ""
    principal_type: str = ""
    principal_id: str = ""
    alipay_logon_id: str = ""
    sign_time: str = ""
    valid_time: str = ""
    invalid_time: str = ""
    next_deduct_time: str = ""
    last_deduct_time: str = ""
    single_quota: str = ""


class UnsignAnswer(Answer, frozen=True):
    """That it is over."""


class PlanAsked(Asked, frozen=True):
    """On which day the next charge shall be made, at the earliest."""

    agreement_no: str = ""
    deduct_time: str = ""
    memo: str = ""


class PlanAnswer(Answer, frozen=True):
    """The day on which it will be."""

    agreement_no: str
    deduct_time: str
