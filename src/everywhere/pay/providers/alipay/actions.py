"""Alipay as a provider: this product as a client of the very wire that it serves to others.

People pay on Alipay's page into the merchant account of this installation, and are paid out of it by transfer. A payout cannot be
taken back: whoever has it must send it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import aiohttp
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from everywhere.kernel.clock import Clock, system_clock
from everywhere.kernel.settings import Settings
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.providers.alipay import rules
from everywhere.pay.providers.outside import types as outside
from everywhere.pay.providers.outside.types import (
    Connected,
    Declined,
    Heard,
    Kind,
    NotFromProvider,
    Order,
    ProviderName,
    Told,
    Unreachable,
)

TIMEOUT_S = 20
_TRADE, _FUND = "alipay.trade.", "alipay.fund.trans."


class Alipay:
    """Alipay by its gateway: in certificate mode where there are certificates, else in key mode."""

    name: ProviderName = "alipay"
    kinds: frozenset[Kind] = frozenset({"charge", "payout", "refund"})
    currencies: frozenset[str] | None = frozenset({rules.CURRENCY})

    def __init__(self, settings: Settings, clock: Clock = system_clock) -> None:
        self._app_id = settings.alipay_app_id
        self._key = _private_key(settings.alipay_key_file)
        self._trust = _trust(settings)
        self._gateway = settings.alipay_gateway
        self._fee_bps = settings.alipay_fee_bps
        self._home = settings.public_url.rstrip("/")
        self._clock = clock

    async def begin(self, order: Order) -> Told:
        """Ask for it under the order's key; a charge's page is an address, signed here. Raises Unreachable, Declined."""
        match order.kind:
            case "charge":
                back = {"notify_url": f"{self._home}/api/pay/providers/alipay/events", "return_url": f"{self._home}/wallet"}
                return Told(
                    "waiting", next_url=rules.address(self._gateway, self._signed(_TRADE + "page.pay", rules.page(order), **back))
                )
            case "payout":
                return rules.of_remit(order, await self._done(_FUND + "uni.transfer", rules.remit(order)))
            case "refund":
                said = {"trade_no": order.of_ref, "refund_amount": rules.yuan(order.amount), "out_request_no": order.key}
                await self._done(_TRADE + "refund", said)
                return Told("done", order.key, order.key, amount=order.amount, fee_minor=0)
            case _:
                raise Declined("not offered")

    async def look(self, order: Order) -> Told:
        """What became of it. Raises Unreachable."""
        match order.kind:
            case "charge":
                answer = await self._asked(_TRADE + "query", {"out_trade_no": order.key})
                return rules.of_trade(answer, fee_bps=self._fee_bps)
            case "payout":
                answer = await self._asked(_FUND + "common.query", rules.remit_named(order))
                return Told("unknown") if answer.get("sub_code") in rules.NOT_THERE else rules.of_remit(order, answer)
            case _:
                said = {"trade_no": order.of_ref, "out_request_no": order.key}
                answer = await self._asked(_TRADE + "fastpay.refund.query", said)
                is_done = answer.get("refund_status") == "REFUND_SUCCESS"
                return Told("done", order.key, order.key, amount=order.amount, fee_minor=0) if is_done else Told("unknown")

    async def abandon(self, order: Order) -> Told:
        """Close the order, opened or not; one that was paid in time says so. Raises Unreachable."""
        answer = await self._asked(_TRADE + "close", {"out_trade_no": order.key})
        if answer.get("sub_code") in rules.NOT_THERE or str(answer.get("code")) == "10000":
            return Told("failed", reason="expired")
        return await self.look(order)

    async def connect(self, person_id: UUID, identity: str, account: str) -> Connected:  # noqa: ARG002 - one says who one is each time
        """Alipay pays whoever is named, and only says at the transfer whether there is somebody. Raises Declined."""
        if not rules.is_payable(identity):
            raise Declined("number_or_logon_with_name_needed")
        return Connected(identity, is_ready=True)

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard:  # noqa: ARG002 - it is signed in its body
        """Whose order a notification is about. Raises NotFromProvider."""
        try:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200))
            if not rules.is_believed(self._trust.public_der, fields) or fields.get("app_id") != self._app_id:
                raise NotFromProvider
            return Heard([outside.named(fields["out_trade_no"])], "success")
        except (ValueError, KeyError) as error:
            raise NotFromProvider from error

    async def dispute(self, number: str) -> None:
        """There are none."""

    async def bill(self, day: str) -> bytes:
        """The bill of a day (yyyy-mm-dd), as the ZIP that Alipay gives. Raises Unreachable, Declined."""
        found = await self._done("alipay.data.dataservice.bill.downloadurl.query", {"bill_type": "trade", "bill_date": day})
        return await self._fetched("GET", str(found["bill_download_url"]))

    async def _done(self, method: str, content: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._asked(method, content)
        if str(answer.get("code")) != "10000":
            raise Declined(str(answer.get("sub_code") or answer.get("code")))
        return answer

    async def _asked(self, method: str, content: Mapping[str, Any]) -> dict[str, Any]:
        body = await self._fetched("POST", self._gateway, data=self._signed(method, content))
        try:
            answer = rules.believed(self._trust, method, body)
        except (ValueError, KeyError) as error:
            raise Unreachable(str(error)) from error
        if rules.is_silent(answer):
            raise Unreachable(str(answer.get("sub_code")))
        return answer

    async def _fetched(self, verb: str, url: str, **options: Any) -> bytes:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=False) as session,
                session.request(verb, url, **options) as response,
            ):
                response.raise_for_status()
                return await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable(type(error).__name__) from error

    def _signed(self, method: str, content: Mapping[str, Any], **params: str) -> dict[str, str]:
        return rules.signed(self._key, self._app_id, method, content, now=self._clock(), **self._trust.said, **params)


def _trust(settings: Settings) -> rules.Trust:
    """Whom answers are believed. Raises ValueError for files that are not there, or are something else."""
    if settings.alipay_cert_file is None:
        if settings.alipay_public_key_file is None:
            raise ValueError("set EVERYWHERE_ALIPAY_PUBLIC_KEY_FILE, or the three files of certificate mode")
        return rules.Trust(signing.read_public_key(settings.alipay_public_key_file.read_text("utf-8")))
    if settings.alipay_app_cert_file is None or settings.alipay_root_cert_file is None:
        raise ValueError("certificate mode needs EVERYWHERE_ALIPAY_APP_CERT_FILE and EVERYWHERE_ALIPAY_ROOT_CERT_FILE too")
    files = (settings.alipay_cert_file, settings.alipay_app_cert_file, settings.alipay_root_cert_file)
    return rules.trusted(*(each.read_text("utf-8") for each in files))


def _private_key(path: Path | None) -> RSAPrivateKey:
    key = load_pem_private_key(b"" if path is None else path.read_bytes(), None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the key of the Alipay app is no RSA key")  # noqa: TRY004 - a file that was named, not an argument of the wrong type
    return key
