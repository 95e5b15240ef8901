"""What every client plays: each method of the Open API, in chapters that a shop would know."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx

from support.sdks import Teller
from support.server import Someone

CHINA = timezone(timedelta(hours=8))
TRADE, FUND = "alipay.trade.", "alipay.fund."
AGREEMENT, COMPLAINT = "alipay.user.agreement.", "alipay.merchant.tradecomplain."
CREDIT = "zhima.credit.payafteruse."


@dataclass
class Scene:
    """Who takes part, and what has the same number in no other column."""

    app_id: str
    buyer: Someone
    buyer_number: str
    partner_number: str
    logon: str
    """How the buyer signs in; `name` is what they are called."""
    name: str
    platform_sn: str
    make_old: Callable[[str], None]
    """Let a trade have been paid two days ago, so that it stands in a bill."""
    payers: Iterator[Someone]
    """Who show their codes: a code is good once, and the next of the same person comes with the next half minute."""
    prefix: str

    def no(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    def code(self) -> str:
        return str(next(self.payers).get("/api/me/pay/code")["code"])

    def paid(self, teller: Teller, name: str, amount: str = "10.00", **more: Any) -> dict[str, Any]:
        order = {"out_trade_no": self.no(name), "total_amount": amount, "subject": "茶 {1/2", "scene": "bar_code"}
        return teller.call(TRADE + "pay", {**order, "auth_code": self.code(), **more})


def certificates(scene: Scene, teller: Teller) -> None:
    found = teller.call("alipay.open.app.alipaycert.download", {"alipay_cert_sn": scene.platform_sn})
    assert found["alipay_cert_content"]


def who_the_user_is(scene: Scene, teller: Teller) -> None:
    draft = {"app_id": scene.app_id, "scopes": ["auth_base", "auth_user"]}
    code = scene.buyer.post("/api/me/authorisations", draft)["code"]
    token = teller.call("alipay.system.oauth.token", grant_type="authorization_code", code=code)
    found = teller.call("alipay.user.info.share", auth_token=token["access_token"])
    assert found["user_id"] == token["user_id"] == scene.buyer_number


def how_far_to_trust_the_user(scene: Scene, teller: Teller) -> None:
    scene.buyer.put("/api/me/standing/sharing", {"is_scored": True})
    draft = {"app_id": scene.app_id, "scopes": ["auth_base", "auth_score"]}
    code = scene.buyer.post("/api/me/authorisations", draft)["code"]
    token = teller.call("alipay.system.oauth.token", grant_type="authorization_code", code=code)["access_token"]
    asked = {"transaction_id": scene.no("score"), "product_code": "w1010100100000000001", "auth_token": token}
    found = teller.call("zhima.credit.score.get", asked, auth_token=token)
    assert 350 <= int(found["zm_score"]) <= 950
    brief = {**asked, "product_code": "w1010100000000002733", "admittance_score": 350}
    assert teller.call("zhima.credit.score.brief.get", brief, auth_token=token)["is_admittance"] == "Y"


def in_a_merchants_name(scene: Scene, teller: Teller) -> None:
    code = scene.buyer.post("/api/me/authorisations", {"app_id": scene.app_id, "kind": "merchant"})["code"]
    token = teller.call("alipay.open.auth.token.app", {"grant_type": "authorization_code", "code": code})
    found = teller.call("alipay.open.auth.token.app.query", {"app_auth_token": token["app_auth_token"]})
    assert found["status"] == "valid"


def ordered_and_closed(scene: Scene, teller: Teller) -> None:
    order = {"total_amount": "8.80", "subject": "茶 {1/2", "buyer_id": scene.buyer_number}
    made = teller.call(TRADE + "create", {**order, "out_trade_no": scene.no("closed")})
    assert teller.call(TRADE + "query", {"trade_no": made["trade_no"]})["trade_status"] == "WAIT_BUYER_PAY"
    assert teller.call(TRADE + "close", {"out_trade_no": scene.no("closed")})["trade_no"] == made["trade_no"]


def paid_and_refunded(scene: Scene, teller: Teller) -> None:
    paid = scene.paid(teller, "paid")
    found = teller.call(TRADE + "query", {"out_trade_no": scene.no("paid")})
    assert (found["trade_status"], found["total_amount"], found["trade_no"]) == ("TRADE_SUCCESS", "10.00", paid["trade_no"])
    refund = {"out_trade_no": scene.no("paid"), "refund_amount": "4.00", "out_request_no": "r1"}
    assert teller.call(TRADE + "refund", refund)["fund_change"] == "Y"
    told = teller.call(TRADE + "fastpay.refund.query", {"out_trade_no": scene.no("paid"), "out_request_no": "r1"})
    assert (told["refund_status"], told["refund_amount"]) == ("REFUND_SUCCESS", "4.00")


def cancelled(scene: Scene, teller: Teller) -> None:
    scene.paid(teller, "cancelled")
    assert teller.call(TRADE + "cancel", {"out_trade_no": scene.no("cancelled")})["action"] == "refund"


def by_qr_page_and_app(scene: Scene, teller: Teller) -> None:
    order = {"total_amount": "1.00", "subject": "茶 {1/2"}
    assert "/q/" in teller.call(TRADE + "precreate", {**order, "out_trade_no": scene.no("qr")})["qr_code"]
    for name, product in (("page", "FAST_INSTANT_TRADE_PAY"), ("wap", "QUICK_WAP_WAY"), ("app", "QUICK_MSECURITY_PAY")):
        teller.call(f"{TRADE}{name}.pay", {**order, "out_trade_no": scene.no(name), "product_code": product})


def partners(scene: Scene, teller: Teller) -> None:
    by_number = {"type": "userId", "account": scene.partner_number, "memo": "cook"}
    by_logon = {"type": "loginName", "account": scene.logon, "name": scene.name}
    bound = {"out_request_no": scene.no("bind"), "receiver_list": [by_number, by_logon]}
    assert teller.call(TRADE + "royalty.relation.bind", bound)["result_code"] == "SUCCESS"
    asked = {"out_request_no": scene.no("bound"), "page_num": 1, "page_size": 10}
    assert int(teller.call(TRADE + "royalty.relation.batchquery", asked)["total_record_num"]) == 2
    teller.call(TRADE + "royalty.relation.unbind", {"out_request_no": scene.no("unbind"), "receiver_list": [by_logon]})
    assert teller.call(TRADE + "royalty.rate.query", {"out_request_no": scene.no("rate")})["max_ratio"] == "100"


def held_and_shared(scene: Scene, teller: Teller) -> None:
    settle_info = {
        "settle_detail_infos": [{"amount": "20.00", "trans_in_type": "defaultSettle"}],
        "settle_period_time": "7d",
    }
    trade_no = scene.paid(teller, "held", "20.00", settle_info=settle_info)["trade_no"]
    freeze = {"royalty_freeze": "true"}
    confirm = {"trade_no": trade_no, "out_request_no": scene.no("c"), "extend_params": freeze}
    teller.call(TRADE + "settle.confirm", confirm)
    share = {"trans_in": scene.partner_number, "trans_in_type": "userId", "amount": "5.00", "desc": "commission"}
    teller.call(TRADE + "order.settle", {"trade_no": trade_no, "out_request_no": scene.no("s"), "royalty_parameters": [share]})
    told = teller.call(TRADE + "order.settle.query", {"trade_no": trade_no, "out_request_no": scene.no("s")})
    assert told["royalty_detail_list"][0]["amount"] == "5.00"


def reserved(scene: Scene, teller: Teller) -> None:
    order = {"out_order_no": scene.no("f"), "out_request_no": scene.no("f1"), "order_title": "bike", "amount": "30.00"}
    made = teller.call(FUND + "auth.order.freeze", {**order, "auth_code": scene.code(), "auth_code_type": "bar_code"})
    given = {"auth_no": made["auth_no"], "out_request_no": scene.no("f2"), "amount": "10.00", "remark": "less"}
    teller.call(FUND + "auth.order.unfreeze", given)
    found = {"auth_no": made["auth_no"], "operation_id": made["operation_id"]}
    assert teller.call(FUND + "auth.operation.detail.query", found)["rest_amount"] == "20.00"
    other = {"out_order_no": scene.no("v"), "out_request_no": scene.no("v1"), "order_title": "bike", "amount": "3.00"}
    teller.call(FUND + "auth.order.voucher.create", other)
    cancel = {"out_order_no": scene.no("v"), "out_request_no": scene.no("v1"), "remark": "no"}
    teller.call(FUND + "auth.operation.cancel", cancel)
    app = {"out_order_no": scene.no("a"), "out_request_no": scene.no("a1"), "order_title": "bike", "amount": "3.00"}
    teller.call(FUND + "auth.order.app.freeze", {**app, "product_code": "PRE_AUTH_ONLINE"})


def sent(scene: Scene, teller: Teller) -> None:
    scene.paid(teller, "takings")
    transfer = {
        "out_biz_no": scene.no("t"),
        "trans_amount": "1.00",
        "product_code": "TRANS_ACCOUNT_NO_PWD",
        "biz_scene": "DIRECT_TRANSFER",
        "order_title": "wages",
        "payee_info": {"identity": scene.partner_number, "identity_type": "ALIPAY_USER_ID"},
    }
    made = teller.call(FUND + "trans.uni.transfer", transfer)
    found = teller.call(FUND + "trans.common.query", {"out_biz_no": scene.no("t"), "product_code": "TRANS_ACCOUNT_NO_PWD"})
    assert found["order_id"] == made["order_id"]
    to_logon = {"identity": scene.logon, "identity_type": "ALIPAY_LOGON_ID", "name": scene.name}
    teller.call(FUND + "trans.uni.transfer", {**transfer, "out_biz_no": scene.no("l"), "payee_info": to_logon})
    assert teller.call(FUND + "account.query", {"account_type": "ACCTRANS_ACCOUNT"})["available_amount"]


def withheld(scene: Scene, teller: Teller) -> None:
    payer, today = next(scene.payers), datetime.now(CHINA).strftime("%Y-%m-%d")
    rule = {"period_type": "DAY", "period": "7", "execute_time": today, "single_amount": "5.00"}
    product = {"personal_product_code": "CYCLE_PAY_AUTH_P", "product_code": "CYCLE_PAY_AUTH", "period_rule_params": rule}
    access = {"sign_scene": "INDUSTRY|MEDIA", "access_params": {"channel": "QRCODE"}}
    page = teller.call(AGREEMENT + "page.sign", {**product, **access, "external_agreement_no": scene.no("w")})
    code = httpx.get(page, timeout=20).headers["location"].rpartition("/")[2]
    payer.post(f"/api/me/pay/agreements/codes/{code}/sign", {})
    found = teller.call(AGREEMENT + "query", {"external_agreement_no": scene.no("w")})
    assert (found["status"], found["next_deduct_time"]) == ("NORMAL", today)
    by_no = {"agreement_no": found["agreement_no"]}
    teller.call(AGREEMENT + "executionplan.modify", {**by_no, "deduct_time": today, "memo": "same"})
    order = {"out_trade_no": scene.no("w"), "total_amount": "5.00", "subject": "茶 {1/2", "product_code": "CYCLE_PAY_AUTH"}
    assert teller.call(TRADE + "pay", {**order, "agreement_params": by_no})["total_amount"] == "5.00"
    teller.call(AGREEMENT + "unsign", by_no)


def used_first_and_paid_after(scene: Scene, teller: Teller) -> None:
    payer = next(scene.payers)
    payer.put("/api/me/standing/sharing", {"is_scored": True})
    service = {"zm_service_id": "2022111500000000000093666900", "product_code": "CREDIT_PAY_AFTER_USE"}
    asked = {**service, "out_agreement_no": scene.no("p"), "extra_param": '{"admittance_score":"350"}'}
    page = teller.call(CREDIT + "creditagreement.sign", asked)
    code = httpx.get(page, timeout=20).headers["location"].rpartition("/")[2]
    payer.post(f"/api/me/pay/agreements/codes/{code}/sign", {})
    found = teller.call(CREDIT + "creditagreement.query", {"out_agreement_no": scene.no("p")})
    by_agreement = {"credit_agreement_id": found["credit_agreement_id"]}
    order = {**by_agreement, "out_order_no": scene.no("p"), "subject": "power bank {1/2", "order_amount": "5.00"}
    no = teller.call(CREDIT + "creditbizorder.order", order)["credit_biz_order_id"]
    charge = {"out_trade_no": no, "auth_code": no, "scene": "ZHIMA_CREDIT_CODE", "product_code": "GENERAL_WITHHOLDING"}
    assert teller.call(TRADE + "pay", {**charge, "total_amount": "4.00", "subject": "power bank"})["total_amount"] == "4.00"
    assert teller.call(CREDIT + "creditbizorder.query", {"credit_biz_order_id": no})["order_status"] == "TRADE_FINISHED"
    finish = {"credit_biz_order_id": no, "is_fulfilled": "true", "out_request_no": scene.no("p")}
    assert teller.call(CREDIT + "creditbizorder.finish", finish)["order_status"] == "TRADE_FINISHED"
    teller.call(CREDIT + "creditagreement.unsign", by_agreement)


def complained_of(scene: Scene, teller: Teller) -> None:
    payer = next(scene.payers)
    order = {"out_trade_no": scene.no("bad"), "total_amount": "9.00", "subject": "茶 {1/2", "scene": "bar_code"}
    paid = teller.call(TRADE + "pay", {**order, "auth_code": payer.get("/api/me/pay/code")["code"]})
    path = f"/api/me/pay/receipts/{receipt_of(payer, paid['trade_no'])}/complaint"
    number = payer.post(path, {"reason": "damaged", "text": "cold {1/2"})["number"]
    by_no = {"complain_event_id": number}
    assert (
        int(teller.call(COMPLAINT + "batchquery", {"status": "MERCHANT_PROCESSING", "page_num": 1, "page_size": 5})["total_num"])
        == 1
    )
    teller.call(COMPLAINT + "reply.submit", {**by_no, "reply_content": "sorry {1/2"})
    teller.call(COMPLAINT + "feedback.submit", **by_no, feedback_code="04", feedback_content="another cup")
    payer.post(path + "/moves", {"move": "escalate"})
    teller.call(COMPLAINT + "supplement.submit", {**by_no, "supplement_content": "it was hot"})
    told = teller.call(COMPLAINT + "query", by_no)
    assert (told["status"], len(told["reply_detail_infos"])) == ("PLATFORM_PROCESSING", 3)


def receipt_of(payer: Someone, trade_no: str) -> str:
    """The id of a receipt, once the payment was told to its buyer."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for each in payer.get("/api/me/pay/receipts")["items"]:
            if each["trade_no"] == trade_no:
                return str(each["id"])
        time.sleep(0.1)
    raise AssertionError(f"no receipt of {trade_no}")


def billed(scene: Scene, teller: Teller) -> None:
    scene.make_old(scene.paid(teller, "old")["trade_no"])
    day = (datetime.now(CHINA) - timedelta(days=2)).strftime("%Y-%m-%d")
    found = teller.call("alipay.data.dataservice.bill.downloadurl.query", {"bill_type": "trade", "bill_date": day})
    assert "/api/pay/bills/" in found["bill_download_url"]


CHAPTERS = (
    certificates,
    who_the_user_is,
    how_far_to_trust_the_user,
    in_a_merchants_name,
    ordered_and_closed,
    paid_and_refunded,
    cancelled,
    by_qr_page_and_app,
    partners,
    held_and_shared,
    reserved,
    withheld,
    used_first_and_paid_after,
    complained_of,
    sent,
    billed,
)
