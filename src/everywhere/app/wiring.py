"""Who hears what, who does which job, and which handlers are served: the one table that knows every domain."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from everywhere.kernel.database import ReadTx
from everywhere.kernel.jobs import Doer, Job
from everywhere.kernel.outbox import Event, Hearer
from everywhere.people import http as people
from everywhere.people.sessions import http as sessions
from everywhere.people.sign_in import http as sign_in

HEARERS: Mapping[type[Event], Sequence[Hearer]] = {}

DOERS: Mapping[type[Job], Doer] = {}

HANDLERS: Sequence[Any] = [
    *people.HANDLERS,
    *sessions.HANDLERS,
    *sign_in.HANDLERS,
]

DEPENDENCIES: Mapping[str, Any] = {
    **sessions.DEPENDENCIES,
}

INVARIANTS: Sequence[tuple[str, Callable[[ReadTx], Awaitable[list[str]]]]] = []
"""What `everywhere doctor` asks each domain: a subject, and a look that returns the faults in words."""
