"""Set and check payment passwords, and let payments pass or not."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from everywhere.kernel import limits, outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import TooManyRequests
from everywhere.kernel.money import Money
from everywhere.pay.guard import rules, store
from everywhere.pay.guard.types import (
    Act,
    Password,
    PayLimitReached,
    PaymentPasswordNeeded,
    PaymentPasswordNotSet,
    PaymentPasswordReset,
    PaymentPasswordWrong,
    Spending,
    Tier,
    TooManyPayFromHere,
    Watch,
    Word,
)
from everywhere.pay.wallet import actions as wallet
from everywhere.people import actions as people
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.sign_in import actions as sign_in
from everywhere.people.sign_in.types import Attempt
from everywhere.people.types import Person

Paid = TypeVar("Paid")
PEPPER_PURPOSE = "payment passwords"
"""Which of the installation's keys is the pepper."""
_FROM_HERE = limits.Rate("new_payers", 100, 3600)
_LOOKED_BACK_MAX = 500
_HASHER = PasswordHasher()  # argon2id, with the library's costs (RFC 9106, low memory)


async def has_password(tx: ReadTx, person_id: UUID) -> bool:
    """Whether the person can confirm payments by password."""
    return await store.read(tx, person_id) is not None


async def set_password(db: Database, person_id: UUID, password: str, *, current: str | None, pepper: bytes, now: datetime) -> None:
    """Set or change the payment password; to change it one must know it. Raises as `check` does, PaymentPasswordTooSimple."""
    rules.must_not_be_simple(password)
    async with db.read() as tx:
        is_set = await has_password(tx, person_id)
    if is_set:
        await check(db, person_id, current, pepper=pepper, now=now)
    hashed = await asyncio.to_thread(_HASHER.hash, rules.peppered(password, person_id, pepper))
    await db.transact(lambda tx: store.set_password(tx, person_id, hashed, reset_at=None, now=now))


async def reset_password(
    db: Database, attempt: Attempt, who: Person, password: str, *, demo: bool, pepper: bytes, now: datetime
) -> None:
    """Set a payment password that was forgotten, for somebody who has just been sent a code; also opens one that is locked.

    Large payments wait for a day after it. Raises PaymentPasswordTooSimple, NotYourHandle, and as `sign_in.prove` does.
    """
    rules.must_not_be_simple(password)
    async with db.read(newest=True) as tx:
        rules.must_be_theirs(attempt.handle, [each.value for each in await people.handles_of(tx, who.person_id)])
    await sign_in.prove(db, attempt, demo=demo, now=now)
    hashed = await asyncio.to_thread(_HASHER.hash, rules.peppered(password, who.person_id, pepper))
    await db.transact(lambda tx: _reset(tx, who.person_id, hashed, now=now))


async def check(db: Database, person_id: UUID, password: str | None, *, pepper: bytes, now: datetime) -> Password:
    """See that it is the person's payment password. A wrong try counts whatever becomes of the request.

    Raises PaymentPasswordNeeded, PaymentPasswordNotSet, PaymentPasswordWrong, PaymentPasswordLocked.
    """
    if password is None:
        raise PaymentPasswordNeeded(path="password")
    found = await db.transact(lambda tx: _take_try(tx, person_id, now=now))
    try:
        await asyncio.to_thread(_HASHER.verify, found.hash, rules.peppered(password, person_id, pepper))
    except VerifyMismatchError as wrong:
        rules.must_be_open(found.locked_until, now=now)
        raise PaymentPasswordWrong(path="password", tries_left=rules.TRIES_MAX - found.tries) from wrong
    await db.transact(lambda tx: store.save_tries(tx, person_id, 0, None))
    return found


async def confirm(
    db: Database, payer: Person, act: Act, amount: Money, word: Word, about: bytes, *, watch: Watch, now: datetime
) -> None:
    """See that the payer means it: by a passkey that signed `about`, by the password, or by neither where `act` asks for none.

    Every way by which somebody's own word moves money out of their balance goes through here, and nothing else asks for it.
    Raises as `check` and `passkeys.confirm` do, PaymentLooksRisky soon after the password was reset, TooManyPayFromHere.
    """
    if watch.is_on:
        await _must_not_crowd(db, payer, word.origin, now=now)
    person_id = payer.person_id
    if word.passkey is not None and word.site is not None:
        await passkeys.confirm(db, person_id, word.passkey, about, site=word.site, now=now)
    elif word.password is not None or (watch.is_on and rules.needs_word(act, amount)):
        found = await check(db, person_id, word.password, pepper=watch.pepper, now=now)
        rules.must_not_be_fresh(found.reset_at, amount, now=now)


