"""Who hears what, who does which job, and which handlers are served: the one table that knows every domain."""

from collections.abc import Mapping, Sequence
from typing import Any

from everywhere.kernel.jobs import Doer, Job
from everywhere.kernel.outbox import Event, Hearer

HEARERS: Mapping[type[Event], Sequence[Hearer]] = {}

DOERS: Mapping[type[Job], Doer] = {}

HANDLERS: Sequence[Any] = []

DEPENDENCIES: Mapping[str, Any] = {}
