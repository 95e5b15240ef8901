"""What happens after an offer was posted or changed: maps show it, and its helper hears of it."""

from datetime import datetime

from everywhere.help.offers import actions
from everywhere.help.offers.types import Offer, OfferChanged, OfferClosed, OfferHeldBack, OfferPosted
from everywhere.kernel.database import Tx
from everywhere.notify import actions as notify
from everywhere.notify.types import cell_topic
from everywhere.people.types import PersonErased


async def show_open(tx: Tx, event: OfferPosted | OfferChanged, now: datetime) -> None:
    """Put an offer onto the maps around it, or renew it there."""
    offer = await actions.get(tx, event.offer_id)
    if offer.stage == "open":
        await _show(tx, offer, "offer_posted" if isinstance(event, OfferPosted) else "offer_changed", now)


async def hold_back(tx: Tx, event: OfferHeldBack, now: datetime) -> None:
    """Tell a helper that somebody reads the offer first; take it off the maps, where a change of words brought it here."""
    offer = await actions.get(tx, event.offer_id)
    await _show(tx, offer, "offer_gone", now)
    await _tell(tx, offer, "offer_held_back", now)


async def take_off(tx: Tx, event: OfferClosed, now: datetime) -> None:
    """Take an offer off the maps; its helper hears of it when somebody else did it."""
    offer = await actions.get(tx, event.offer_id)
    await _show(tx, offer, "offer_gone", now)
    if event.stage == "removed":
        await _tell(tx, offer, "offer_removed", now)


async def forget_erased(tx: Tx, event: PersonErased, now: datetime) -> None:
    """Take back the offers of a person who is gone."""
    await actions.forget_person(tx, event.person_id, now=now)


async def _show(tx: Tx, offer: Offer, kind: str, now: datetime) -> None:
    # Only what everybody may know: a stream of a cell has no reader in mind.
    body: dict[str, object] = {"id": offer.id, "version": offer.version}
    if kind != "offer_gone":
        body |= {
            "category": offer.category,
            "title": offer.title,
            "at": {"lat": offer.lat, "lon": offer.lon},
            "radius_m": offer.radius_m,
            "price": {"kind": offer.price.kind, "amount": offer.price.amount},
            "is_available": offer.is_available,
        }
    await notify.show(tx, cell_topic(offer.lat, offer.lon), kind, body, now=now)


async def _tell(tx: Tx, offer: Offer, kind: str, now: datetime) -> None:
    await notify.tell(tx, offer.helper_id, kind, {"title": offer.title}, subject_kind="offer", subject_id=offer.id, now=now)
