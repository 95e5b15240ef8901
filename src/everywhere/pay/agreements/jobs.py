"""Telling people what became of their agreements."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.notify import actions as notify
from everywhere.pay.agreements import actions
from everywhere.pay.agreements.types import AgreementHappened, AgreementWasSigned, AgreementWasUsed
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.trades import actions as trades
from everywhere.people.types import PersonErased


async def tell_payer(tx: Tx, event: AgreementHappened, now: datetime) -> None:
    """Tell the payer: signed, in case it was not they; over; or charged, each time."""
    found = await actions.get(tx, event.seller_id, event.agreement_no, now=now)
    if found.payer_id is None:
        return
    facts: dict[str, object] = {"merchant": (await merchants.of(tx, event.seller_id)).name}
    if isinstance(event, AgreementWasUsed):
        trade = await trades.get(tx, event.seller_id, event.trade_no, now=now)
        facts |= {"amount": trade.amount, "title": trade.said.subject}
        await notify.tell(tx, found.payer_id, "agreement_used", facts, subject_kind="trade", subject_id=trade.id, now=now)
        return
    kind = "agreement_signed" if isinstance(event, AgreementWasSigned) else "agreement_ended"
    await notify.tell(tx, found.payer_id, kind, facts, subject_kind="agreement", subject_id=found.id, now=now)


async def forget_offers(db: Database, now: datetime) -> None:
    """Drop what was offered and nobody signed."""
    await db.transact(lambda tx: actions.forget(tx, now=now))


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:
    """Let nobody charge somebody who is gone."""
    await actions.end_all(tx, event.person_id, now=now)
