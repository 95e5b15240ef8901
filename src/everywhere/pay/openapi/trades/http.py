"""Every method of trades, reservations, transfers and bills."""

from everywhere.pay.openapi.trades.agreements import http as agreements
from everywhere.pay.openapi.trades.bills import http as bills
from everywhere.pay.openapi.trades.charges import http as charges
from everywhere.pay.openapi.trades.complaints import http as complaints
from everywhere.pay.openapi.trades.orders import http as orders
from everywhere.pay.openapi.trades.partners import http as partners
from everywhere.pay.openapi.trades.refunds import http as refunds
from everywhere.pay.openapi.trades.remits import http as remits
from everywhere.pay.openapi.trades.reservations import http as reservations
from everywhere.pay.openapi.trades.settling import http as settling
from everywhere.pay.openapi.trades.tabs import http as tabs

METHODS = [
    *orders.METHODS,
    *charges.METHODS,
    *refunds.METHODS,
    *settling.METHODS,
    *partners.METHODS,
    *reservations.METHODS,
    *remits.METHODS,
    *bills.METHODS,
    *agreements.METHODS,
    *complaints.METHODS,
    *tabs.METHODS,
]
