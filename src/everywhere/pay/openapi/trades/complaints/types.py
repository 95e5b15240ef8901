"""What apps send about complaints, and what they are told."""

from typing import Annotated

import msgspec
from msgspec import Meta

from everywhere.pay.openapi.wire.types import Answer, Asked

Number = Annotated[str, Meta(min_length=1, max_length=64)]
Whole = Annotated[int, Meta(ge=1, le=1_000_000)]


class Listed(Asked, frozen=True):
    """Which complaints: begun in a span of time, at a status; a page of them, the first of which is 1."""

    begin_time: str = ""
    end_time: str = ""
    status: str = ""
    page_num: Whole = 1
    page_size: Whole = 10


class Named(Asked, frozen=True):
    """A complaint by its number."""

    complain_event_id: Number


class ReplyAsked(Named, frozen=True, kw_only=True):
    """What the seller says to the buyer."""

    reply_content: str = ""
    reply_images: str = ""


class FeedbackAsked(Named, frozen=True, kw_only=True):
    """The seller's answer: of what kind it is, and its words."""

    feedback_code: str = ""
    feedback_content: str = ""
    feedback_images: str = ""
    operator: str = ""


class SupplementAsked(Named, frozen=True, kw_only=True):
    """What the seller shows an operator."""

    supplement_content: str = ""
    supplement_images: str = ""


class Done(Answer, frozen=True):
    """That it is done."""


class ReplyDetail(msgspec.Struct, frozen=True):
    """Something that one side said."""

    replier_name: str
    replier_role: str
    gmt_create: str
    content: str


class ComplaintInfo(Answer, frozen=True):
    """A complaint."""

    complain_event_id: str
    status: str
    trade_no: str
    merchant_order_no: str
    trade_amount: str
    complain_reason: str
    leaf_category_name: str
    content: str
    gmt_create: str
    gmt_modified: str
    gmt_finished: str = ""
    reply_detail_infos: list[ReplyDetail] = msgspec.field(default_factory=list)


class ComplaintList(Answer, frozen=True):
    """A page of complaints, without what was said."""

    page_num: int
    page_size: int
    total_num: int
    total_page_num: int
    trade_complain_infos: list[ComplaintInfo] = msgspec.field(default_factory=list)
