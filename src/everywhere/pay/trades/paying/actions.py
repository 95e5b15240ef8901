"""Group commit of payments: whoever pays waits a moment, and all who wait are decided, posted and written in one transaction.

A trade and its money are in one transaction, as a deal and its money are, and still a hundred payments cost one commit.
The batch grows with the load by itself: while one is on its way to the disk, the next gathers.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from everywhere.kernel import ids
from everywhere.kernel.clock import Clock
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import Overloaded, Refusal
from everywhere.kernel.money import Money
from everywhere.pay.codes import actions as codes
from everywhere.pay.escrow.types import account_of as escrow_of
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.types import Spending
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import DONE, Account, InsufficientFunds, Transfer, layout, posted, shard_of
from everywhere.pay.merchants.types import takings_of
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules
from everywhere.pay.trades.paying.types import CodeNotPayable, Payment, TradeMoved
from everywhere.pay.trades.paying.watching import actions as watching
from everywhere.pay.trades.types import Trade, TradeUnknown, TradeWasPaid
from everywhere.pay.wallet.types import account_of as wallet_of

log = structlog.get_logger(__name__)

BATCH_MAX = 200
WAITING_MAX = 10_000
ATTEMPTS_MAX = 4
Outcome = Trade | Refusal


@dataclass(slots=True, eq=False)
class _Waiting:
    payment: Payment
    outcome: "asyncio.Future[Trade]"


class Till:
    """Takes payments for everybody in this process, one batch after another in each shard of the ledger."""

    def __init__(self, db: Database, clock: Clock, *, codes_key: bytes, is_guarded: bool) -> None:
        self._db = db
        self._clock = clock
        self._codes_key = codes_key
        self.is_guarded = is_guarded
        self.asks: Callable[[Money], bool] = lambda amount: is_guarded and guard.needs_word("pay", amount)
        """Whether whoever shows a code must confirm this amount."""
        self._waiting: list[deque[_Waiting]] = [deque() for _ in range(layout.shards)]
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self.batches_count = 0
        self.sellers: set[UUID] = set()
        """Merchants whom this process has met: who is one stays one."""

    async def payer_of(self, tx: ReadTx, code: str, *, now: datetime) -> UUID:
        """Who shows this code now. Raises CodeNotPayable."""
        payer_id = await codes.payer_of(tx, self._codes_key, code, now=now)
        if payer_id is None:
            raise CodeNotPayable
        return payer_id

    async def pay(self, payment: Payment) -> Trade:
        """Pay a trade and answer it once that is committed. Who pays what they paid before is answered so and pays nothing more.

        Raises TradeUnknown, TradePaid, TradeClosed, TradeOfAnother, CodeNotPayable, BuyerIsSeller, PayLimitReached,
        PayerTooNew, PaysTooOften, PayeeTooNew, ShopTooNew, PayingInCircles, InsufficientFunds; Overloaded when too many wait.
        """
        shard = shard_of(payment.buyer_id)
        if len(self._waiting[shard]) >= WAITING_MAX:
            raise Overloaded
        mine = _Waiting(payment, asyncio.get_running_loop().create_future())
        self._waiting[shard].append(mine)
        task = self._tasks.get(shard)
        if task is None or task.done():
            self._tasks[shard] = asyncio.create_task(self._work(self._waiting[shard]))
        return await mine.outcome

    async def close(self) -> None:
        """Let those who wait be answered."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _work(self, waiting: deque[_Waiting]) -> None:
        while waiting:
            await self._settle(_take(waiting))

    async def _settle(self, batch: list[_Waiting]) -> None:
        """Decide a batch and tell everybody. What cannot be done together is done one by one, so that a fault stays with its own."""
        try:
            payments = [each.payment for each in batch]
            outcomes = await self._paid(payments)
        except Exception as error:
            if len(batch) > 1:
                for each in batch:
                    await self._settle([each])
                return
            log.exception("payment_failed", trade_no=batch[0].payment.trade_no)
            _tell(batch[0], Overloaded() if isinstance(error, TradeMoved) else error)
            return
        self.batches_count += 1
        for each, outcome in zip(batch, outcomes, strict=True):
            _tell(each, outcome)

    async def _paid(self, payments: Sequence[Payment]) -> list[Outcome]:
        for _ in range(ATTEMPTS_MAX - 1):
            with contextlib.suppress(TradeMoved):
                return await self._db.transact(self._together(payments))
        return await self._db.transact(self._together(payments))

    def _together(self, payments: Sequence[Payment]) -> Callable[[Tx], Awaitable[list[Outcome]]]:
        return lambda tx: pay_together(tx, payments, is_guarded=self.is_guarded, now=self._clock())


