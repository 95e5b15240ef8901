"""What happens after a need was posted or changed: maps show it, its asker hears of it, and in the end it expires."""

from datetime import datetime
from uuid import UUID

from everywhere.help.needs import actions
from everywhere.help.needs.types import (
    Need,
    NeedAgreed,
    NeedChanged,
    NeedExpired,
    NeedHeldBack,
    NeedPosted,
    NeedRemoved,
    NeedWithdrawn,
)
from everywhere.kernel import jobs
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.jobs import Job
from everywhere.notify import actions as notify
from everywhere.notify.types import cell_topic
from everywhere.people.types import PersonErased


class ExpireNeed(Job, frozen=True):
    """Let a need expire if nobody agreed; of a need whose time was moved, the later job does it."""

    need_id: UUID


async def show_posted(tx: Tx, event: NeedPosted, now: datetime) -> None:
    """Put a need onto the maps around it, and set the timer of its last chance."""
    need = await actions.get(tx, event.need_id)
    await _set_timer(tx, need, now)
    if need.stage == "open":
        await _show(tx, need, "need_posted", now)


async def show_changed(tx: Tx, event: NeedChanged, now: datetime) -> None:
    """Renew a need on the maps around it, and its timer."""
    need = await actions.get(tx, event.need_id)
    await _set_timer(tx, need, now)
    if need.stage == "open":
        await _show(tx, need, "need_changed", now)


async def hold_back(tx: Tx, event: NeedHeldBack, now: datetime) -> None:
    """Tell an asker that somebody reads the need first; take it off the maps, where a change of words brought it here."""
    need = await actions.get(tx, event.need_id)
    await _set_timer(tx, need, now)
    await _show(tx, need, "need_gone", now)
    await _tell(tx, need, "need_held_back", now)


async def take_off(tx: Tx, event: NeedWithdrawn | NeedAgreed, now: datetime) -> None:
    """Take a need off the maps."""
    await _show(tx, await actions.get(tx, event.need_id), "need_gone", now)


async def take_off_and_tell(tx: Tx, event: NeedExpired | NeedRemoved, now: datetime) -> None:
    """Take a need off the maps and tell its asker why."""
    need = await actions.get(tx, event.need_id)
    await _show(tx, need, "need_gone", now)
    await _tell(tx, need, "need_expired" if isinstance(event, NeedExpired) else "need_removed", now)


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:
    """Take back the needs of a person who is gone."""
    await actions.forget_person(tx, event.person_id, now=now)


async def expire(db: Database, job: ExpireNeed, now: datetime) -> None:
    """Do what `ExpireNeed` says."""
    await db.transact(lambda tx: actions.expire(tx, job.need_id, now=now))


async def _set_timer(tx: Tx, need: Need, now: datetime) -> None:
    once = f"expire_need:{need.id}:{need.expires_at.timestamp():.0f}"
    await jobs.later(tx, ExpireNeed(need.id), at=need.expires_at, now=now, once=once)


async def _show(tx: Tx, need: Need, kind: str, now: datetime) -> None:
    # Only what everybody may know: a stream of a cell has no reader in mind.
    body: dict[str, object] = {"id": need.id, "version": need.version}
    if kind != "need_gone":
        body |= {
            "category": need.category,
            "title": need.title,
            "at": {"lat": need.lat, "lon": need.lon},
            "fee": need.fee,
            "is_now": need.is_now,
            "expires_at": need.expires_at,
        }
    await notify.show(tx, cell_topic(need.lat, need.lon), kind, body, now=now)


async def _tell(tx: Tx, need: Need, kind: str, now: datetime) -> None:
    await notify.tell(tx, need.asker_id, kind, {"title": need.title}, subject_kind="need", subject_id=need.id, now=now)
