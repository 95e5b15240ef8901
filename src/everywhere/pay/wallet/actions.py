"""A person's money: what there is, what moved it, put some in, pay somebody.

Top-ups stand alone, so they go through group commit. Payments move in one transaction with what their payer has spent, tips in
their deal's. The transfer's id, derived from the person and the Idempotency-Key, makes a repeat find the first.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.ledger.types import Account, Mark, Movement, Transfer, Which, posted
from everywhere.pay.wallet import rules, store
from everywhere.pay.wallet.types import Holding, Line, TopUpUnavailable, account_of, cash_of
from everywhere.people import actions as people
from everywhere.places import actions as places

CITIES_MAX = 1000
_LOOKED_BACK_MAX = 500


async def balance(tx: ReadTx, person_id: UUID, currency: str) -> Money:
    """What a person can spend."""
    return await ledger.balance(tx, account_of(person_id, currency))


async def holdings(tx: ReadTx, person_id: UUID) -> list[Holding]:
    """What a person has, currency by currency; who never had anything has nothing in the first open city's currency."""
    own = await ledger.balances_of(tx, person_id, "wallet")
    spendable = {each.currency: each.available for each in own}
    held = {each.currency: Money(each.reserved_minor, each.currency) for each in own if each.reserved_minor}
    for each in await ledger.balances_held_for(tx, person_id):
        held[each.currency] = held.get(each.currency, Money(0, each.currency)) + each.available
    currencies = sorted({*spendable, *held}) or (await _currencies(tx))[:1]
    return [Holding(spendable.get(each, Money(0, each)), held.get(each, Money(0, each))) for each in currencies]


async def statement(tx: ReadTx, person_id: UUID, currency: str, *, after: Mark | None, limit: int) -> list[Line]:
    """What moved a person's balance in a currency, newest first, each line with the balance after it."""
    account = account_of(person_id, currency)
    found = await ledger.statement(tx, account, after=after, limit=limit)
    notes = await store.notes(tx, account.shard, [movement.id for movement, _ in found])
    return [
        Line(movement, notes.get((movement.id, movement.input_hash), ""), Money(after_minor, currency))
        for movement, after_minor in found
    ]


async def lines_of(tx: ReadTx, person_id: UUID, currency: str, which: Which, *, after: Mark | None, limit: int) -> list[Line]:
    """Some of what moved a person's balance in a currency, newest first; without the balances between, for lines are left out."""
    account = account_of(person_id, currency)
    found = await ledger.movements_of(tx, account, which, after=after, limit=limit)
    notes = await store.notes(tx, account.shard, [movement.id for movement in found])
    return [Line(movement, notes.get((movement.id, movement.input_hash), ""), None) for movement in found]


async def top_up(
    db: Database, poster: Poster, person_id: UUID, amount: Money, *, key: str | None, is_demo: bool, now: datetime
) -> Line:
    """Put money into a wallet; the demo makes it from nothing, anywhere else it is TopUpUnavailable.

    The same `key` again answers the first top-up. Raises AmountOutOfBounds, CurrencyNotUsed, IdempotencyMismatch.
    """
    if not is_demo:
        raise TopUpUnavailable
    rules.must_be_movable(amount)
    cash, wallet = cash_of(amount.currency, beside=person_id), account_of(person_id, amount.currency)
    transfer = posted(rules.transfer_id(person_id, key), cash, wallet, amount, purpose="top_up")

    async def judge(tx: ReadTx) -> None:
        rules.must_be_used(amount.currency, await _currencies(tx))

    await _post_once(db, poster, transfer, (cash, wallet), judge=judge, now=now)
    async with db.read() as tx:
        return await _line(tx, wallet, transfer)


def payment(payer_id: UUID, payee_id: UUID, amount: Money, *, note: str, key: str | None) -> Transfer:
    """The transfer of a payment to another person; the same `key` again is the same. Raises PayingYourself, AmountOutOfBounds."""
    rules.must_be_two(payer_id, payee_id)
    rules.must_be_movable(amount)
    payer, payee = account_of(payer_id, amount.currency), account_of(payee_id, amount.currency)
    return posted(rules.transfer_id(payer_id, key), payer, payee, amount, purpose="payment", request=note)


async def paid_before(tx: ReadTx, transfer: Transfer, payer_id: UUID, currency: str) -> Line | None:
    """The payment if it was made, whatever changed since. Raises IdempotencyMismatch."""
    if not await ledger.was_posted(tx, transfer):
        return None
    return await _line(tx, account_of(payer_id, currency), transfer)


