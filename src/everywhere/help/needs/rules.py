"""What makes a need lawful and whole, and how it goes from stage to stage. Pure: facts and `now` in, a need or a refusal out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from everywhere.help.categories.types import Category, Decision
from everywhere.help.needs.types import (
    LIVE_STAGES,
    Changes,
    Draft,
    Need,
    NeedId,
    NeedNotOpen,
    Placed,
    Stage,
    TooManyNeeds,
    When,
    WindowInPast,
    WindowTooFar,
    WindowTooShort,
)
from everywhere.kernel.errors import NotFound

OPEN_NEEDS_MAX = 20
PLAN_DAYS_MAX = 90
NOW_LASTS_MINUTES = 120
"""A need that is "now" waits so long for somebody."""
LATE_START = timedelta(minutes=5)
"""A window may have begun so long ago: typing takes time."""


def must_have_room(open_needs: int) -> None:
    """Raise TooManyNeeds for one who has as many open needs as one may."""
    if open_needs >= OPEN_NEEDS_MAX:
        raise TooManyNeeds(limit=OPEN_NEEDS_MAX)


def posted(draft: Draft, placed: Placed, *, need_id: NeedId, by: UUID, category: Category, now: datetime) -> Need:
    """The open need that a draft makes. Raises WindowInPast, WindowTooFar and WindowTooShort."""
    minutes = draft.minutes or category.typical_minutes
    when = window(draft.when, minutes, now)
    return Need(
        region=placed.shown.region,
        id=need_id,
        asker_id=by,
        community_id=placed.community_id,
        city=placed.city.code,
        category=category.code,
        title=draft.title,
        text=draft.text,
        answers=draft.answers,
        picture_ids=draft.picture_ids,
        cell=placed.shown.cell,
        lat=placed.shown.lat,
        lon=placed.shown.lon,
        lat_row=placed.shown.lat_row,
        exact_lat=draft.at.lat,
        exact_lon=draft.at.lon,
        exact_note=draft.place_note,
        is_now=when.is_now,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        minutes=minutes,
        fee_minor=None if draft.fee is None else draft.fee.minor,
        currency=placed.city.currency,
        materials=draft.materials,
        payment=draft.payment,
        opened_at=now,
        expires_at=last_chance(when, minutes),
        created_at=now,
        updated_at=now,
    )


def window(wanted: tuple[datetime, datetime] | None, minutes: int, now: datetime) -> When:
    """When help is wanted, checked: not begun long ago, not further ahead than 90 days, long enough for the work."""
    if wanted is None:
        return When(True, now, now + timedelta(minutes=max(NOW_LASTS_MINUTES, minutes)))  # noqa: FBT003 - the field is named is_now
    starts_at, ends_at = wanted
    if starts_at < now - LATE_START:
        raise WindowInPast(path="when.starts_at")
    if ends_at > now + timedelta(days=PLAN_DAYS_MAX):
        raise WindowTooFar(path="when.ends_at", days=PLAN_DAYS_MAX)
    if ends_at - starts_at < timedelta(minutes=minutes):
        raise WindowTooShort(path="when.ends_at", minutes=minutes)
    return When(False, starts_at.astimezone(UTC), ends_at.astimezone(UTC))  # noqa: FBT003 - see above


def last_chance(when: When, minutes: int) -> datetime:
    """Until when somebody can still agree: for now two hours, for a window while the work still fits into it."""
    if when.is_now:
        return when.starts_at + timedelta(minutes=NOW_LASTS_MINUTES)
    return when.ends_at - timedelta(minutes=minutes)


def owned(need: Need | None, by: UUID) -> Need:
    """The need, for its asker. Raises NotFound: to others it is not there."""
    if need is None or need.asker_id != by:
        raise NotFound
    return need


def edited(need: Need, changes: Changes, *, now: datetime) -> Need:
    """The need with changes. Raises NeedNotOpen, WindowInPast, WindowTooFar and WindowTooShort."""
    must_be(need, "open", "screened", now=now)
    minutes = changes.get("minutes", need.minutes)
    when = window(changes["when"], minutes, now) if "when" in changes else When(need.is_now, need.starts_at, need.ends_at)
    if not when.is_now and when.ends_at - when.starts_at < timedelta(minutes=minutes):
        raise WindowTooShort(path="minutes", minutes=minutes)
    fee = changes.get("fee", need.fee)
    changed = replace(
        need,
        title=changes.get("title", need.title),
        text=changes.get("text", need.text),
        answers=changes.get("answers", need.answers),
        picture_ids=changes.get("picture_ids", need.picture_ids),
        exact_note=changes.get("place_note", need.exact_note),
        is_now=when.is_now,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        minutes=minutes,
        fee_minor=None if fee is None else fee.minor,
        materials=changes.get("materials", need.materials),
        payment=changes.get("payment", need.payment),
        expires_at=last_chance(when, minutes),
    )
    return _moved(changed, now)


def held_back(need: Need) -> Need:
    """The need, not shown until somebody has read it."""
    return replace(need, stage="screened", opened_at=None)


def words(need: Need) -> list[str]:
    """Everything in a need that its asker wrote and others read."""
    return [need.title, need.text, *(answer for answer in need.answers.values() if isinstance(answer, str))]


def screened(need: Need, decision: Decision, *, now: datetime) -> Need:
    """The need after somebody read it: open, or removed. Raises NeedNotOpen."""
    if decision == "remove":
        must_be(need, *LIVE_STAGES, now=now)
        return _moved(need, now, stage="removed")
    must_be(need, "screened", now=now)
    return _moved(replace(need, opened_at=now), now, stage="open")


def withdrawn(need: Need, *, now: datetime) -> Need:
    """The need, taken back. Raises NeedNotOpen once somebody agreed."""
    must_be(need, *LIVE_STAGES, now=now)
    return _moved(need, now, stage="withdrawn")


def agreed(need: Need, deal_id: UUID, *, now: datetime) -> Need:
    """The need, of which two people made a deal. Raises NeedNotOpen."""
    must_be(need, "open", now=now)
    return _moved(replace(need, deal_id=deal_id), now, stage="agreed")


def reopened(need: Need, *, now: datetime) -> Need:
    """The need after its deal came to nothing: open while there is time, else expired."""
    if need.stage != "agreed":
        raise NeedNotOpen(stage=need.stage)
    return _moved(replace(need, deal_id=None, opened_at=now), now, stage="open" if need.expires_at > now else "expired")


def closed(need: Need, *, now: datetime) -> Need:
    """The need after its deal was done; closing twice changes nothing."""
    if need.stage == "closed":
        return need
    if need.stage != "agreed":
        raise NeedNotOpen(stage=need.stage)
    return _moved(need, now, stage="closed")


def is_due(need: Need, now: datetime) -> bool:
    """Whether nobody can agree any more."""
    return need.stage in LIVE_STAGES and need.expires_at <= now


def expired(need: Need, *, now: datetime) -> Need:
    """The need after its last chance."""
    return _moved(need, now, stage="expired")


def must_be(need: Need, *stages: Stage, now: datetime) -> None:
    """Raise NeedNotOpen unless the need is in one of these stages and its last chance is still ahead."""
    if need.stage not in stages or need.expires_at <= now:
        raise NeedNotOpen(stage="expired" if is_due(need, now) else need.stage)


def is_seen_by(need: Need, viewer_id: UUID | None, *, is_operator: bool) -> bool:
    """Whether somebody may read the need: its asker and operators always, others while it is or was on the map."""
    return is_operator or need.asker_id == viewer_id or need.stage in ("open", "agreed")


def _moved(need: Need, now: datetime, *, stage: Stage | None = None) -> Need:
    return replace(need, stage=stage or need.stage, updated_at=now, version=need.version + 1)
