"""Standing: make it from evidence, take it apart, show it to whom the person chose."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from everywhere.kernel import outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.people.consents import actions as consents
from everywhere.people.types import Person
from everywhere.standing.credence import actions as credence
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import Fact, FactId, Role
from everywhere.standing.explaining import rules as explaining
from everywhere.standing.explaining.types import Explanation, Imagined, Step
from everywhere.standing.formula import rules as formulas
from everywhere.standing.formula.rules import band_of
from everywhere.standing.formula.types import Band, Believed, Formula
from everywhere.standing.returning import actions as returning
from everywhere.standing.scores import store
from everywhere.standing.scores.types import InCategory, NotScored, Sharing, Shown, Standing, StandingChanged, WayTo

__all__ = ["band_of"]

AT_FIRST = formulas.scored([], datetime.fromtimestamp(0, UTC)).score
"""Where everybody begins."""
ROLES: tuple[Role | None, ...] = (None, "asker", "helper", "merchant")


async def rescore(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Make a person's standing again from all that counts now; without their yes there is none. Again is as good as once."""
    before = await store.read(tx, person_id)
    if not await evidence.is_scored(tx, person_id):
        await returning.leave(tx, person_id, now=now, is_erased=False)
        await evidence.forget(tx, person_id)
        if await store.forget(tx, person_id):
            await outbox.emit(tx, StandingChanged(person_id))
        return
    await evidence.check(tx, person_id, now=now)
    made = await _made(tx, person_id, now=now)
    await store.save(tx, [made], formula=made.formula, now=now)
    if before is None or any(before.in_role(role) != made.in_role(role) for role in ROLES):
        await outbox.emit(tx, StandingChanged(person_id))


async def rescore_everybody(db: Database, *, now: datetime, formula: Formula = formulas.CURRENT) -> int:
    """Make every standing again, as time passes and witnesses change; returns how many there are."""
    count = 0
    async with db.read() as tx:
        witnesses = await credence.witnesses(tx)
    async for page in credence.pages(db):
        columns = witnesses.weigh(page.columns)
        results = formulas.scores(columns, len(page.person_ids), now, formula, roles=ROLES)
        facts = formulas.counts(columns, len(page.person_ids))
        lines = zip(page.person_ids, *(result.score.tolist() for result in results), facts, strict=True)
        made = [_standing(person_id, scores, number, formula.version, now) for person_id, *scores, number in lines]
        async with db.write() as tx:
            await store.save(tx, made, formula=formula.version, now=now)
        count += len(made)
    return count


async def of(tx: ReadTx, person_id: UUID) -> Standing | None:
    """A person's standing; None where they did not agree to have one, or it is not made yet."""
    found = await store.read(tx, person_id)
    return found if found is not None and await evidence.is_scored(tx, person_id) else None


async def score_of(tx: ReadTx, person_id: UUID, role: Role) -> int | None:
    """A person's score in one role, for who orders or filters people; None like `of`."""
    found = await of(tx, person_id)
    return None if found is None else found.in_role(role)


async def is_back(tx: ReadTx, person_id: UUID) -> bool:
    """Whether somebody who is scored left broken promises behind before: then they are no newcomer."""
    return await evidence.has_come_back(tx, person_id)


class ForPay:
    """What the Open API asks of standing, for an app that the person let know it."""

    async def score_of(self, tx: ReadTx, person_id: UUID) -> int | None:
        """A person's score; None where they did not agree to have one."""
        found = await of(tx, person_id)
        return None if found is None else found.score


async def public(tx: ReadTx, person_id: UUID) -> tuple[int | None, Band | None]:
    """What everybody may know of a person's standing: the score and its band, the band alone, or nothing."""
    sharing = await sharing_of(tx, person_id)
    found = await store.read(tx, person_id) if sharing.is_scored and sharing.shown != "nothing" else None
    if found is None:
        return None, None
    return (found.score if sharing.shown == "score" else None), band_of(found.score)


async def explain(
    tx: ReadTx, who: Person, *, role: Role | None = None, category: str | None = None, now: datetime
) -> tuple[Explanation, list[Step]]:
    """A person's own standing taken apart, of all or for one role and kind of help, and what would raise it. Raises NotScored."""
    facts, believed = await _known(tx, who.person_id)
    facts = formulas.seen_from(facts, role=role, category=category)
    whole = explaining.explained(facts, now, formulas.CURRENT, believed=believed)
    return whole, explaining.steps(facts, now, formulas.CURRENT, role=role, believed=believed)


async def by_category(tx: ReadTx, who: Person, *, now: datetime) -> list[InCategory]:
    """A person's standing in each role and kind of help of which there is evidence, the most of it first. Raises NotScored."""
    facts, believed = await _known(tx, who.person_id)
    counted = Counter((fact.category, fact.role) for fact in facts if fact.category)
    return [
        InCategory(category, role, _in(facts, believed, role, category, now), count)
        for (category, role), count in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    ]


