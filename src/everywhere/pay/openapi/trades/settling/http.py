"""Methods that release what escrowed trades hold, and share it."""

from uuid import UUID

from everywhere.kernel.database import ReadTx
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.merchants.types import Side
from everywhere.pay.openapi.methods.actions import Call, Failed, Method
from everywhere.pay.openapi.trades.orders import actions as orders
from everywhere.pay.openapi.trades.orders.types import Named
from everywhere.pay.openapi.trades.settling.types import (
    ConfirmAnswer,
    ConfirmAsked,
    Royalty,
    RoyaltyDetail,
    SettleAnswer,
    SettleAsked,
    SettleQueryAnswer,
    SettleQueryAsked,
)
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.trades.settling import actions as settling
from everywhere.pay.trades.settling.types import Settlement, Share
from everywhere.pay.trades.types import Trade

_TRUE = "true"
_BY_NUMBER, _BY_LOGON = ("", "userId"), "loginName"


async def confirm(call: Call, asked: ConfirmAsked) -> ConfirmAnswer:
    """The seller has done their part: what is held is theirs, or frozen for shares."""
    number = words.number(asked.out_request_no, "out_request_no")
    keeps_frozen = asked.extend_params.royalty_freeze.lower() == _TRUE
    with words.spoken():
        found = await _trade(call, asked.trade_no)
        trade, made = await call.db.transact(
            lambda tx: settling.confirm(tx, found, out_request_no=number, keeps_frozen=keeps_frozen, now=call.now)
        )
    return ConfirmAnswer(trade_no=trade.trade_no, out_request_no=number, settle_amount=words.yuan(made.amount_minor))


async def settle(call: Call, asked: SettleAsked) -> SettleAnswer:
    """Give shares of a trade to others who are bound, at most five at once."""
    number = words.number(asked.out_request_no, "out_request_no")
    is_last = asked.extend_params.royalty_finish.lower() == _TRUE
    with words.spoken():
        found = await _trade(call, asked.trade_no)
        async with call.db.read(newest=True) as tx:
            shares = [await _share(tx, each) for each in asked.royalty_parameters]
        trade, made = await call.db.transact(
            lambda tx: settling.share(tx, found, shares, out_request_no=number, is_last=is_last, now=call.now)
        )
    return SettleAnswer(trade_no=trade.trade_no, settle_no=made.settle_no)


async def query(call: Call, asked: SettleQueryAsked) -> SettleQueryAnswer:
    """What was shared under a number."""
    with words.spoken(trade_unknown="INVALID_PARAMETER"):
        trade = await _trade(call, asked.trade_no)
        async with call.db.read(newest=True) as tx:
            made = await settling.of_trade(tx, trade)
            found = next(
                (each for each in made if asked.out_request_no == each.out_request_no or asked.settle_no == each.settle_no), None
            )
            if found is None:
                raise words.invalid("out_request_no", sub_code="INVALID_PARAMETER")
            return await _shown(tx, found)


METHODS = [
    Method("alipay.trade.settle.confirm", "B", ConfirmAsked, ConfirmAnswer, confirm),
    Method("alipay.trade.order.settle", "B", SettleAsked, SettleAnswer, settle),
    Method("alipay.trade.order.settle.query", "B", SettleQueryAsked, SettleQueryAnswer, query),
]


async def _trade(call: Call, trade_no: str) -> Trade:
    if not trade_no:
        raise words.invalid("trade_no")
    async with call.db.read(newest=True) as tx:
        return await orders.find(tx, call, Named(trade_no=trade_no))


async def _share(tx: ReadTx, royalty: Royalty) -> Share:
    payee_id, side = await _payee(tx, royalty)
    return Share(payee_id, side, words.amount(royalty.amount, "royalty_parameters.amount").minor, royalty.desc)


async def _payee(tx: ReadTx, royalty: Royalty) -> tuple[UUID, Side]:
    owner = None
    if royalty.trans_in_type in _BY_NUMBER:
        owner = await merchants.owner_of(tx, royalty.trans_in)
    elif royalty.trans_in_type == _BY_LOGON:
        person_id = await merchants.by_logon(tx, royalty.trans_in, name=royalty.trans_in_name)
        owner = None if person_id is None else (person_id, "person")
    if owner is None:
        raise Failed("ACQ.ROYALTY_RECEIVER_INVALID", "分账收款方不存在")
    return owner


async def _shown(tx: ReadTx, made: Settlement) -> SettleQueryAnswer:
    seller = await merchants.known_number(tx, made.seller_id, "merchant")
    at = words.said_at(made.at)
    details = [
        RoyaltyDetail(
            "transfer", at, seller, await merchants.known_number(tx, each.payee_id, each.side), words.yuan(each.minor), "SUCCESS"
        )
        for each in settling.shares_of(made)
    ]
    return SettleQueryAnswer(out_request_no=made.out_request_no, operation_dt=at, royalty_detail_list=details)
