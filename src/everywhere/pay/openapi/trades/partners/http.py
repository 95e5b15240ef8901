"""Methods of who may be given shares (`alipay.trade.royalty.…`)."""

import math
from typing import Annotated

import msgspec
from msgspec import Meta

from everywhere.kernel.database import ReadTx
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.methods.actions import Answer, Asked, Call, Failed, Method
from everywhere.pay.openapi.trades.orders import actions as orders
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.trades.partners import actions as partners
from everywhere.pay.trades.partners.rules import Payee
from everywhere.pay.trades.partners.types import Partner, PartnerIsSeller, PartnersMalformed, TooManyPartners

_WORDS: words.Words = {
    PartnersMalformed: "RECEIVER_LIST_OVERLOAD",
    PartnerIsSeller: "INVALID_PARAMETER",
    TooManyPartners: "RELATION_QUANTITY_LIMIT",
}
_DONE = "SUCCESS"
_BY_NUMBER, _BY_LOGON = "userId", "loginName"
_WHOLE = "100"
"""How much of a trade may be shared out, in per cent: a seller can give all of it away."""
_MEMO_MAX = 64
Whole = Annotated[int, Meta(ge=1, le=1_000_000)]


class Receiver(msgspec.Struct, frozen=True):
    """Somebody by number (`userId`), or by how they sign in and their name (`loginName`)."""

    type: str = ""
    account: str = ""
    name: str = ""
    memo: str = ""


class RelationAsked(Asked, frozen=True):
    """Whom to bind or to unbind, under a number of the app's own."""

    out_request_no: str = ""
    receiver_list: list[Receiver] = msgspec.field(default_factory=list)


class RelationAnswer(Answer, frozen=True):
    """That it is done."""

    result_code: str


class RelationsAsked(Asked, frozen=True):
    """Which page of those who are bound; pages begin at 1."""

    out_request_no: str = ""
    page_num: Whole = 1
    page_size: Whole = 20


class RelationsAnswer(Answer, frozen=True):
    """A page of those who are bound."""

    result_code: str
    total_page_num: int
    total_record_num: int
    current_page_num: int
    current_page_size: int
    receiver_list: list[Receiver] = msgspec.field(default_factory=list)


class RateAsked(Asked, frozen=True):
    """The app's own number of the question."""

    out_request_no: str = ""


class RateAnswer(Answer, frozen=True):
    """Whose trades, and how much of one may be shared out, in per cent."""

    user_id: str
    max_ratio: str


async def bind(call: Call, asked: RelationAsked) -> RelationAnswer:
    """Name who may be given shares of the seller's trades."""
    named = await _named(call, asked)
    with words.spoken(_WORDS):
        await call.db.transact(lambda tx: partners.bind(tx, call.seller_id, named, now=call.now))
    return RelationAnswer(result_code=_DONE)


async def unbind(call: Call, asked: RelationAsked) -> RelationAnswer:
    """Give them no shares any more."""
    named = await _named(call, asked)
    with words.spoken(_WORDS):
        await call.db.transact(lambda tx: partners.unbind(tx, call.seller_id, [payee for payee, _ in named]))
    return RelationAnswer(result_code=_DONE)


async def batchquery(call: Call, asked: RelationsAsked) -> RelationsAnswer:
    """Who may be given shares, a page at a time."""
    words.number(asked.out_request_no, "out_request_no", sub_code="INVALID_PARAMETER")
    size = min(asked.page_size, partners.PAGE_MAX)
    async with call.db.read(newest=True) as tx:
        found, count = await partners.page_of(tx, call.seller_id, number=asked.page_num, size=size)
        shown = [await _receiver(tx, each) for each in found]
    return RelationsAnswer(
        result_code=_DONE,
        total_page_num=math.ceil(count / size),
        total_record_num=count,
        current_page_num=asked.page_num,
        current_page_size=size,
        receiver_list=shown,
    )


async def rate(call: Call, asked: RateAsked) -> RateAnswer:
    """How much of a trade the seller may share out."""
    words.number(asked.out_request_no, "out_request_no", sub_code="INVALID_PARAMETER")
    seller = await orders.seller_of(call)
    return RateAnswer(user_id=seller.number, max_ratio=_WHOLE)


METHODS = [
    Method("alipay.trade.royalty.relation.bind", "B", RelationAsked, RelationAnswer, bind),
    Method("alipay.trade.royalty.relation.unbind", "B", RelationAsked, RelationAnswer, unbind),
    Method("alipay.trade.royalty.relation.batchquery", "B", RelationsAsked, RelationsAnswer, batchquery),
    Method("alipay.trade.royalty.rate.query", "B", RateAsked, RateAnswer, rate),
]


async def _named(call: Call, asked: RelationAsked) -> list[tuple[Payee, str]]:
    words.number(asked.out_request_no, "out_request_no", sub_code="INVALID_PARAMETER")
    if not asked.receiver_list:
        raise Failed("RECEIVER_LIST_EMPTY", "分账接收方列表为空")
    if any(len(each.memo) > _MEMO_MAX for each in asked.receiver_list):
        raise words.invalid("receiver_list.memo", sub_code="INVALID_PARAMETER")
    await orders.seller_of(call)
    async with call.db.read(newest=True) as tx:
        return [(await _payee(tx, each), each.memo) for each in asked.receiver_list[: partners.PAGE_MAX]]


async def _payee(tx: ReadTx, said: Receiver) -> Payee:
    if said.type == _BY_NUMBER:
        owner = await merchants.owner_of(tx, said.account)
        if owner is None:
            raise Failed("USER_NOT_EXIST", "用户不存在")
        return owner
    if said.type != _BY_LOGON:
        raise Failed("INVALID_RECEIVER_TYPE", "无效的分账方类型")
    person_id = await merchants.by_logon(tx, said.account, name=said.name)
    if person_id is None:  # nobody there, or of another name: an app must not find out who has an account here
        raise Failed("USERNAME_NOT_MATCH", "用户名称不匹配")
    return person_id, "person"


async def _receiver(tx: ReadTx, partner: Partner) -> Receiver:
    return Receiver(_BY_NUMBER, await merchants.known_number(tx, partner.payee_id, partner.side), "", partner.memo)
