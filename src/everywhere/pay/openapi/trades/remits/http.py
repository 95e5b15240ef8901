"""Methods that send money out, and tell what there is."""

from uuid import UUID

from everywhere.kernel.database import ReadTx
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.methods.actions import Call, Failed, Method
from everywhere.pay.openapi.trades.orders import actions as orders
from everywhere.pay.openapi.trades.remits.types import (
    AccountQueryAnswer,
    AccountQueryAsked,
    Participant,
    TransferAnswer,
    TransferAsked,
    TransferQueryAnswer,
    TransferQueryAsked,
)
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.remits import actions as remits
from everywhere.pay.remits.types import RemitDiffers, RemitToOneself, RemitUnknown
from everywhere.pay.trades.types import SellerShortOfFunds

_WORDS: words.Words = {
    RemitUnknown: "ORDER_NOT_EXIST",
    RemitDiffers: "PAYMENT_INFO_INCONSISTENCY",
    RemitToOneself: "PAYER_PAYEE_CANNOT_SAME",
    SellerShortOfFunds: "PAYER_BALANCE_NOT_ENOUGH",
}
_INVALID = "INVALID_PARAMETER"
_DONE = "SUCCESS"
_PRODUCT = "TRANS_ACCOUNT_NO_PWD"
_USER_ID, _LOGON_ID = "ALIPAY_USER_ID", "ALIPAY_LOGON_ID"
_OWN_ACCOUNT = "ACCTRANS_ACCOUNT"


async def transfer(call: Call, asked: TransferAsked) -> TransferAnswer:
    """Send money out of the merchant's account; the same number again sends nothing more."""
    await orders.seller_of(call)
    number = words.number(asked.out_biz_no, "out_biz_no", sub_code=_INVALID)
    amount = words.amount(asked.trans_amount, "trans_amount", sub_code=_INVALID)
    if asked.product_code != _PRODUCT:
        raise words.invalid("product_code", sub_code=_INVALID)
    async with call.db.read(newest=True) as tx:
        payee_id = await _payee(tx, asked.payee_info)
    terms = {"title": asked.order_title, "remark": asked.remark, "passback": asked.passback_params}
    with words.spoken(_WORDS):
        made = await call.db.transact(
            lambda tx: remits.send(
                tx,
                seller_id=call.seller_id,
                app_id=call.app.app_id,
                out_biz_no=number,
                payee_id=payee_id,
                amount=amount,
                terms=terms,
                now=call.now,
            )
        )
    return TransferAnswer(
        out_biz_no=made.out_biz_no,
        order_id=made.order_id,
        pay_fund_order_id=made.fund_order_id,
        status=_DONE,
        trans_date=words.said_at(made.at),
        amount=words.yuan(made.amount_minor),
    )


async def query(call: Call, asked: TransferQueryAsked) -> TransferQueryAnswer:
    """What became of a transfer."""
    if not asked.out_biz_no and not asked.order_id:
        raise words.invalid("out_biz_no, order_id", sub_code=_INVALID)
    with words.spoken(_WORDS):
        async with call.db.read(newest=True) as tx:
            found = await remits.find(tx, call.seller_id, call.app.app_id, out_biz_no=asked.out_biz_no, order_id=asked.order_id)
            receiver = await merchants.known_number(tx, found.payee_id)
    return TransferQueryAnswer(
        out_biz_no=found.out_biz_no,
        order_id=found.order_id,
        pay_fund_order_id=found.fund_order_id,
        status=_DONE,
        pay_date=words.said_at(found.at),
        arrival_time_end=words.said_at(found.at),
        order_fee="0.00",
        trans_amount=words.yuan(found.amount_minor),
        receiver_user_id=receiver,
        passback_params=str(found.terms.get("passback", "")),
    )


async def account(call: Call, asked: AccountQueryAsked) -> AccountQueryAnswer:
    """What is in the merchant's own account; no other's."""
    seller = await orders.seller_of(call)
    if asked.alipay_user_id not in ("", seller.number):
        raise Failed("NO_PERMISSION_ACCOUNT", "无权限查询该账户")
    if asked.account_type not in ("", _OWN_ACCOUNT):
        raise words.invalid("account_type", sub_code=_INVALID)
    async with call.db.read(newest=True) as tx:
        takings = await merchants.takings(tx, call.seller_id)
    return AccountQueryAnswer(available_amount=words.yuan(takings.minor), freeze_amount="0.00")


METHODS = [
    Method("alipay.fund.trans.uni.transfer", "B", TransferAsked, TransferAnswer, transfer, is_outflow=True),
    Method("alipay.fund.trans.common.query", "B", TransferQueryAsked, TransferQueryAnswer, query),
    Method("alipay.fund.account.query", "B", AccountQueryAsked, AccountQueryAnswer, account),
]


async def _payee(tx: ReadTx, said: Participant) -> UUID:
    """Who is paid, by number, or by how they sign in together with their name. Raises Failed."""
    if said.identity_type == _USER_ID:
        owner = await merchants.owner_of(tx, said.identity)
        if owner is None:
            raise Failed("PAYEE_NOT_EXIST", "收款账号不存在")
        return owner[0]
    if said.identity_type != _LOGON_ID or not said.name:
        raise words.invalid("payee_info", sub_code=_INVALID)
    found = await merchants.by_logon(tx, said.identity, name=said.name)
    if found is None:  # nobody there, or of another name: an app must not find out who has an account here
        raise Failed("PAYEE_IDENTITY_NOT_MATCH", "支付宝账号和姓名不匹配，请确认姓名是否正确")
    return found