async def pay_together(tx: Tx, payments: Sequence[Payment], *, is_guarded: bool, now: datetime) -> list[Outcome]:
    """Pay trades whose buyers are in one shard, each trade and buyer once; each stands or falls alone.

    What buyers spend is locked first, then accounts. Trades are read without a lock, which a cluster gives in one shard at a
    time, and written only where nobody changed them meanwhile. Raises TradeMoved for that, and then nothing is kept.
    """
    spendings = await guard.hold_spending(tx, [each.buyer_id for each in payments])
    uses = await codes.spend(tx, {each.code: each.trade_id for each in payments if each.code}, now=now) if _coded(payments) else {}
    found = await trades.read_some(tx, [(each.seller_id, each.trade_no) for each in payments], now=now)
    facts = await watching.facts_of(tx, payments, found, spendings, now=now) if is_guarded else None
    outcomes: list[Outcome] = []
    moves: list[_Move] = []
    for payment in payments:
        try:
            trade = _payable(payment, found.get(payment.trade_id), uses)
            if _is_repeat(trade, payment):
                outcomes.append(trade)
                continue
            spent = spendings[payment.buyer_id]
            if facts is not None:
                spent = facts.judged(payment, trade.amount, spent, now=now)
            moves.append(_Move(len(outcomes), rules.paid(trade, payment.buyer_id, now=now), spent))
            outcomes.append(moves[-1].after)
        except Refusal as refusal:
            outcomes.append(refusal)
    await _post(tx, moves, outcomes, now=now)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Move:
    place: int
    after: Trade
    spent: Spending


def transfer_of(trade: Trade, buyer_id: UUID) -> tuple[Account, Transfer]:
    """Where the money of a payment goes, and the transfer: straight to the seller, or into the trade's escrow."""
    if trade.holding == "none":
        into = takings_of(trade.seller_id, trade.currency)
    else:
        into = escrow_of(trade.id, trade.currency, payer_id=buyer_id)
    payer = wallet_of(buyer_id, trade.currency)
    return into, posted(ids.derived_id("trade_pay", trade.id), payer, into, trade.amount, purpose="trade", ref=trade.id)


async def _post(tx: Tx, moves: list[_Move], outcomes: list[Outcome], *, now: datetime) -> None:
    if not moves:
        return
    ways = [transfer_of(each.after, each.spent.person_id) for each in moves]
    held = [into for (into, _), each in zip(ways, moves, strict=True) if each.after.holding == "held"]
    if held:
        await ledger.open_accounts(tx, *held, now=now)
    told = await ledger.post_units(tx, [[transfer] for _, transfer in ways], now=now)
    done = [each for each, (code,) in zip(moves, told, strict=True) if code in DONE]
    for each, (code,) in zip(moves, told, strict=True):
        if code not in DONE:  # the payer's account is the only one that can be short, or not there
            outcomes[each.place] = InsufficientFunds()
    await guard.save_spending(tx, [each.spent for each in done])
    events = [TradeWasPaid(each.after.seller_id, each.after.trade_no, each.after.version) for each in done]
    if done and not await trades.save_unchanged(tx, [each.after for each in done], *events):
        raise TradeMoved


def _payable(payment: Payment, trade: Trade | None, uses: dict[str, UUID]) -> Trade:
    if trade is None:
        raise TradeUnknown
    guard.must_be_two(payment.buyer_id, payment.seller_id)
    if payment.code and uses[payment.code] != payment.trade_id:
        raise CodeNotPayable
    return trade


def _is_repeat(trade: Trade, payment: Payment) -> bool:
    return trade.stage == "paid" and trade.buyer_id == payment.buyer_id


def _coded(payments: Sequence[Payment]) -> bool:
    return any(each.code for each in payments)


def _take(waiting: deque[_Waiting]) -> list[_Waiting]:
    """The next batch: each buyer, trade and code once; who is there twice comes again in the next."""
    batch: list[_Waiting] = []
    later: list[_Waiting] = []
    seen: set[object] = set()
    while waiting and len(batch) < BATCH_MAX:
        each = waiting.popleft()
        named = {each.payment.buyer_id, each.payment.trade_id, each.payment.code or each.payment.trade_id}
        if seen & named:
            later.append(each)
        else:
            seen |= named
            batch.append(each)
    waiting.extendleft(reversed(later))
    return batch


def _tell(each: _Waiting, outcome: Trade | Exception) -> None:
    if each.outcome.done():  # the caller has gone
        return
    if isinstance(outcome, Exception):
        each.outcome.set_exception(outcome)
    else:
        each.outcome.set_result(outcome)
