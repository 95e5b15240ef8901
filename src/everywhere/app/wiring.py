"""Who hears what, who does which job, and which handlers are served: the one table that knows every domain."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from everywhere.app import pictures
from everywhere.help.deals.types import DealCompleted, DealResolved
from everywhere.help.matching.browse import http as browse
from everywhere.help.matching.record import jobs as record_jobs
from everywhere.help.matching.waves import http as waves
from everywhere.help.matching.waves import jobs as waves_jobs
from everywhere.help.matching.waves.types import AskWave, HelperAsked, WaveDue
from everywhere.help.needs.types import NeedPosted
from everywhere.help.offers.types import OfferPosted
from everywhere.kernel import forgetting
from everywhere.kernel.database import ReadTx
from everywhere.kernel.jobs import Doer, Job, Schedule
from everywhere.kernel.outbox import Event, Hearer
from everywhere.notify import http as notify
from everywhere.notify import jobs as notify_jobs
from everywhere.people import http as people
from everywhere.people.consents import http as consents
from everywhere.people.passkeys import http as passkeys
from everywhere.people.reports import http as reports
from everywhere.people.sessions import http as sessions
from everywhere.people.sign_in import http as sign_in
from everywhere.people.types import PersonErased

HEARERS: Mapping[type[Event], Sequence[Hearer]] = {
    DealCompleted: [record_jobs.hear_of_helper],
    DealResolved: [record_jobs.hear_of_helper],
    HelperAsked: [waves_jobs.hear_helper_asked],
    NeedPosted: [waves_jobs.hear_need_posted],
    OfferPosted: [record_jobs.hear_offer_posted],
    PersonErased: [notify_jobs.forget_erased, pictures.forget_erased],
    WaveDue: [waves_jobs.hear_wave_due],
}

DOERS: Mapping[type[Job], Doer] = {
    AskWave: waves_jobs.ask_wave,
}

HANDLERS: Sequence[Any] = [
    *pictures.HANDLERS,
    *browse.HANDLERS,
    *notify.HANDLERS,
    *people.HANDLERS,
    *sessions.HANDLERS,
    *sign_in.HANDLERS,
    *waves.HANDLERS,
    *passkeys.HANDLERS,
    *consents.HANDLERS,
    *reports.HANDLERS,
]

SCHEDULES: Sequence[Schedule] = [
    Schedule("forget_old", "7 * * * *", forgetting.forget_old),
    Schedule("forget_old_notices", "17 * * * *", notify_jobs.forget_old),
    Schedule("recount_helpers", "23 19 * * *", record_jobs.rebuild),
]

DEPENDENCIES: Mapping[str, Any] = {
    **sessions.DEPENDENCIES,
}

INVARIANTS: Sequence[tuple[str, Callable[[ReadTx], Awaitable[list[str]]]]] = []
"""What `everywhere doctor` asks each domain: a subject, and a look that returns the faults in words."""
