"""Telling app servers what became of agreements."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.pay.agreements.types import AgreementWasEnded, AgreementWasSigned
from everywhere.pay.openapi.trades.agreements import actions


async def tell_signed(tx: Tx, event: AgreementWasSigned, now: datetime) -> None:
    """Somebody has said yes."""
    await actions.tell_app(tx, event, is_signed=True, now=now)


async def tell_ended(tx: Tx, event: AgreementWasEnded, now: datetime) -> None:
    """It is over."""
    await actions.tell_app(tx, event, is_signed=False, now=now)
