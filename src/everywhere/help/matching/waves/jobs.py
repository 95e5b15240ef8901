"""The clockwork of instant waves: a posted need begins them, each ring calls for the next."""

from datetime import datetime

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.record import actions as record
from everywhere.help.matching.waves import actions
from everywhere.help.matching.waves.types import AskWave, HelperAsked, Manner, OnNeed, WaveDue
from everywhere.help.needs.types import NeedPosted
from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.jobs import Doer
from everywhere.notify import actions as notify


async def hear_need_posted(tx: Tx, event: NeedPosted, now: datetime) -> None:
    """Begin to ask for an instant need, or go on where its waves ended when it is open again."""
    due = await actions.first_due(tx, event.need_id, now=now)
    if due is not None:
        wave, at = due
        await hear_wave_due(tx, WaveDue(event.need_id, wave, at), now)


async def hear_wave_due(tx: Tx, event: WaveDue, now: datetime) -> None:
    """Wind the clock for the next ring."""
    once = f"wave:{event.need_id}:{event.wave}:{event.at.timestamp():.0f}"
    job = AskWave(event.need_id, event.wave)
    await jobs.after(tx, job, jobs.wait_for(event.at, now=now, said_s=event.wait_s), once=once)


def asker_of_waves(manner: Manner) -> Doer:
    """Asks one ring in this manner; the same job again finds it asked."""

    async def ask_wave(db: Database, job: AskWave, now: datetime) -> None:
        await db.transact(lambda tx: actions.ask(tx, job.need_id, job.wave, manner, now=now))

    return ask_wave


async def hear_helper_asked(tx: Tx, event: HelperAsked, now: datetime) -> None:
    """Tell a helper that somebody near by needs them now, unless the need is gone already."""
    invitation = await actions.invitation(tx, event.need_id, event.helper_id)
    if invitation is None or invitation.stage != "open":
        return
    distance_m = next((reason["facts"]["distance_m"] for reason in invitation.reasons if reason["code"] == "near"), 0)
    facts = {
        "title": invitation.title,
        "category": invitation.category,
        "distance": ranking.distance_words(distance_m),
        "why": invitation.reasons,
    }
    await notify.tell(tx, event.helper_id, "asked", facts, subject_kind="need", subject_id=event.need_id, now=now)


async def hear_bid_placed(tx: Tx, event: OnNeed, now: datetime) -> None:
    """An invitation is answered by a bid, and the helper's record knows."""
    if event.need_id is not None:
        await actions.note_bid(tx, event.need_id, event.helper_id, now=now)
    await record.recount(tx, event.helper_id, now=now)
