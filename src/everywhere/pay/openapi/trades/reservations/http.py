"""Methods of reservations (`alipay.fund.auth.…`)."""

from datetime import timedelta

import msgspec

from everywhere.kernel.database import ReadTx
from everywhere.kernel.errors import Malformed
from everywhere.pay.codes import actions as codes
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.types import BuyerIsSeller, PayLimitReached, PaymentLooksRisky, PaysTooOften
from everywhere.pay.ledger.types import InsufficientFunds
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.methods.actions import Call, Failed, Method
from everywhere.pay.openapi.trades.orders import actions as orders
from everywhere.pay.openapi.trades.reservations.types import (
    CancelAnswer,
    DetailAnswer,
    FreezeAnswer,
    FreezeAsked,
    FreezePending,
    OrderAnswer,
    StepAsked,
    UnfreezeAnswer,
    VoucherAnswer,
)
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.reservations import actions as reservations
from everywhere.pay.reservations.types import (
    Reservation,
    ReservationDiffers,
    ReservationNotAgreed,
    ReservationOfAnother,
    ReservationOver,
    ReservationTooSmall,
    ReservationUnknown,
    Stage,
    Step,
    StepKind,
)
from everywhere.pay.trades import rules as trade_rules
from everywhere.pay.trades.paying.types import CodeNotPayable

WORDS: words.Words = {
    ReservationUnknown: "AUTH_ORDER_NOT_EXIST",
    ReservationDiffers: "UNIQUE_VIOLATION",
    ReservationOver: "ORDER_ALREADY_FINISH",
    ReservationNotAgreed: "ILLEGAL_STATUS",
    ReservationTooSmall: "REQUEST_AMOUNT_EXCEED",
    ReservationOfAnother: "PAYER_NOT_EXIST",
    BuyerIsSeller: "PAYER_PAYEE_EQUAL",
    CodeNotPayable: "PAYMENT_AUTH_CODE_INVALID",
    InsufficientFunds: "MONEY_NOT_ENOUGH",
    PayLimitReached: "PRODUCT_AMOUNT_LIMIT_ERROR",
    PaymentLooksRisky: "PAYER_USER_STATUS_LIMIT",
    PaysTooOften: "PAYER_USER_STATUS_LIMIT",
    Malformed: "ILLEGAL_ARGUMENT",
}
_INVALID = "ILLEGAL_ARGUMENT"
_STATUS: dict[Stage, str] = {"init": "INIT", "authorized": "AUTHORIZED", "finished": "FINISH", "closed": "CLOSED"}
_KIND: dict[StepKind, str] = {"reserve": "FREEZE", "give_back": "UNFREEZE", "pay": "PAY"}
_DONE, _WAITS = "SUCCESS", "INIT"
_PREAUTH = "OTHER"


async def freeze(call: Call, asked: FreezeAsked) -> FreezeAnswer:
    """Reserve money of whoever shows the code."""
    if not codes.may_be_code(asked.auth_code):
        raise Failed("PAYMENT_AUTH_CODE_INVALID", "支付授权码无效")
    with words.spoken(WORDS):
        async with call.db.read(newest=True) as tx:
            payer_id = await call.till.payer_of(tx, asked.auth_code, now=call.now)
        guard.must_be_two(payer_id, call.seller_id)
        found = await _asked(call, asked)
        if found.stage == "init" and call.till.is_guarded and guard.needs_word("reserve", found.money(found.amount_minor)):
            made = await call.db.transact(
                lambda tx: reservations.await_payer(tx, found, payer_id, code=asked.auth_code, now=call.now)
            )
        else:
            made = await call.db.transact(
                lambda tx: reservations.agree(
                    tx, found, payer_id, is_guarded=call.till.is_guarded, code=asked.auth_code, now=call.now
                )
            )
    return await _frozen(call, made)


