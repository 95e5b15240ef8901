"""What the guard does when it hears of itself and of others."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.notify import actions as notify
from everywhere.pay.guard import actions
from everywhere.pay.guard.types import PaymentPasswordReset
from everywhere.people import actions as people
from everywhere.people.types import HandlesChanged, PersonErased


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:  # noqa: ARG001 - every hearer is told the time
    """Drop an erased person's payment password."""
    await actions.forget(tx, event.person_id)


async def hear_handles(tx: Tx, event: HandlesChanged, now: datetime) -> None:
    """Look again how well the person is known; where a handle of theirs leads to them no more, tell them, in case it was not they."""
    who = await people.face(tx, event.person_id)
    await actions.look_again(tx, who)
    if event.is_less:
        await notify.tell(tx, event.person_id, "handle_gone", {}, subject_kind="person", subject_id=event.person_id, now=now)


async def tell_reset(tx: Tx, event: PaymentPasswordReset, now: datetime) -> None:
    """Tell the person on every device, in case it was not they."""
    await notify.tell(tx, event.person_id, "payment_password_reset", {}, subject_kind="person", subject_id=event.person_id, now=now)
