"""Consent: say it, take it back, and see what one said."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.people import actions as people
from everywhere.people.consents import store
from everywhere.people.consents.types import WORDINGS, Consent, ConsentSaid, Purpose, WordingOutdated
from everywhere.people.types import Person

HISTORY_MAX = 100
EXPORT_MAX = 10_000


async def is_given(tx: ReadTx, person_id: UUID, purpose: Purpose) -> bool:
    """Whether the person's last word on `purpose` was yes; without a word it is no."""
    history = await store.history(tx, person_id, purpose=purpose, limit=1)
    return bool(history) and history[0].given


async def wording_of(tx: ReadTx, person_id: UUID, purpose: Purpose) -> int:
    """The version of the wording that a person agreed to; 0 where their last word is not yes."""
    history = await store.history(tx, person_id, purpose=purpose, limit=1)
    return history[0].wording_version if history and history[0].given else 0


async def say(tx: Tx, who: Person, purpose: Purpose, *, given: bool, wording_version: int, now: datetime) -> None:
    """Record a person's word on `purpose`; the same word to the same wording again adds nothing.

    Raises WordingOutdated for a new yes to words that are asked with no more.
    """
    await people.hold(tx, who.person_id)
    history = await store.history(tx, who.person_id, purpose=purpose, limit=1)
    if history and (history[0].given, history[0].wording_version) == (given, wording_version):
        return
    if given and wording_version < WORDINGS.get(purpose, 1):
        raise WordingOutdated(wording_version=WORDINGS.get(purpose, 1))
    await store.insert(tx, who.person_id, Consent(ids.new_id(), purpose, given, wording_version, now))
    await outbox.emit(tx, ConsentSaid(who.person_id, purpose, given))


async def latest(tx: ReadTx, who: Person) -> dict[Purpose, Consent]:
    """The person's last word on each purpose that they spoke of."""
    return {consent.purpose: consent for consent in await store.latest(tx, who.person_id)}


async def history(tx: ReadTx, who: Person, purpose: Purpose) -> list[Consent]:
    """The person's last hundred words on `purpose`, the newest first."""
    return await store.history(tx, who.person_id, purpose=purpose, limit=HISTORY_MAX)


async def export(tx: ReadTx, person_id: UUID) -> list[Consent]:
    """Everything that the person ever said."""
    return await store.history(tx, person_id, purpose=None, limit=EXPORT_MAX)