async def voucher(call: Call, asked: FreezeAsked) -> VoucherAnswer:
    """A QR code for a payer to agree by."""
    with words.spoken(WORDS):
        found = await _asked(call, asked)
    address = codes.address_of(found.code, public_url=call.settings.public_url)
    picture = f"{call.settings.public_url.rstrip('/')}/api/pay/codes/{found.code}/picture?kind=png"
    return VoucherAnswer(
        out_order_no=found.out_order_no, out_request_no=found.out_request_no, code_type="qr", code_value=address, code_url=picture
    )


async def app_freeze(call: Call, asked: FreezeAsked) -> OrderAnswer:
    """A reservation for a wallet to open."""
    with words.spoken(WORDS):
        found = await _asked(call, asked)
    return OrderAnswer(
        auth_no=found.auth_no,
        out_order_no=found.out_order_no,
        out_request_no=found.out_request_no,
        amount=words.yuan(found.amount_minor),
        status=_STATUS[found.stage],
        code_value=codes.address_of(found.code, public_url=call.settings.public_url),
    )


async def unfreeze(call: Call, asked: StepAsked) -> UnfreezeAnswer:
    """Give some of it free, or all."""
    amount = words.amount(asked.amount, "amount", sub_code=_INVALID)
    number = words.number(asked.out_request_no, "out_request_no", sub_code=_INVALID)
    with words.spoken(WORDS):
        found = await _found(call, asked)
        made, step = await call.db.transact(
            lambda tx: reservations.give_back(tx, found, amount, out_request_no=number, remark=asked.remark, now=call.now)
        )
    said = words.yuan(step.amount_minor)
    return UnfreezeAnswer(
        auth_no=made.auth_no,
        out_order_no=made.out_order_no,
        out_request_no=step.out_request_no,
        operation_id=step.operation_id,
        amount=said,
        fund_amount=said,
        status=_DONE,
        gmt_trans=words.said_at(step.at),
    )


async def query(call: Call, asked: StepAsked) -> DetailAnswer:
    """A reservation, and the step that is named."""
    with words.spoken(WORDS):
        found = await _found(call, asked)
    async with call.db.read(newest=True) as tx:
        steps = await reservations.steps_of(tx, found)
        step = next(
            (each for each in steps if asked.operation_id == each.operation_id or asked.out_request_no == each.out_request_no), None
        )
        if step is None and (asked.operation_id or asked.out_request_no not in ("", found.out_request_no)):
            raise Failed("AUTH_OPERATION_NOT_EXIST", "预授权操作不存在")
        return await _detail(tx, found, step)


async def cancel(call: Call, asked: StepAsked) -> CancelAnswer:
    """Undo a reservation."""
    with words.spoken(WORDS):
        found = await _found(call, asked)
        made, action = await call.db.transact(lambda tx: reservations.cancel(tx, found, remark=asked.remark, now=call.now))
    return CancelAnswer(
        auth_no=made.auth_no,
        out_order_no=made.out_order_no,
        out_request_no=asked.out_request_no,
        operation_id=asked.operation_id,
        action=action,
    )


METHODS = [
    Method("alipay.fund.auth.order.freeze", "B", FreezeAsked, FreezeAnswer, freeze),
    Method("alipay.fund.auth.order.voucher.create", "B", FreezeAsked, VoucherAnswer, voucher),
    Method("alipay.fund.auth.order.app.freeze", "B", FreezeAsked, OrderAnswer, app_freeze, kind="order"),
    Method("alipay.fund.auth.order.unfreeze", "B", StepAsked, UnfreezeAnswer, unfreeze),
    Method("alipay.fund.auth.operation.detail.query", "B", StepAsked, DetailAnswer, query),
    Method("alipay.fund.auth.operation.cancel", "B", StepAsked, CancelAnswer, cancel),
]


