"""`everywhere bench pay`: payments of trades a second by group commit, as a multiple of one transaction for each, on the same database; and
by HTTP, as a share of what RSA alone allows.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from uuid import UUID

from everywhere.app.bench import figures, pay_http
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.server import fresh_server, migrated
from everywhere.kernel import ids
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import posted
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules
from everywhere.pay.trades.paying.actions import Till, pay_together
from everywhere.pay.trades.paying.types import Payment
from everywhere.pay.trades.types import Draft, Key, Terms, Trade
from everywhere.pay.wallet.types import account_of, cash_of

CALLERS = 64
PAYMENTS = 4_000
"""Payments of one measurement, each of a buyer and a trade of its own."""
SHOPS = (100, 1)
"""Spread over so many shops; all to one is what a busy shop is like."""
POOL_MAX = 16
BAR = 2.0
_APP = "2021000000000001"
_PRICE = Money(1, "CNY")
_WHAT_RSA_IS = (
    "RSA alone: what all cores do of two signatures (the client's, the gateway's) and two verifications a request, and nothing else. By the "
    "Open API the same cores do that, both ends of HTTP, the database and everything behind it: {clients} clients, one server process. "
    "The gate asked a client {refused:,} times to come back in a second, of {requests:,} requests; it did."
)
Pay = Callable[[Payment], Awaitable[Trade]]


async def measure(rounds: int) -> Result:
    """Pay each way in turn, `rounds` times; medians of the ratios within a round."""
    together: dict[int, list[float]] = {shops: [] for shops in SHOPS}
    alone: dict[int, list[float]] = {shops: [] for shops in SHOPS}
    async with fresh_server() as url, migrated(url, pool_max=POOL_MAX) as db:
        sellers = [ids.derived_id("bench", "seller", number) for number in range(max(SHOPS))]
        for seller in sellers:
            await db.transact(lambda tx, seller=seller: merchants.open_account(tx, seller, name="Bench", now=system_clock()))  # type: ignore[misc]
        for _ in range(rounds):
            for shops in SHOPS:
                till = Till(db, system_clock, codes_key=b"bench" * 8, is_guarded=True)
                together[shops].append(await _paid(await _ready(db, sellers[:shops]), till.pay))
                alone[shops].append(await _paid(await _ready(db, sellers[:shops]), lambda payment: _pay_alone(db, payment)))
        by_api = await pay_http.measure(url, db, rounds)
        faults = await _faults(db)
    return Result(
        bench="pay",
        at=system_clock(),
        machine=figures.machine(),
        rounds=rounds,
        figures=[
            *(figure for shops in SHOPS for figure in _figures(shops, together[shops], alone[shops])),
            *by_api.figures(),
        ],
        notes=[
            f"{CALLERS} callers, {POOL_MAX} connections; either way trade, money, limits and event are in one transaction",
            _WHAT_RSA_IS.format(clients=pay_http.CLIENTS, refused=by_api.refused, requests=len(by_api.ms)),
            f"invariants after the run: {faults or 'true'}",
        ],
    )


def _figures(shops: int, together: list[float], alone: list[float]) -> list[Figure]:
    ratios = [ours / theirs for ours, theirs in zip(together, alone, strict=True)]
    where = "one shop" if shops == 1 else f"{shops} shops"
    return [
        Figure(f"payments/s to {where} ÷ one transaction each", figures.median(ratios), "×", figures.median(alone), "/s", bar=BAR),
        Figure(f"payments/s to {where}", figures.median(together), "/s"),
    ]


async def _ready(db: Database, sellers: list[UUID]) -> list[Payment]:
    """Trades that wait, each with a buyer who has the money."""
    now, made = system_clock(), []
    for _ in range(0, PAYMENTS, 500):
        buyers = [ids.new_id() for _ in range(500)]
        wallets, cash = [account_of(each, "CNY") for each in buyers], cash_of("CNY", beside=buyers[0])
        async with db.write() as tx:
            await ledger.open_accounts(tx, cash, *wallets, now=now)
            await ledger.post_units(tx, [[posted(ids.new_id(), cash, each, _PRICE, purpose="top_up")] for each in wallets], now=now)
            begun = [await trades.begin(tx, _order(sellers[place % len(sellers)]), now=now) for place in range(len(buyers))]
        made += [Payment(each.seller_id, each.trade_no, each.id, buyer) for each, buyer in zip(begun, buyers, strict=True)]
    return made


def _order(seller: UUID) -> Draft:
    key = Key(seller, _APP, ids.new_id().hex)
    return Draft(key=key, amount=_PRICE, terms=Terms(subject="bench"), digest=rules.digest(_PRICE, "bench"))


async def _paid(payments: list[Payment], pay: Pay) -> float:
    """Payments a second, by so many callers that each wait for their answer."""
    waiting = deque(payments)
    began = time.perf_counter()
    await asyncio.gather(*(_caller(waiting, pay) for _ in range(CALLERS)))
    return len(payments) / (time.perf_counter() - began)


async def _caller(waiting: deque[Payment], pay: Pay) -> None:
    while waiting:
        if (await pay(waiting.popleft())).stage != "paid":
            raise AssertionError("a funded payment was not made")


async def _pay_alone(db: Database, payment: Payment) -> Trade:
    (outcome,) = await db.transact(lambda tx: pay_together(tx, [payment], is_guarded=True, now=system_clock()))
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


async def _faults(db: Database) -> list[str]:
    async with db.snapshot() as tx:
        return [f"{finding.invariant}: {finding.detail}" for finding in await ledger.check(tx)]
