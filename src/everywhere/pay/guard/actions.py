"""Set and check payment passwords, and let payments pass or not."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from everywhere.kernel import outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.guard import rules, store
from everywhere.pay.guard.types import (
    Password,
    PaymentPasswordNeeded,
    PaymentPasswordNotSet,
    PaymentPasswordReset,
    PaymentPasswordWrong,
    Spending,
)
from everywhere.people import actions as people
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.sign_in import actions as sign_in
from everywhere.people.sign_in.types import Attempt
from everywhere.people.types import Person

PEPPER_PURPOSE = "payment passwords"
"""Which of the installation's keys is the pepper."""
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


async def check_for(db: Database, person_id: UUID, amount: Money, password: str | None, *, pepper: bytes, now: datetime) -> None:
    """`check`, where the amount asks for it or a password was given. Raises PaymentLooksRisky soon after it was reset."""
    if password is not None or rules.needs_password(amount):
        found = await check(db, person_id, password, pepper=pepper, now=now)
        rules.must_not_be_fresh(found.reset_at, amount, now=now)


async def look_again(tx: Tx, who: Person) -> None:
    """Note how well the person is known by now, for the limits."""
    kinds = {handle.value.partition(":")[0] for handle in await people.handles_of(tx, who.person_id)}
    tier = rules.tier_of(kinds, has_passkey=bool(await passkeys.of(tx, who)))
    await store.know(tx, who.person_id, tier)


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
needs_password = rules.needs_password
must_be_two = rules.must_be_two
spent = rules.spent
is_large_for_first = rules.is_large_for_first
may_go_in_circles = rules.may_go_in_circles
must_not_go_in_circles = rules.must_not_go_in_circles
CIRCLE = rules.CIRCLE
