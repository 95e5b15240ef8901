"""Let money in and out: write what is intended, ask the provider, note what became of it, ask again until that is known.

Between any two of these steps the process may die. What is intended is in the database before anybody outside is asked; each
question bears the same key each time; money that goes out is held back in the wallet until its end is known, money that comes in
is there when it is. So whoever carries a transit on, and however often, it moves once or not at all.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import structlog

from everywhere.kernel import outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import IdempotencyMismatch, NotFound
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import Account, InsufficientFunds
from everywhere.pay.providers.outside.types import (
    Connected,
    Declined,
    Kind,
    Provider,
    ProviderName,
    Told,
    Unreachable,
    clearing_of,
)
from everywhere.pay.providers.transits import rules, store
from everywhere.pay.providers.transits.types import (
    MoneyReleased,
    OutsideAccount,
    ProviderDeclined,
    ProviderNotOffered,
    ProviderSilent,
    Transit,
    TransitDue,
)
from everywhere.pay.wallet import rules as wallet_rules
from everywhere.pay.wallet.types import account_of

log = structlog.get_logger(__name__)

Offered = Mapping[ProviderName, Provider]
UNDOING_MAX = 1000
FAULTS_SHOWN = 20
ROWS_OF_EXPORT_MAX = 10_000
_END_OF_TIME = (datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))


def named(offered: Offered, name: str) -> Provider:
    """A provider by its name. Raises ProviderNotOffered."""
    for each in offered.values():
        if each.name == name:
            return each
    raise ProviderNotOffered(path="provider")


async def intend(
    tx: Tx,
    provider: Provider,
    person_id: UUID,
    kind: Kind,
    amount: Money,
    *,
    transit_id: UUID,
    group_id: UUID | None,
    now: datetime,
) -> Transit:
    """Write that somebody is to be charged or paid out; the same id again is the same transit.

    Raises ProviderCannot, AmountOutOfBounds, NoOutsideAccount, InsufficientFunds, IdempotencyMismatch.
    """
    rules.must_offer(provider, kind, amount.currency)
    wallet_rules.must_be_movable(amount)
    account = rules.account_in(await account_at(tx, person_id, provider.name)) if kind == "payout" else ""
    transit = Transit(
        person_id=person_id,
        id=transit_id,
        provider=provider.name,
        kind=kind,
        amount_minor=amount.minor,
        currency=amount.currency,
        group_id=group_id,
        account=account,
        created_at=now,
        expires_at=now + rules.CHARGE_LASTS,
    )
    return await _written(tx, transit, now=now)


async def undo(
    tx: Tx, provider: Provider, person_id: UUID, of_id: UUID, kind: Kind, amount: Money, *, transit_id: UUID, now: datetime
) -> Transit:
    """Write that a charge is to be given back, or a payout taken back, in parts or whole.

    Raises NotFound, NothingToUndo, ProviderCannot, InsufficientFunds, IdempotencyMismatch.
    """
    before = await store.lock(tx, person_id, of_id)
    if before is None or before.provider != provider.name:
        raise NotFound
    rules.must_offer(provider, kind, amount.currency)
    undone = await store.undoing(tx, person_id, of_id, limit=UNDOING_MAX)
    rules.must_be_undoable(before, kind, amount, [each for each in undone if each.id != transit_id])
    transit = Transit(
        person_id=person_id,
        id=transit_id,
        provider=before.provider,
        kind=kind,
        amount_minor=amount.minor,
        currency=amount.currency,
        of_id=of_id,
        group_id=before.group_id,
        created_at=now,
        expires_at=now + rules.CHARGE_LASTS,
    )
    return await _written(tx, transit, now=now)


async def carry(db: Database, provider: Provider, person_id: UUID, transit_id: UUID, *, now: datetime) -> Transit:
    """Ask the provider what is next to ask, and note what it says; a transit that is over stays as it is. Raises NotFound."""
    async with db.read(newest=True) as tx:
        transit = await get(tx, person_id, transit_id)
        undone = None if transit.of_id is None else await store.read(tx, person_id, transit.of_id)
    if transit.is_over:
        return transit
    told = await _asked(provider, transit, "" if undone is None else undone.report_ref, now=now)
    return await db.transact(lambda tx: conclude(tx, person_id, transit_id, told, now=now))


async def conclude(tx: Tx, person_id: UUID, transit_id: UUID, told: Told | None, *, now: datetime) -> Transit:
    """Note what a provider said of a transit, or that it said nothing; money moves if it was the last word. Raises NotFound."""
    transit = await locked(tx, person_id, transit_id)
    if transit.is_over:
        return transit
    after = rules.after(transit, told, now=now)
    await store.save(tx, after)
    if not after.is_over:
        at = rules.looks_again_at(after, now=now)
        wait_s = (at - now).total_seconds()
        await outbox.emit(tx, TransitDue(person_id, transit_id, after.looks, at, wait_s))
        return after
    wallet, clearing = _accounts(after)
    await ledger.open_accounts(tx, wallet, clearing, now=now)
    await ledger.post(tx, rules.settled(after), now=now)
    return after


async def look_soon(tx: Tx, about: Sequence[tuple[UUID, UUID]], *, now: datetime) -> None:
    """The provider has called: ask it about these transits at once. Those that nobody knows are passed over."""
    for person_id, transit_id in about:
        if await store.read(tx, person_id, transit_id) is not None:
            await outbox.emit(tx, TransitDue(person_id, transit_id, rules.BY_CALL, now, 0))


async def connect(
    db: Database, provider: Provider, person_id: UUID, *, identity: str, sends_released: bool
) -> tuple[OutsideAccount, Connected]:
    """Say where somebody wants to be paid, who they are there, or have an account made for them. Raises ProviderCannot, ProviderSilent, ProviderDeclined."""
    rules.must_offer_payouts(provider)
    found = await db.transact(lambda tx: store.name_account(tx, person_id, provider.name, sends_released=sends_released))
    try:
        connected = await provider.connect(person_id, identity, "" if found is None else found.account)
    except Unreachable as error:
        raise ProviderSilent from error
    except Declined as error:
        raise ProviderDeclined(path="identity", reason=str(error)) from error
    await db.transact(
        lambda tx: store.connect(tx, person_id, provider.name, account=connected.account, is_ready=connected.is_ready)
    )
    return OutsideAccount(person_id, provider.name, connected.account, connected.is_ready, sends_released), connected


async def hear_of_release(tx: Tx, person_id: UUID, amount: Money, *, group_id: UUID) -> None:
    """Money of a deal came into somebody's wallet: it goes on at once where they want that."""
    if amount.minor and any(each.sends_released for each in await store.accounts(tx, person_id)):
        await outbox.emit(tx, MoneyReleased(person_id, group_id, amount.minor, amount.currency))


