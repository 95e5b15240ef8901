"""Where somebody's browser goes on once they have said yes, and what apps are told of an agreement."""

from datetime import datetime
from typing import cast
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.pay.agreements import actions as agreements
from everywhere.pay.agreements.types import Agreement, AgreementHappened, AgreementUnknown
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.notifications import actions as notifications
from everywhere.pay.openapi.notifications.types import Draft
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.trades.agreements import rules
from everywhere.pay.openapi.trades.returns import rules as returns
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.openapi.wire.types import SignType

RETURN = "alipay.user.agreement.page.sign.return"
_SIGNED, _ENDED = "dut_user_sign", "dut_user_unsign"


async def fields_of(tx: ReadTx, found: Agreement) -> dict[str, str]:
    """What apps are told of an agreement."""
    if found.payer_id is None:
        return rules.fields_of(found, user="", logon="")
    user, logon = await merchants.known_number(tx, found.payer_id), await merchants.logon_of(tx, found.payer_id)
    return rules.fields_of(found, user=user, logon=logon)


async def return_address(db: Database, platform: Platform, code: str, payer_id: UUID, *, now: datetime) -> str | None:
    """The signed return address of an agreement that the person said yes to; None where it has none.

    Raises CodeUnknown, AgreementUnknown for another's.
    """
    async with db.read(newest=True) as tx:
        found = await agreements.by_code(tx, code, now=now)
        if found.payer_id != payer_id:
            raise AgreementUnknown
        said = await fields_of(tx, found)
    terms = found.said
    if not terms.return_url:
        return None
    charset, sign_type = terms.charset or "utf-8", _sign_type(terms.sign_type)
    fields = {
        **said,
        "app_id": found.app_id,
        "auth_app_id": terms.auth_app_id or found.app_id,
        "charset": charset,
        "method": RETURN,
        "timestamp": words.said_at(now),
        "version": "1.0",
        "sign_type": sign_type,
    }
    sign = await platform.sign(returns.sign_string(fields).encode(charset, "replace"), sign_type)
    return returns.address(terms.return_url, {**fields, "sign": sign})


async def tell_app(tx: Tx, event: AgreementHappened, *, is_signed: bool, now: datetime) -> None:
    """Tell the app's server that somebody has said yes, or that it is over."""
    found = await agreements.get(tx, event.seller_id, event.agreement_no, now=now)
    # What has happened, whatever has become of it since.
    step = {"notify_type": _SIGNED, "status": rules.STATUS["normal"]} if is_signed else {"notify_type": _ENDED, "status": "UNSIGN"}
    fields = {**await fields_of(tx, found), **step}
    if not is_signed:
        fields["unsign_time"] = words.said_at(found.ended_at)
    draft = Draft(
        id=ids.derived_id("agreement_notification", found.id, is_signed),
        app_id=found.app_id,
        url=found.said.notify_url,
        subject=found.external_no,
        fields={**fields, "auth_app_id": found.said.auth_app_id or found.app_id},
        sign_type=_sign_type(found.said.sign_type),
        charset=found.said.charset or "utf-8",
    )
    await notifications.queue(tx, draft, now=now)


def _sign_type(said: str) -> SignType:
    return cast("SignType", said) if said in ("RSA", "RSA2") else "RSA2"
