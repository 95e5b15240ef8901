"""Gates: set them, and ask whether somebody passes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.standing.gates import rules, store
from everywhere.standing.gates.types import EVERYWHERE, Doing, Gate, Job, Passage
from everywhere.standing.scores import actions as scores

ROLE = rules.ROLE
lacks = rules.lacks
GATES_MAX = 1000


@dataclass(frozen=True, slots=True)
class Kind:
    """A category as gates know it: its code, and its own figures, which count where no gate is set."""

    code: str
    to_ask: int = 0
    to_offer: int = 0


async def passage(
    tx: ReadTx, person_id: UUID, doing: Doing, kind: Kind, community_id: UUID | None, job: Job, *, now: datetime
) -> Passage:
    """Whether and how a person may do this here. The gate of one kind of help looks at standing in just that."""
    found = await store.meeting(tx, community_id or EVERYWHERE, kind.code, everywhere=EVERYWHERE)
    gate = rules.narrowest(found, kind.code, to_ask=kind.to_ask, to_offer=kind.to_offer)
    standing = await scores.of(tx, person_id) if rules.asks_standing(gate, doing) else None
    if standing is None:
        return rules.passage(gate, doing, standing, job)
    have = await scores.in_category(tx, person_id, ROLE[doing], gate.category, now=now) if gate.category else None
    return rules.passage(gate, doing, standing, job, have=have, is_back=await scores.is_back(tx, person_id))


async def must_pass(
    tx: ReadTx, who: Person, doing: Doing, kind: Kind, community_id: UUID | None, job: Job, *, now: datetime
) -> None:
    """Raise StandingTooLow unless a person may do this here."""
    rules.must_pass(doing, await passage(tx, who.person_id, doing, kind, community_id, job, now=now))


async def put(tx: Tx, operator: Person, gate: Gate, *, now: datetime) -> Gate:
    """Set a gate; the caller has made sure that it is an operator. Raises NotFound for an unknown community."""
    if gate.community_id != EVERYWHERE:
        await places.community(tx, gate.community_id)
    await store.put(tx, gate, by_id=operator.person_id, now=now)
    return gate


async def everything(tx: ReadTx) -> list[Gate]:
    """Every gate that is set."""
    return await store.everything(tx, limit=GATES_MAX)
