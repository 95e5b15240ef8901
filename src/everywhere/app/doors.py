"""Which handlers are served, and what they may ask for by name: the one list that knows every domain's doors."""

from collections.abc import Mapping, Sequence
from typing import Any

from everywhere.app import pictures
from everywhere.app.privacy import http as privacy
from everywhere.help.adjustments import http as adjustments
from everywhere.help.bids import http as bids
from everywhere.help.cancelling import http as cancelling
from everywhere.help.categories import http as categories
from everywhere.help.chat import http as chat
from everywhere.help.deals import http as deals
from everywhere.help.disputes import http as disputes
from everywhere.help.matching.browse import http as browse
from everywhere.help.matching.coverage import http as coverage
from everywhere.help.matching.waves import http as waves
from everywhere.help.needs import http as needs
from everywhere.help.offers import http as offers
from everywhere.help.offers.availability import http as availability
from everywhere.help.passing import http as passing
from everywhere.help.reviews import http as reviews
from everywhere.mini.gateway import http as mini_gateway
from everywhere.mini.opening import http as mini_opening
from everywhere.mini.packages import http as mini_packages
from everywhere.mini.paying import http as mini_paying
from everywhere.mini.sockets import http as mini_sockets
from everywhere.notify import http as notify
from everywhere.notify.push import http as push
from everywhere.pay.agreements import http as agreements
from everywhere.pay.codes import http as codes
from everywhere.pay.complaints import http as complaints
from everywhere.pay.guard import http as guard
from everywhere.pay.merchants import http as merchants
from everywhere.pay.openapi.apps import http as apps
from everywhere.pay.openapi.authorisations import http as authorisations
from everywhere.pay.openapi.gateway import http as gateway
from everywhere.pay.openapi.notifications import http as notifications
from everywhere.pay.openapi.trades.agreements import http as ways_back
from everywhere.pay.openapi.trades.bills import http as bills
from everywhere.pay.openapi.trades.returns import http as returns
from everywhere.pay.providers import http as outside_money
from everywhere.pay.reservations import http as reservations
from everywhere.pay.sending import http as sending
from everywhere.pay.tabs import http as tabs
from everywhere.pay.trades import http as trades
from everywhere.pay.trades.sold import http as sold
from everywhere.pay.wallet import http as wallet
from everywhere.people import http as people
from everywhere.people.consents import http as consents
from everywhere.people.passkeys import http as passkeys
from everywhere.people.reports import http as reports
from everywhere.people.sessions import http as sessions
from everywhere.people.sign_in import http as sign_in
from everywhere.places import http as places
from everywhere.standing import http as standing

HANDLERS: Sequence[Any] = [
    *pictures.HANDLERS,
    *places.HANDLERS,
    *cancelling.HANDLERS,
    *categories.HANDLERS,
    *needs.HANDLERS,
    *offers.HANDLERS,
    *availability.HANDLERS,
    *bids.HANDLERS,
    *passing.HANDLERS,
    *deals.HANDLERS,
    *disputes.HANDLERS,
    *adjustments.HANDLERS,
    *browse.HANDLERS,
    *coverage.HANDLERS,
    *chat.HANDLERS,
    *reviews.HANDLERS,
    *notify.HANDLERS,
    *push.HANDLERS,
    *people.HANDLERS,
    *sessions.HANDLERS,
    *sign_in.HANDLERS,
    *waves.HANDLERS,
    *passkeys.HANDLERS,
    *consents.HANDLERS,
    *reports.HANDLERS,
    *privacy.HANDLERS,
    *wallet.HANDLERS,
    *sending.HANDLERS,
    *standing.HANDLERS,
    *merchants.HANDLERS,
    *guard.HANDLERS,
    *codes.HANDLERS,
    *trades.HANDLERS,
    *sold.HANDLERS,
    *reservations.HANDLERS,
    *agreements.HANDLERS,
    *tabs.HANDLERS,
    *ways_back.HANDLERS,
    *complaints.HANDLERS,
    *bills.HANDLERS,
    *outside_money.HANDLERS,
    *returns.HANDLERS,
    *apps.HANDLERS,
    *authorisations.HANDLERS,
    *notifications.HANDLERS,
    *gateway.HANDLERS,
    *mini_packages.HANDLERS,
    *mini_opening.HANDLERS,
    *mini_gateway.HANDLERS,
    *mini_paying.HANDLERS,
    *mini_sockets.HANDLERS,
]

DEPENDENCIES: Mapping[str, Any] = {
    **sessions.DEPENDENCIES,
    **gateway.DEPENDENCIES,
    **standing.DEPENDENCIES,
}
