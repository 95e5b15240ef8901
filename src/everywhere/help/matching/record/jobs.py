"""What changes a helper's record: an offer, a bid, a deal done, a review revealed."""

from datetime import datetime

from everywhere.help.matching.record import actions
from everywhere.help.matching.record.types import OfHelper
from everywhere.help.offers import actions as offers
from everywhere.help.offers.types import OfferPosted
from everywhere.kernel.database import Database, Tx
from everywhere.standing.scores.types import StandingChanged


async def hear_offer_posted(tx: Tx, event: OfferPosted, now: datetime) -> None:
    """A helper may be new here, or offer in a region where they never did."""
    offer = await offers.get(tx, event.offer_id)
    await actions.recount(tx, offer.helper_id, now=now)


async def hear_of_helper(tx: Tx, event: OfHelper, now: datetime) -> None:
    """Something happened that counts."""
    await actions.recount(tx, event.helper_id, now=now)


async def hear_standing(tx: Tx, event: StandingChanged, now: datetime) -> None:
    """The list is ordered and filtered by it."""
    await actions.recount(tx, event.person_id, now=now)


async def rebuild(db: Database, now: datetime) -> None:
    """Count everybody again: reviews and invitations grow too old without an event."""
    await actions.rebuild(db, now=now)
