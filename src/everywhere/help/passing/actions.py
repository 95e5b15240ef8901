"""Asking the gates beforehand, with what the market knows: the kind of help, the place, the need that is answered."""

from datetime import datetime
from uuid import UUID

from everywhere.help.categories import actions as categories
from everywhere.help.needs import actions as needs
from everywhere.help.passing import rules
from everywhere.help.passing.types import Plan, Told
from everywhere.kernel.database import ReadTx
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import Community
from everywhere.standing.gates import actions as gates
from everywhere.standing.gates.types import EVERYWHERE, Job, Passage
from everywhere.standing.scores import actions as scores
from everywhere.standing.scores.types import WayTo


async def told(tx: ReadTx, who: Person, plan: Plan, *, now: datetime) -> Told:
    """What the gates say to a person about a plan, as they will when it is posted. Raises UnknownCategory, NotFound."""
    category = await categories.get(tx, plan.category)
    around = None if plan.at is None else await places.community_at(tx, plan.at)
    community_ids: list[UUID | None] = [*plan.community_ids] or [None if around is None or plan.doing == "offer" else around.id]
    found = [
        await gates.passage(tx, who.person_id, plan.doing, categories.gated(category), community_id, plan.job, now=now)
        for community_id in community_ids
    ]
    passage = rules.hardest(found)
    community = await _whose(tx, passage)
    way = await _way(tx, who, plan, passage, now=now)
    return Told(
        plan.doing, passage, category, community, await _currency(tx, plan, community), rules.next_steps(passage, plan.job, way)
    )


async def about_need(tx: ReadTx, who: Person, need_id: UUID, fee_minor: int | None) -> Plan:
    """The plan of answering a need for this fee. Raises NotFound."""
    need = await needs.seen(tx, who, need_id)
    return Plan(
        doing="offer",
        category=need.category,
        at=None,
        community_ids=[] if need.community_id is None else [need.community_id],
        job=Job(fee_minor, is_held=need.payment == "balance"),
    )


async def _whose(tx: ReadTx, passage: Passage) -> Community | None:
    named = await places.communities_named(tx, [passage.gate.community_id]) if passage.gate.community_id != EVERYWHERE else []
    return next(iter(named), None)


async def _currency(tx: ReadTx, plan: Plan, community: Community | None) -> str:
    if plan.at is not None:
        return (await places.city_at(tx, plan.at)).currency
    if community is not None:
        return (await places.city(tx, community.city)).currency
    # Open cities come first: without a place it is the money of the one in which one most likely is.
    return (await places.cities(tx, after=None, limit=1))[0].currency


async def _way(tx: ReadTx, who: Person, plan: Plan, passage: Passage, *, now: datetime) -> WayTo | None:
    if passage.way != "closed" or passage.have is None:
        return None
    role = gates.ROLE[plan.doing]
    return await scores.way_to(tx, who.person_id, passage.needed, role, passage.gate.category or None, now=now)
