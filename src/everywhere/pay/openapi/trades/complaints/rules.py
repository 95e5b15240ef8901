"""Complaints in the wire's words."""

from collections.abc import Mapping, Sequence

from everywhere.pay.complaints.types import (
    Complaint,
    ComplaintPastThisStep,
    ComplaintUnknown,
    Reason,
    Side,
    Stage,
    TooManyWords,
    Word,
)
from everywhere.pay.openapi.trades.complaints.types import ComplaintInfo, ReplyDetail
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.trades.types import Trade

WORDS: words.Words = {
    ComplaintUnknown: "AUTHORITY_ILLEGAL",
    ComplaintPastThisStep: "STATUS_CHANGED",
    TooManyWords: "PARAM_ILLEGAL",
}
INVALID = "PARAM_ILLEGAL"
STATUS: Mapping[Stage, str] = {
    "seller": "MERCHANT_PROCESSING",
    "buyer": "MERCHANT_FEEDBACKED",
    "operator": "PLATFORM_PROCESSING",
    "settled": "FINISHED",
    "decided": "PLATFORM_FINISH",
    "withdrawn": "CANCELLED",
}
_ROLES: Mapping[Side, str] = {"buyer": "USER", "seller": "MERCHANT", "operator": "AUDITOR"}
_NAMES: Mapping[Side, str] = {"buyer": "用户", "seller": "商家", "operator": "平台"}
_REASONS: Mapping[Reason, str] = {
    "not_delivered": "未收到商品或服务",
    "not_as_described": "与描述不符",
    "damaged": "商品损坏",
    "charged_wrongly": "扣款有误",
    "not_refunded": "未收到退款",
    "other": "其他",
}
FEEDBACK: Mapping[str, str] = {
    "00": "使用体验保障金退款",
    "02": "通过其他方式退款",
    "03": "已发货",
    "04": "其他",
    "05": "已完成售后服务",
    "06": "非我方责任范围",
}
"""Of what kind a seller's answer is."""
_TEXT_MAX = 2_000


def text(said: str, name: str, images: str) -> str:
    """What is said; pictures cannot be sent here. Raises Failed."""
    if images:
        raise words.invalid(f"{name}_images：暂不支持图片", sub_code=INVALID)
    if not said.strip() or len(said) > _TEXT_MAX:
        raise words.invalid(f"{name}_content", sub_code=INVALID)
    return said.strip()


def feedback(code: str, said: str) -> str:
    """An answer's kind and words in one. Raises Failed."""
    if code not in FEEDBACK:
        raise words.invalid("feedback_code", sub_code=INVALID)
    return f"{FEEDBACK[code]}：{said}"


def info(found: Complaint, trade: Trade, said: Sequence[Word] = ()) -> ComplaintInfo:
    """A complaint as apps see it; who the buyer is stands in the trade."""
    return ComplaintInfo(
        complain_event_id=found.complaint_no,
        status=STATUS[found.stage],
        trade_no=trade.trade_no,
        merchant_order_no=trade.out_trade_no,
        trade_amount=words.yuan(trade.amount_minor),
        complain_reason=_REASONS[found.reason],
        leaf_category_name=_REASONS[found.reason],
        content=found.text,
        gmt_create=words.said_at(found.opened_at),
        gmt_modified=words.said_at(found.changed_at),
        gmt_finished=words.said_at(found.ended_at),
        reply_detail_infos=[ReplyDetail(_NAMES[each.side], _ROLES[each.side], words.said_at(each.at), each.text) for each in said],
    )