async def look_again(tx: Tx, who: Person) -> Tier:
    """Note how well the person is known by now, for the limits."""
    kinds = {handle.value.partition(":")[0] for handle in await people.handles_of(tx, who.person_id)}
    tier = rules.tier_of(kinds, has_passkey=bool(await passkeys.of(tx, who)))
    await store.know(tx, who.person_id, tier)
    return tier


async def as_known_now(db: Database, who: Person, pay: Callable[[], Awaitable[Paid]]) -> Paid:
    """Pay; where a limit stands in the way of somebody who is better known by now than when one looked last, pay again."""
    try:
        return await pay()
    except PayLimitReached as refused:
        if await db.transact(lambda tx: look_again(tx, who)) == refused.facts["tier"]:
            raise
    return await pay()


async def sent(tx: Tx, before: Spending, payer: Person, payee_id: UUID, amount: Money, *, now: datetime) -> Spending:
    """What somebody has spent once they have paid this to another person, where the rules let them. Raises what `rules.spent` raises, PayeePaidTooOften.

    What others pay the same person in this very moment is not counted: their counters would wait for each other.
    """
    paid = await wallet.paid_by_others(tx, payee_id, amount.currency, limit=_LOOKED_BACK_MAX)
    rules.must_not_be_paid_too_often([(each.at, each.signed_minor) for each in paid], amount, now=now)
    is_new_payee = rules.is_large_for_first(amount) and not await wallet.has_paid(tx, payer.person_id, payee_id, amount.currency)
    is_new_payer = rules.is_new(payer.created_at, now=now)
    return rules.spent(before, amount, is_new_payee=is_new_payee, is_new_payer=is_new_payer, now=now)


async def new_payers(tx: ReadTx, spendings: Iterable[tuple[Spending, Money]], *, now: datetime) -> set[UUID]:
    """Who of these, paying that, would pass the limit of a new account and has one."""
    asked = [before.person_id for before, amount in spendings if rules.passes_first_day(before, amount)]
    found = await people.faces(tx, asked)
    return {each for each in asked if each in found and rules.is_new(found[each].created_at, now=now)}


async def forget(tx: Tx, person_id: UUID) -> None:
    """Drop what confirms an erased person's payments."""
    await store.forget(tx, person_id)


async def hold_spending(tx: Tx, person_ids: Sequence[UUID]) -> dict[UUID, Spending]:
    """What people have spent, held until the transaction ends; lock it before trades and accounts."""
    return await store.hold(tx, sorted(set(person_ids)))


async def save_spending(tx: Tx, spendings: Sequence[Spending]) -> None:
    """Keep what people have spent by now."""
    if spendings:
        await store.spend(tx, spendings)


async def _must_not_crowd(db: Database, payer: Person, origin: str, *, now: datetime) -> None:
    # Of new accounts alone: a whole campus may have one address.
    if rules.is_this_machine(origin) or not rules.is_new(payer.created_at, now=now):
        return
    try:
        await limits.take(db, _FROM_HERE, origin, now=now)
    except TooManyRequests as many:
        raise TooManyPayFromHere from many


async def _take_try(tx: Tx, person_id: UUID, *, now: datetime) -> Password:
    found = await store.lock(tx, person_id)
    if found is None:
        raise PaymentPasswordNotSet(path="password")
    rules.must_be_open(found.locked_until, now=now)
    tries, locked_until = rules.after_try(found.tries, now=now)
    await store.save_tries(tx, person_id, tries, locked_until)
    return replace(found, tries=tries, locked_until=locked_until)


async def _reset(tx: Tx, person_id: UUID, hashed: str, *, now: datetime) -> None:
    await store.set_password(tx, person_id, hashed, reset_at=now, now=now)
    await outbox.emit(tx, PaymentPasswordReset(person_id))


FREE_OF_CHECK = rules.FREE_OF_CHECK
needs_word = rules.needs_word
about = rules.about
must_be_two = rules.must_be_two
must_not_take_too_much = rules.must_not_take_too_much
spent = rules.spent
is_large_for_first = rules.is_large_for_first
may_go_in_circles = rules.may_go_in_circles
must_not_go_in_circles = rules.must_not_go_in_circles
CIRCLE = rules.CIRCLE
NEW_FOR = rules.NEW_FOR