async def _asked(call: Call, asked: FreezeAsked) -> Reservation:
    await orders.seller_of(call, asked.payee_user_id)
    amount = words.amount(asked.amount, "amount", sub_code=_INVALID)
    order_no = words.number(asked.out_order_no, "out_order_no", sub_code=_INVALID)
    number = words.number(asked.out_request_no, "out_request_no", sub_code=_INVALID)
    said = asked.timeout_express or asked.pay_timeout
    waits_for: timedelta | None = trade_rules.span(said, now=call.now) if said else None
    terms = {
        "title": words.number(asked.order_title, "order_title", sub_code=_INVALID),
        "notify_url": asked.notify_url or call.notify_url,
        "extra_param": asked.extra_param,
        "auth_app_id": call.auth_app_id,
        "sign_type": call.sign_type,
        "charset": call.charset,
    }
    return await call.db.transact(
        lambda tx: reservations.ask(
            tx,
            seller_id=call.seller_id,
            app_id=call.app.app_id,
            out_order_no=order_no,
            out_request_no=number,
            amount=amount,
            terms=terms,
            waits_for=waits_for,
            now=call.now,
        )
    )


async def _found(call: Call, asked: StepAsked) -> Reservation:
    if not asked.auth_no and not asked.out_order_no:
        raise words.invalid("auth_no, out_order_no", sub_code=_INVALID)
    async with call.db.read(newest=True) as tx:
        return await reservations.find(
            tx, call.seller_id, call.app.app_id, auth_no=asked.auth_no, out_order_no=asked.out_order_no, now=call.now
        )


async def _payer(tx: ReadTx, found: Reservation) -> orders.Payer:
    if found.payer_id is None:
        return orders.Payer()
    return orders.Payer(await merchants.known_number(tx, found.payer_id), await merchants.logon_of(tx, found.payer_id))


async def _frozen(call: Call, made: Reservation) -> FreezeAnswer:
    async with call.db.read(newest=True) as tx:
        payer = await _payer(tx, made)
        first = next(iter(await reservations.steps_of(tx, made)), None)
    kind = FreezePending if made.stage == "init" else FreezeAnswer
    said = words.yuan(made.amount_minor)
    return kind(
        auth_no=made.auth_no,
        out_order_no=made.out_order_no,
        out_request_no=made.out_request_no,
        status=_WAITS if first is None else _DONE,
        amount=said,
        operation_id="" if first is None else first.operation_id,
        payer_user_id=payer.user_id,
        payer_logon_id=payer.logon_id,
        gmt_trans="" if first is None else words.said_at(first.at),
        fund_amount="" if first is None else said,
        pre_auth_type=_PREAUTH,
    )


async def _detail(tx: ReadTx, found: Reservation, step: Step | None) -> DetailAnswer:
    payer = await _payer(tx, found)
    total = words.yuan(0 if found.stage in ("init", "closed") else found.amount_minor)
    rest, paid = words.yuan(found.rest_minor), words.yuan(found.paid_minor)
    answer = DetailAnswer(
        auth_no=found.auth_no,
        out_order_no=found.out_order_no,
        order_status=_STATUS[found.stage],
        rest_amount=rest,
        total_freeze_amount=total,
        total_pay_amount=paid,
        rest_fund_amount=rest,
        total_freeze_fund_amount=total,
        total_pay_fund_amount=paid,
        gmt_create=words.said_at(found.created_at),
        order_title=found.title,
        payer_user_id=payer.user_id,
        payer_logon_id=payer.logon_id,
        extra_param=str(found.terms.get("extra_param", "")),
        out_request_no=found.out_request_no,
        amount=words.yuan(found.amount_minor),
        status=_WAITS if step is None else _DONE,
        operation_type=_KIND["reserve"],
    )
    if step is None:
        return answer
    return msgspec.structs.replace(
        answer,
        operation_id=step.operation_id,
        out_request_no=step.out_request_no,
        operation_type=_KIND[step.kind],
        amount=words.yuan(step.amount_minor),
        fund_amount=words.yuan(step.amount_minor),
        gmt_trans=words.said_at(step.at),
        remark=step.remark,
    )
