"""Who hears what, who does which job, and which handlers are served: the one table that knows every domain."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from everywhere.kernel.database import ReadTx
from everywhere.kernel.jobs import Doer, Job
from everywhere.kernel.outbox import Event, Hearer
from everywhere.notify import http as notify
from everywhere.people import http as people
from everywhere.people.consents import http as consents
from everywhere.people.passkeys import http as passkeys
from everywhere.people.reports import http as reports
from everywhere.people.sessions import http as sessions
from everywhere.people.sign_in import http as sign_in

HEARERS: Mapping[type[Event], Sequence[Hearer]] = {}

DOERS: Mapping[type[Job], Doer] = {}

HANDLERS: Sequence[Any] = [
    *notify.HANDLERS,
    *people.HANDLERS,
    *sessions.HANDLERS,
    *sign_in.HANDLERS,
    *passkeys.HANDLERS,
    *consents.HANDLERS,
    *reports.HANDLERS,
]

DEPENDENCIES: Mapping[str, Any] = {
    **sessions.DEPENDENCIES,
}

INVARIANTS: Sequence[tuple[str, Callable[[ReadTx], Awaitable[list[str]]]]] = []
"""What `everywhere doctor` asks each domain: a subject, and a look that returns the faults in words."""
