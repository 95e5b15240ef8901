"""What a person asks of a provider in their own words: to put money in, to take it out, to be paid somewhere.

Money that has gone outside does not come back, so taking it out and saying where to are confirmed whatever the amount.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.types import Watch, Word
from everywhere.pay.providers.outside.types import Connected, Kind, Provider
from everywhere.pay.providers.transits import actions, rules
from everywhere.pay.providers.transits.types import OutsideAccount, Transit
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.passkeys.types import Asked, Site
from everywhere.people.types import Person

_NOTHING = Money(0, "CNY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What somebody asks for: money in or out, perhaps for a deal."""

    who: Person
    kind: Kind
    amount: Money
    transit_id: UUID
    group_id: UUID | None = None


async def begin(db: Database, provider: Provider, asked: Movement, word: Word, *, watch: Watch, now: datetime) -> Transit:
    """Write what is asked for and ask the provider. The same id again is the same transit, and asks for no word.

    Raises what `actions.intend` and `guard.confirm` raise.
    """
    person_id = asked.who.person_id
    if asked.kind == "payout" and not await _was_asked(db, asked):
        async with db.read(newest=True) as tx:
            about = await _about_payout(tx, provider, person_id, asked.amount)
        await guard.confirm(db, asked.who, "withdraw", asked.amount, word, about, watch=watch, now=now)

    async def intend(tx: Tx) -> Transit:
        return await actions.intend(
            tx,
            provider,
            person_id,
            asked.kind,
            asked.amount,
            transit_id=asked.transit_id,
            group_id=asked.group_id,
            now=now,
        )

    made = await db.transact(intend)
    return await actions.carry(db, provider, person_id, made.id, now=now)


async def connect(
    db: Database, provider: Provider, who: Person, word: Word, *, identity: str, sends_released: bool, watch: Watch, now: datetime
) -> tuple[OutsideAccount, Connected]:
    """Say where somebody wants to be paid; to ask again whether the provider has said yes needs no word.

    Raises what `actions.connect` and `guard.confirm` raise.
    """
    rules.must_offer_payouts(provider)
    async with db.read(newest=True) as tx:
        before = await actions.account_at(tx, who.person_id, provider.name)
    if rules.is_change(before, identity=identity, sends_released=sends_released):
        about = guard.about(_account(provider, identity), _NOTHING)
        await guard.confirm(db, who, "name_account", _NOTHING, word, about, watch=watch, now=now)
    return await actions.connect(db, provider, who.person_id, identity=identity, sends_released=sends_released)


async def ask_for_passkey_paying_out(
    db: Database, provider: Provider, who: Person, amount: Money, *, site: Site, now: datetime
) -> Asked:
    """What a browser needs to confirm this payout, to where they are paid now. Raises NoPasskey, NoOutsideAccount."""
    async with db.read(newest=True) as tx:
        about = await _about_payout(tx, provider, who.person_id, amount)
    return await db.transact(lambda tx: passkeys.ask_to_confirm(tx, who, about, site=site, now=now))


async def ask_for_passkey_connecting(
    db: Database, provider: Provider, who: Person, identity: str, *, site: Site, now: datetime
) -> Asked:
    """What a browser needs to confirm where its owner wants to be paid. Raises NoPasskey."""
    about = guard.about(_account(provider, identity), _NOTHING)
    return await db.transact(lambda tx: passkeys.ask_to_confirm(tx, who, about, site=site, now=now))


async def _was_asked(db: Database, asked: Movement) -> bool:
    try:
        async with db.read(newest=True) as tx:
            await actions.get(tx, asked.who.person_id, asked.transit_id)
    except NotFound:
        return False
    return True


async def _about_payout(tx: ReadTx, provider: Provider, person_id: UUID, amount: Money) -> bytes:
    rules.must_offer(provider, "payout", amount.currency)
    account = rules.account_in(await actions.account_at(tx, person_id, provider.name))
    return guard.about(f"payout {provider.name} {account}", amount)


def _account(provider: Provider, identity: str) -> str:
    return f"account {provider.name} {identity}"