async def send_released(tx: Tx, offered: Offered, event: MoneyReleased, *, now: datetime) -> None:
    """Pay out what a deal released to somebody who wants that, once; what they have spent by now stays."""
    amount = Money(event.minor, event.currency)
    for account in await store.accounts(tx, event.person_id):
        if account.sends_released and account.is_ready and account.provider in offered:
            transit_id = rules.transit_id(event.person_id, f"released|{event.group_id}|{event.minor}")
            provider = offered[account.provider]
            try:
                async with tx.savepoint():
                    await intend(
                        tx, provider, event.person_id, "payout", amount, transit_id=transit_id, group_id=event.group_id, now=now
                    )
            except InsufficientFunds:
                log.info("released_money_is_spent", person_id=event.person_id, group_id=event.group_id)
            return


async def locked(tx: Tx, person_id: UUID, transit_id: UUID) -> Transit:
    """A transit of a person, for this transaction alone. Raises NotFound."""
    found = await store.lock(tx, person_id, transit_id)
    if found is None:
        raise NotFound
    return found


async def keep(tx: Tx, transit: Transit) -> bool:
    """Write a transit that is over already, unless it is there; says whether it did. What moves by it is for the caller to post."""
    return await store.insert(tx, transit)


async def get(tx: ReadTx, person_id: UUID, transit_id: UUID) -> Transit:
    """A transit of a person. Raises NotFound."""
    found = await store.read(tx, person_id, transit_id)
    if found is None:
        raise NotFound
    return found


async def of_person(tx: ReadTx, person_id: UUID, *, before: tuple[datetime, UUID] | None, limit: int) -> list[Transit]:
    """A person's transits, newest first; one more than `limit`, to see whether there are more."""
    return await store.of_person(tx, person_id, before=before or _END_OF_TIME, limit=limit + 1)


async def booked(tx: ReadTx, provider: str, since: date, until: date, *, limit: int) -> list[Transit]:
    """What moved through a provider on these days of the books, oldest first."""
    return await store.booked(tx, provider, since, until, limit=limit)


async def accounts_of(tx: ReadTx, person_id: UUID) -> list[OutsideAccount]:
    """Where a person is paid, provider by provider."""
    return await store.accounts(tx, person_id)


async def account_at(tx: ReadTx, person_id: UUID, provider: str) -> OutsideAccount | None:
    """Where a person is paid at a provider."""
    return next((each for each in await store.accounts(tx, person_id) if each.provider == provider), None)


async def faults(tx: ReadTx) -> list[str]:
    """Transits of which nobody knows for three days what became of them, in words."""
    found = await store.stuck(tx, limit=FAULTS_SHOWN)
    return [
        f"{each.kind} {each.id} of {each.person_id} at {each.provider} is {each.stage} since {each.created_at}" for each in found
    ]


async def export(tx: ReadTx, person_id: UUID) -> dict[str, object]:
    """What a person put in and took out, newest first, with what is still under way, and where they are paid."""
    return {
        "transits": await store.of_person(tx, person_id, before=_END_OF_TIME, limit=ROWS_OF_EXPORT_MAX),
        "accounts": await store.accounts(tx, person_id),
    }


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop where an erased person was paid."""
    await store.forget(tx, person_id)


async def _written(tx: Tx, transit: Transit, *, now: datetime) -> Transit:
    if not await store.insert(tx, transit):
        before = await get(tx, transit.person_id, transit.id)
        if not rules.is_same(before, transit):
            raise IdempotencyMismatch
        return before
    await outbox.emit(tx, TransitDue(transit.person_id, transit.id, 0, now, 0))
    if not transit.comes_in:
        wallet, clearing = _accounts(transit)
        await ledger.open_accounts(tx, wallet, clearing, now=now)
        await ledger.post(tx, [rules.reserved(transit)], now=now)
    return transit


async def _asked(provider: Provider, transit: Transit, of_ref: str, *, now: datetime) -> Told | None:
    order = transit.order(of_ref)
    step = rules.step_of(transit, now=now)
    verb = {"begin": provider.begin, "look": provider.look, "abandon": provider.abandon}[step]
    try:
        return await verb(order)
    except Declined as error:
        if step == "begin":
            return Told("failed", reason=str(error))
        log.warning("provider_does_not_tell", provider=provider.name, transit_id=transit.id, error=str(error))
    except Unreachable as error:
        log.warning("provider_silent", provider=provider.name, transit_id=transit.id, error=str(error))
    return None


def _accounts(transit: Transit) -> tuple[Account, Account]:
    wallet = account_of(transit.person_id, transit.currency)
    return wallet, clearing_of(transit.provider, transit.currency, beside=transit.person_id)
