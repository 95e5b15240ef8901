"""Hear what providers tell: look up what it is about, and book what a payer's bank did to a charge.

A chargeback comes without being asked for, after the money was spent perhaps. What is there of it leaves the balance at once, as it
has left the provider; when the bank gives up, everybody has back what they gave. Nothing is believed but the provider's answer.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog

from everywhere.kernel import outbox
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.notify import actions as notify
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.providers.hearing import rules
from everywhere.pay.providers.hearing.types import DisputeHeard
from everywhere.pay.providers.outside import types as outside
from everywhere.pay.providers.outside.types import (
    Declined,
    Dispute,
    Heard,
    Provider,
    ProviderName,
    Unreachable,
    clearing_of,
    costs_of,
)
from everywhere.pay.providers.transits import actions as transits
from everywhere.pay.providers.transits.types import Transit
from everywhere.pay.wallet.types import account_of

log = structlog.get_logger(__name__)


async def hear(tx: Tx, provider: ProviderName, heard: Heard, *, now: datetime) -> None:
    """Ask the provider soon about whatever its message was about."""
    await transits.look_soon(tx, heard.about, now=now)
    await ask_about(tx, provider, heard.disputes, number=0, at=now)


async def ask_about(tx: Tx, provider: ProviderName, disputes: Sequence[str], *, number: int, at: datetime) -> None:
    """Ask about disputes then."""
    for each in disputes:
        await outbox.emit(tx, DisputeHeard(provider, each, number, at))


async def look(db: Database, provider: Provider, event: DisputeHeard, *, now: datetime) -> None:
    """Ask what became of a dispute, and book it; once for each thing that a bank does, however often it is told."""
    try:
        found = await provider.dispute(event.dispute)
    except (Unreachable, Declined) as error:
        log.warning("provider_silent_about_dispute", provider=provider.name, dispute=event.dispute, error=str(error))
        if event.number < rules.ASKED_MAX:
            at, number = rules.asks_again_at(event.number, now=now), event.number + 1
            await db.transact(lambda tx: ask_about(tx, provider.name, [event.dispute], number=number, at=at))
        return
    if found is not None and found.is_taken:
        await db.transact(lambda tx: _book(tx, provider.name, found, now=now))


async def _book(tx: Tx, provider: ProviderName, dispute: Dispute, *, now: datetime) -> None:
    try:
        charge = await transits.locked(tx, *outside.named(dispute.key))
    except (NotFound, ValueError):
        log.warning("dispute_of_nothing_here", provider=provider, dispute=dispute.ref)
        return
    if charge.provider != provider or charge.kind != "charge" or charge.currency != dispute.amount.currency:
        log.warning("dispute_of_another_charge", provider=provider, dispute=dispute.ref, transit_id=charge.id)
        return
    taken = rules.booked(charge, dispute, "chargeback", now=now)
    if await transits.keep(tx, taken):
        await _take(tx, taken, now=now)
    if dispute.is_returned:
        back = rules.booked(charge, dispute, "chargeback_return", now=now)
        if await transits.keep(tx, back):
            await _return(tx, back, taken, now=now)


async def _take(tx: Tx, taken: Transit, *, now: datetime) -> None:
    await _tell(tx, taken, "charge_disputed", now=now)
    await _open(tx, taken, now=now)
    available = await ledger.balance(tx, account_of(taken.person_id, taken.currency))
    await ledger.post(tx, rules.taken(taken, available), now=now)


async def _return(tx: Tx, back: Transit, taken: Transit, *, now: datetime) -> None:
    wallet = account_of(back.person_id, back.currency)
    left = await ledger.movement(tx, wallet, rules.own_leg(taken.id, taken.person_id))
    own = Money(0 if left is None else -left.signed_minor, back.currency)
    await _tell(tx, back, "chargeback_returned", now=now)
    await _open(tx, back, now=now)
    await ledger.post(tx, rules.returned(back, own), now=now)


async def _open(tx: Tx, transit: Transit, *, now: datetime) -> None:
    of = (clearing_of, costs_of)
    accounts = [each(transit.provider, transit.currency, beside=transit.person_id) for each in of]
    await ledger.open_accounts(tx, account_of(transit.person_id, transit.currency), *accounts, now=now)


async def _tell(tx: Tx, transit: Transit, kind: str, *, now: datetime) -> None:
    facts = {"amount": transit.amount}
    await notify.tell(tx, transit.person_id, kind, facts, subject_kind="person", subject_id=transit.person_id, now=now)
