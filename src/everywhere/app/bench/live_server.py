"""The server of `everywhere bench live`: the product as it is served, and one event more, which a benchmark can send."""

from datetime import datetime
from uuid import UUID

from everywhere.app import serving, wiring
from everywhere.kernel.database import Tx
from everywhere.kernel.outbox import Event
from everywhere.kernel.settings import Settings
from everywhere.notify import actions as notify
from everywhere.notify.types import Topic


class BenchTold(Event, frozen=True):
    """One person is told something; it goes into the inbox too."""

    person_id: UUID
    sent_at: float


class BenchShown(Event, frozen=True):
    """Something shows on the map."""

    topic: str
    sent_at: float


async def tell(tx: Tx, event: BenchTold, now: datetime) -> None:
    """As every domain tells people."""
    await notify.tell(
        tx, event.person_id, "bench", {"sent_at": event.sent_at}, subject_kind="person", subject_id=event.person_id, now=now
    )


async def show(tx: Tx, event: BenchShown, now: datetime) -> None:
    """As every domain shows things on the map."""
    await notify.show(tx, Topic(event.topic), "bench", {"sent_at": event.sent_at}, now=now)


if __name__ == "__main__":
    wiring.HEARERS = {**wiring.HEARERS, BenchTold: [tell], BenchShown: [show]}
    serving.serve(Settings())
