"""Carrying transits on until it is known what became of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.jobs import Doer, Job
from everywhere.kernel.outbox import Event, Hearer
from everywhere.pay.providers.transits import actions, rules
from everywhere.pay.providers.transits.actions import Offered
from everywhere.pay.providers.transits.types import MoneyReleased, TransitDue
from everywhere.people.types import PersonErased


class CarryTransit(Job, frozen=True):
    """Ask a provider about a transit once."""

    person_id: UUID
    id: UUID


class SendReleased(Job, frozen=True):
    """Pay out what a deal released, where its owner wants that."""

    person_id: UUID
    group_id: UUID
    minor: int
    currency: str


async def carry_when_due(tx: Tx, event: TransitDue, now: datetime) -> None:
    """Come back when the provider is to be asked."""
    once = None if event.number == rules.BY_CALL else f"transit:{event.id}:{event.number}"
    job = CarryTransit(event.person_id, event.id)
    await jobs.after(tx, job, jobs.wait_for(event.at, now=now, said_s=event.wait_s), once=once)


async def send_when_there(tx: Tx, event: MoneyReleased, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """Come back when the money has arrived: between shards of the ledger that takes a moment."""
    job = SendReleased(event.person_id, event.group_id, event.minor, event.currency)
    await jobs.after(tx, job, timedelta(0))


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """Drop where an erased person was paid; what moved stays, as the law wants."""
    await actions.forget(tx, event.person_id)


def carrier(offered: Offered) -> Doer:
    """Who carries transits on, with the providers that this installation has."""

    async def carry(db: Database, job: CarryTransit, now: datetime) -> None:
        async with db.read(newest=True) as tx:
            transit = await actions.get(tx, job.person_id, job.id)
        if transit.provider in offered:  # else it waits for an operator who takes the provider back, and the doctor says so
            await actions.carry(db, offered[transit.provider], job.person_id, job.id, now=now)

    return carry


def sender(offered: Offered) -> Doer:
    """Who pays out at once what deals release."""

    async def send(db: Database, job: SendReleased, now: datetime) -> None:
        event = MoneyReleased(job.person_id, job.group_id, job.minor, job.currency)
        await db.transact(lambda tx: actions.send_released(tx, offered, event, now=now))

    return send


HEARERS: Mapping[type[Event], Sequence[Hearer]] = {MoneyReleased: [send_when_there], TransitDue: [carry_when_due]}


def doers(offered: Offered) -> Mapping[type[Job], Doer]:
    """Who does which job of money in and out."""
    return {CarryTransit: carrier(offered), SendReleased: sender(offered)}
