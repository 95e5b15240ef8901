"""Asking a provider about what it called for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.jobs import Doer, Job
from everywhere.kernel.outbox import Event, Hearer
from everywhere.pay.providers.hearing import actions
from everywhere.pay.providers.hearing.types import DisputeHeard
from everywhere.pay.providers.outside.types import ProviderName
from everywhere.pay.providers.transits.actions import Offered


class AskAboutDispute(Job, frozen=True):
    """Ask a provider about a dispute once."""

    provider: ProviderName
    dispute: str
    number: int


async def ask_when_due(tx: Tx, event: DisputeHeard, now: datetime) -> None:
    """Come back when the provider is to be asked."""
    await jobs.later(tx, AskAboutDispute(event.provider, event.dispute, event.number), at=event.at, now=now)


def asker(offered: Offered) -> Doer:
    """Who asks, with the providers that this installation has."""

    async def ask(db: Database, job: AskAboutDispute, now: datetime) -> None:
        if job.provider in offered:
            event = DisputeHeard(job.provider, job.dispute, job.number, now)
            await actions.look(db, offered[job.provider], event, now=now)

    return ask


HEARERS: Mapping[type[Event], Sequence[Hearer]] = {DisputeHeard: [ask_when_due]}


def doers(offered: Offered) -> Mapping[type[Job], Doer]:
    """Who asks about disputes."""
    return {AskAboutDispute: asker(offered)}