async def in_category(tx: ReadTx, person_id: UUID, role: Role, category: str, *, now: datetime) -> int | None:
    """A person's score in one role for one kind of help; None like `of`."""
    if await of(tx, person_id) is None:
        return None
    return _in(*await _known(tx, person_id), role, category, now)


async def way_to(tx: ReadTx, person_id: UUID, needed: int, role: Role, category: str | None, *, now: datetime) -> WayTo:
    """What leads from a person's score in a role, and perhaps kind of help, to a higher one. Raises NotScored."""
    facts, believed = await _known(tx, person_id)
    facts = formulas.seen_from(facts, role=role, category=category)
    promises = explaining.kept_to_reach(needed, facts, now, formulas.CURRENT, role=role, believed=believed)
    return WayTo(promises, explaining.steps(facts, now, formulas.CURRENT, role=role, believed=believed))


async def what_if(
    tx: ReadTx,
    who: Person,
    *,
    add: Sequence[Imagined],
    without: set[FactId],
    wait: timedelta,
    now: datetime,
    role: Role | None = None,
    category: str | None = None,
) -> tuple[Explanation, Explanation]:
    """A person's standing now, and as it would be. Raises NotScored."""
    facts, believed = await _known(tx, who.person_id)
    present = formulas.seen_from(facts, role=role, category=category)
    before = explaining.explained(present, now, formulas.CURRENT, believed=believed)
    after = explaining.what_if(
        facts, now, formulas.CURRENT, add=add, without=without, wait=wait, role=role, category=category, believed=believed
    )
    return before, after


async def sharing_of(tx: ReadTx, person_id: UUID) -> Sharing:
    """What a person agreed to. What is shown needs both the choice and the consent, which can be taken back by itself."""
    may_show = await consents.is_given(tx, person_id, "standing_shown")
    agreed = await consents.wording_of(tx, person_id, "standing")
    return Sharing(agreed > 0, await store.shown(tx, person_id) if may_show else "nothing", agreed)


async def share(tx: Tx, who: Person, sharing: Sharing, *, wording_version: int, now: datetime) -> Sharing:
    """Agree to be scored or take it back, and choose what others see. Nobody is shown who is not scored."""
    shown: Shown = sharing.shown if sharing.is_scored else "nothing"
    await consents.say(tx, who, "standing", given=sharing.is_scored, wording_version=wording_version, now=now)
    await consents.say(tx, who, "standing_shown", given=shown != "nothing", wording_version=wording_version, now=now)
    await store.choose(tx, who.person_id, shown, now=now)
    # At once, so that who agreed sees a score; what lies behind them is gone through by a job.
    await rescore(tx, who.person_id, now=now)
    return Sharing(sharing.is_scored, shown, wording_version if sharing.is_scored else 0)


async def forget(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Drop everything about a person who is gone, but what `returning` keeps of broken promises."""
    await returning.leave(tx, person_id, now=now, is_erased=True)
    await evidence.forget(tx, person_id)
    await credence.forget(tx, person_id)
    await store.forget(tx, person_id)
    await store.forget_choice(tx, person_id)


async def export(tx: ReadTx, person_id: UUID, *, now: datetime) -> dict[str, object]:
    """A person's standing, what it is made of, what they chose to show, and by what they would be known again."""
    return {
        "standing": await store.read(tx, person_id),
        "sharing": await sharing_of(tx, person_id),
        "returning": await returning.export(tx, person_id, now=now),
        "voice": await credence.voice(tx, person_id),
        **await evidence.export(tx, person_id),
    }


async def _known(tx: ReadTx, person_id: UUID) -> tuple[list[Fact], Believed]:
    if not await evidence.is_scored(tx, person_id):
        raise NotScored
    facts = await evidence.of(tx, person_id)
    return facts, await credence.believed(tx, [fact.by_id for fact in facts])


def _in(facts: Sequence[Fact], believed: Believed, role: Role, category: str, now: datetime) -> int:
    return formulas.scored(formulas.seen_from(facts, role=role, category=category), now, believed=believed).score


async def _made(tx: ReadTx, person_id: UUID, *, now: datetime) -> Standing:
    facts = await evidence.of(tx, person_id)
    believed = await credence.believed(tx, [fact.by_id for fact in facts])
    results = formulas.scores(formulas.as_columns(facts, believed), 1, now, formulas.CURRENT, roles=ROLES)
    return _standing(person_id, [int(result.score[0]) for result in results], len(facts), formulas.CURRENT.version, now)


def _standing(person_id: UUID, scores: Sequence[int], facts: int, formula: int, now: datetime) -> Standing:
    score, as_asker, as_helper, as_merchant = scores
    return Standing(
        person_id=person_id,
        score=score,
        as_asker=as_asker,
        as_helper=as_helper,
        as_merchant=as_merchant,
        facts=facts,
        formula=formula,
        scored_at=now,
    )
