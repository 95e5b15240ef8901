"""What the ledger does when a payer's bank takes a charge back, and when it gives that up."""

from datetime import datetime, timedelta
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.money import Money
from everywhere.pay.ledger.types import Transfer, posted
from everywhere.pay.providers.outside.types import Dispute, Kind, clearing_of, costs_of
from everywhere.pay.providers.transits.rules import ZONE
from everywhere.pay.providers.transits.types import Transit
from everywhere.pay.wallet.types import account_of

ASKED_MAX = 40
"""Every quarter of an hour at the latest, so for most of a day; afterwards the provider's report shows it as a break."""
_PAUSE_MAX = timedelta(minutes=15)


def asks_again_at(number: int, *, now: datetime) -> datetime:
    """When a provider that did not answer is asked next."""
    return now + min(timedelta(seconds=20 * 2 ** min(number, 10)), _PAUSE_MAX)


def booked(charge: Transit, dispute: Dispute, kind: Kind, *, now: datetime) -> Transit:
    """What a bank did, as a transit that is over: it has the provider's word already."""
    return Transit(
        person_id=charge.person_id,
        id=ids.derived_id(kind, charge.provider, dispute.ref),
        provider=charge.provider,
        kind=kind,
        amount_minor=dispute.amount.minor,
        currency=dispute.amount.currency,
        stage="done",
        of_id=charge.id,
        group_id=charge.group_id,
        ref=dispute.ref,
        report_ref=dispute.ref,
        fee_minor=dispute.fee_minor if kind == "chargeback" else 0,
        created_at=now,
        expires_at=now,
        ended_at=now,
        booked_on=now.astimezone(ZONE).date(),
    )


def taken(transit: Transit, available: Money) -> list[Transfer]:
    """The money leaves: out of the balance as far as it is there, the rest is the operator's loss."""
    own = min(transit.amount, Money(max(available.minor, 0), transit.currency))
    return [*_own(transit, own, is_back=False), *_loss(transit, transit.amount - own, is_back=False)]


def returned(transit: Transit, own: Money) -> list[Transfer]:
    """The money is back, to each from whom it came: `own` out of it to the balance."""
    return [*_own(transit, own, is_back=True), *_loss(transit, transit.amount - own, is_back=True)]


def own_leg(transit_id: UUID, person_id: UUID) -> UUID:
    """The id of what left or came to the balance."""
    return ids.derived_id("dispute", person_id, transit_id, "own")


def _own(transit: Transit, part: Money, *, is_back: bool) -> list[Transfer]:
    if part.minor == 0:
        return []
    wallet = account_of(transit.person_id, transit.currency)
    clearing = clearing_of(transit.provider, transit.currency, beside=transit.person_id)
    debit, credit = (clearing, wallet) if is_back else (wallet, clearing)
    leg = own_leg(transit.id, transit.person_id)
    purpose = "chargeback_return" if is_back else "chargeback"
    return [posted(leg, debit, credit, part, purpose=purpose, ref=transit.id)]


def _loss(transit: Transit, part: Money, *, is_back: bool) -> list[Transfer]:
    if part.minor == 0:
        return []
    costs = costs_of(transit.provider, transit.currency, beside=transit.person_id)
    clearing = clearing_of(transit.provider, transit.currency, beside=transit.person_id)
    debit, credit = (clearing, costs) if is_back else (costs, clearing)
    leg = ids.derived_id("dispute", transit.person_id, transit.id, "loss")
    return [posted(leg, debit, credit, part, purpose="chargeback_loss", ref=transit.id)]
