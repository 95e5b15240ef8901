"""The Open API from the other side: requests as a merchant signs them, answers as a merchant believes them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from everywhere.kernel.money import Money
from everywhere.pay.openapi.wire.certificates import rules as certificates
from everywhere.pay.openapi.wire.rules import stamp
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.openapi.wire.v2 import rules as v2
from everywhere.pay.providers.outside.types import Order, Told

CURRENCY = "CNY"
PAID = ("TRADE_SUCCESS", "TRADE_FINISHED")
NOT_THERE = ("ACQ.TRADE_NOT_EXIST", "ORDER_NOT_EXIST")
NAMED = "|"
"""Between how somebody signs in at Alipay and their name, which Alipay wants to know with it."""
_USER_ID = re.compile("2088[0-9]{12}")
_SAYS_NOTHING = ("ACQ.SYSTEM_ERROR", "SYSTEM_ERROR", "isp.unknow-error", "aop.unknow-error")
_REMIT = {"product_code": "TRANS_ACCOUNT_NO_PWD", "biz_scene": "DIRECT_TRANSFER"}
_UNSIGNED = ("sign", "sign_type")


def signed(
    key: RSAPrivateKey, app_id: str, method: str, content: Mapping[str, Any], *, now: datetime, **params: str
) -> dict[str, str]:
    """The parameters of a call."""
    said = {
        "app_id": app_id,
        "method": method,
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": stamp(now),
        "version": "1.0",
        "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        **params,
    }
    said = {name: value for name, value in said.items() if value}
    return {**said, "sign": signing.signed(key, v2.sign_strings(said)[0].encode(), "RSA2")}


def address(gateway: str, params: Mapping[str, str]) -> str:
    """A call as an address that a browser opens."""
    return f"{gateway}?{urlencode(params)}"


@dataclass(frozen=True, slots=True)
class Trust:
    """The key by which Alipay signs; in certificate mode the certificate's number, and what is said with each call."""

    public_der: bytes
    cert_sn: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


def trusted(alipay_pem: str, app_pem: str, roots: str) -> Trust:
    """From the three files of certificate mode. Raises ValueError."""
    alipay, app = certificates.loaded(alipay_pem), certificates.loaded(app_pem)
    said = {"app_cert_sn": certificates.sn_of(app), "alipay_root_cert_sn": certificates.root_sn_of(roots)}
    return Trust(signing.public_der(alipay.public_key()), certificates.sn_of(alipay), said)


def believed(trust: Trust, method: str, body: bytes) -> dict[str, Any]:
    """What an answer says, once its signature over the bytes between the braces fits. Raises ValueError."""
    head, tail = f'{{"{v2.node_of(method)}":'.encode(), body.rfind(b',"sign":"')
    if not body.startswith(head) or tail < 0:
        raise ValueError("it is no answer of this method")
    envelope = json.loads(body)
    end = body.find(b',"alipay_cert_sn":"') if "alipay_cert_sn" in envelope else tail
    if trust.cert_sn and envelope.get("alipay_cert_sn") != trust.cert_sn:
        raise ValueError("it is signed by another certificate than the one that was downloaded")
    if not signing.is_signed(trust.public_der, body[len(head) : end], str(envelope["sign"]), "RSA2"):
        raise ValueError("its signature does not fit")
    found: dict[str, Any] = envelope[v2.node_of(method)]
    return found


def is_believed(public_der: bytes, fields: Mapping[str, str]) -> bool:
    """Whether a notification is signed by the platform."""
    string = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name not in _UNSIGNED)
    return signing.is_signed(public_der, string.encode(), fields.get("sign", ""), "RSA2")


def is_silent(answer: Mapping[str, Any]) -> bool:
    """Whether an answer leaves open what became of the call."""
    return str(answer.get("code")) in ("20000", "40005") or answer.get("sub_code") in _SAYS_NOTHING


def page(order: Order) -> dict[str, str]:
    """What a page is asked for on which somebody pays."""
    return {
        "out_trade_no": order.key,
        "total_amount": yuan(order.amount),
        "subject": "Everywhere",
        "product_code": "FAST_INSTANT_TRADE_PAY",
        "time_expire": stamp(order.expires_at),
    }


def remit(order: Order) -> dict[str, Any]:
    """What a payout is asked for: to a user by their number, or by how they sign in."""
    identity, _, name = order.account.partition(NAMED)
    payee = {"identity": identity, "identity_type": "ALIPAY_LOGON_ID" if name else "ALIPAY_USER_ID", "name": name}
    return {
        "out_biz_no": order.key,
        "trans_amount": yuan(order.amount),
        "order_title": "Everywhere",
        "payee_info": {field: value for field, value in payee.items() if value},
        **_REMIT,
    }


def is_payable(identity: str) -> bool:
    """Whether Alipay can pay them: by their number, or by how they sign in and their name."""
    logon, _, name = identity.partition(NAMED)
    return bool(logon and name) or bool(_USER_ID.fullmatch(identity))


def remit_named(order: Order) -> dict[str, str]:
    """How a payout is found."""
    return {"out_biz_no": order.key, **_REMIT}


def of_trade(answer: Mapping[str, Any], *, fee_bps: int) -> Told:
    """What a query says of a charge; an order that nobody has opened is none yet."""
    status, number = answer.get("trade_status"), str(answer.get("trade_no", ""))
    if status in PAID:
        amount = money(str(answer["total_amount"]))
        return Told("done", number, number, amount=amount, fee_minor=fee_of(amount.minor, fee_bps))
    return Told("failed", number, reason="closed") if status == "TRADE_CLOSED" else Told("waiting", number)


def of_remit(order: Order, answer: Mapping[str, Any]) -> Told:
    """What a transfer or its query says of a payout."""
    number = str(answer.get("order_id", ""))
    match answer.get("status"):
        case "SUCCESS":
            said = answer.get("trans_amount") or answer.get("amount")
            return Told("done", number, number, amount=order.amount if said is None else money(str(said)), fee_minor=0)
        case "FAIL" | "REFUND" | "CLOSED":
            return Told("failed", number, reason=str(answer.get("fail_reason") or answer.get("error_code") or "failed"))
        case _:
            return Told("waiting", number)


def fee_of(minor: int, bps: int) -> int:
    """What the contract lets Alipay keep: rounded to the nearest cent, half up."""
    return (minor * bps + 5_000) // 10_000


def yuan(amount: Money) -> str:
    """An amount as the Open API writes it."""
    return f"{amount.minor // 100}.{amount.minor % 100:02d}"


def money(said: str) -> Money:
    """An amount that the Open API wrote. Raises ValueError."""
    try:
        minor = Decimal(said) * 100
    except InvalidOperation as error:
        raise ValueError(f"{said} is no amount") from error
    if minor != minor.to_integral_value():
        raise ValueError(f"{said} has more than two decimals")
    return Money(int(minor), CURRENCY)