async def must_be_payable(tx: ReadTx, payer_id: UUID, payee_id: UUID, currency: str) -> None:
    """Raise CurrencyNotUsed, and NotFound where nobody is there or one blocked the other."""
    rules.must_be_used(currency, await _currencies(tx))
    await people.face(tx, payee_id)
    await people.must_be_unblocked(tx, payer_id, payee_id)


async def pay(tx: Tx, transfer: Transfer, payer_id: UUID, payee_id: UUID, currency: str, *, note: str, now: datetime) -> Line:
    """Make a payment to another person, with what was written with it, as the last thing of a transaction. Raises InsufficientFunds."""
    accounts = account_of(payer_id, currency), account_of(payee_id, currency)
    await ledger.open_accounts(tx, *accounts, now=now)
    if note:
        # Each side finds the words beside its own leg, in its own shard.
        for leg in (transfer, ledger.arrival_of(transfer)):
            if leg is not None:
                await store.write_note(tx, leg, payer_id, note)
    await ledger.post(tx, [transfer], now=now)
    return await _line(tx, accounts[0], transfer)


async def paid_by_others(tx: ReadTx, person_id: UUID, currency: str, *, limit: int) -> list[Movement]:
    """The payments of others among the last `limit` of what came into somebody's balance, newest first."""
    found = await ledger.movements_of(tx, account_of(person_id, currency), "in", after=None, limit=limit)
    return [each for each in found if each.purpose == "payment"]


async def has_paid(tx: ReadTx, payer_id: UUID, payee_id: UUID, currency: str) -> bool:
    """Whether the last hundreds of what went out of a balance have a payment to that person."""
    found = await ledger.movements_of(tx, account_of(payer_id, currency), "out", after=None, limit=_LOOKED_BACK_MAX)
    return any(each.purpose == "payment" and each.other_owner_id == payee_id for each in found)


async def tip(tx: Tx, deal_id: UUID, payer_id: UUID, payee_id: UUID, amount: Money, *, leg: int, now: datetime) -> None:
    """Give something on top of a deal's fee, in the deal's transaction, with no commission. Raises InsufficientFunds.

    `leg` numbers the tips of one deal; the same one again changes nothing.
    """
    payer, payee = account_of(payer_id, amount.currency), account_of(payee_id, amount.currency)
    await ledger.open_accounts(tx, payer, payee, now=now)
    await ledger.post(tx, [posted(ids.derived_id("tip", deal_id, leg), payer, payee, amount, purpose="tip", ref=deal_id)], now=now)


async def close(tx: Tx, person_id: UUID, *, now: datetime) -> bool:
    """End a person's balances for good, so that what is still on its way to them goes back; says whether all were open and empty."""
    found = await ledger.balances_of(tx, person_id, "wallet")
    return all([await ledger.close_if_zero(tx, account_of(person_id, each.currency), now=now) for each in found])


async def forget_notes(tx: Tx, person_id: UUID) -> int:
    """Erase what a person wrote with payments; the payments stay."""
    return await store.forget_notes(tx, person_id)


async def _post_once(
    db: Database,
    poster: Poster,
    transfer: Transfer,
    accounts: tuple[Account, Account],
    *,
    judge: Callable[[ReadTx], Awaitable[None]],
    now: datetime,
) -> None:
    async with db.read() as tx:
        if await ledger.was_posted(tx, transfer):
            return
        await judge(tx)
        missing = [account for account in accounts if not await ledger.has_opened(tx, account)]
    if missing:
        await db.transact(lambda tx: ledger.open_accounts(tx, *missing, now=now))
    ledger.must_be_done(await poster.post(transfer))


async def _line(tx: ReadTx, account: Account, transfer: Transfer) -> Line:
    movement = await ledger.movement(tx, account, transfer.id)
    if movement is None:
        raise NotFound
    notes = await store.notes(tx, account.shard, [movement.id])
    return Line(movement, notes.get((movement.id, movement.input_hash), ""), None)


async def _currencies(tx: ReadTx) -> list[str]:
    cities = await places.cities(tx, after=None, limit=CITIES_MAX)
    return list(dict.fromkeys(city.currency for city in cities if city.is_open))


__all__ = [
    "Line",
    "Movement",
    "balance",
    "close",
    "forget_notes",
    "holdings",
    "must_be_payable",
    "paid_before",
    "pay",
    "payment",
    "statement",
    "tip",
    "top_up",
]
