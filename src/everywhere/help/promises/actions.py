"""Telling standing what deals, disputes and reviews say about the promises of both."""

from datetime import datetime
from uuid import UUID

from everywhere.help.adjustments import actions as adjustments
from everywhere.help.deals import actions as deals
from everywhere.help.disputes import actions as disputes
from everywhere.help.promises import rules
from everywhere.help.reviews import actions as reviews
from everywhere.kernel.database import ReadTx, Tx
from everywhere.people import actions as people
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import Fact

COLLECTED_MAX = 1000
"""The newest deals that are gone through when somebody agrees to be scored."""


async def tell_of_deal(tx: Tx, deal_id: UUID, *, now: datetime) -> None:
    """Tell what there is to tell of one deal; as often as one likes."""
    await evidence.hear(tx, await _facts(tx, deal_id), now=now)


async def tell_of_past(tx: Tx, person_id: UUID, *, now: datetime) -> None:
    """Tell what deals say about somebody who just agreed to be scored, and nothing about the others."""
    who = await people.face(tx, person_id)
    found = await deals.of_person(tx, who, side=None, stage=None, before=None, limit=COLLECTED_MAX)
    facts = [fact for deal in found if deal.is_over for fact in await _facts(tx, deal.id)]
    await evidence.hear(tx, [fact for fact in facts if fact.person_id == who.person_id], now=now)


async def _facts(tx: ReadTx, deal_id: UUID) -> list[Fact]:
    deal = await deals.get(tx, deal_id)
    dispute = await disputes.of_deal(tx, deal_id)
    revealed = await reviews.revealed_of(tx, deal_id)
    refused = await adjustments.refused_in(tx, deal_id)
    told = [rules.of_review(review, deal, dispute, refused=review.by_id in refused) for review in revealed]
    return [*rules.of_deal(deal, dispute), *told]
