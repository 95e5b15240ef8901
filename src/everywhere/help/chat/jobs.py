"""What happens after a message: the other one hears of it, as one notice a thread."""

from datetime import datetime

from everywhere.help.chat import actions, rules
from everywhere.help.chat.types import MessageSent
from everywhere.kernel.database import Tx
from everywhere.notify import actions as notify
from everywhere.people import actions as people
from everywhere.people.types import PersonErased


async def tell_other(tx: Tx, event: MessageSent, now: datetime) -> None:
    """Tell the other one; while they have not read it, a later message takes its place."""
    two = await people.faces(tx, [event.by_id, event.to_id])
    sender, reader = two[event.by_id], two[event.to_id]
    if reader.erased_at is not None:
        return
    message = await actions.get(tx, event.message_id)
    facts = {
        "name": sender.name,
        "text": rules.excerpt(message, reader.language),
        "title": await actions.title_of(tx, event.subject_kind, event.subject_id),
        "message_id": event.message_id,
        "guest_id": event.guest_id,
        "by_id": event.by_id,
    }
    await notify.tell(
        tx,
        event.to_id,
        "message",
        facts,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        now=now,
        fold=f"thread:{event.subject_id}:{event.guest_id}",
    )


async def forget_erased(tx: Tx, event: PersonErased, _now: datetime) -> None:
    """Take the words out of what a person who is gone said."""
    await actions.forget_person(tx, event.person_id)
