"""Open a merchant account, tell who is who by number, and take what was taken into one's own balance."""

from collections.abc import Iterable
from datetime import datetime
from secrets import SystemRandom
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound, Refusal
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import posted
from everywhere.pay.merchants import rules, store
from everywhere.pay.merchants.types import Merchant, NotAMerchant, Number, Side, takings_of
from everywhere.pay.wallet.types import account_of as wallet_of
from everywhere.people import actions as people
from everywhere.people.sign_in import actions as sign_in

_CHANCE = SystemRandom()
_TRIES_MAX = 5
_ERASED_NAME = "erased"
CURRENCY = "CNY"
"""What the Open API counts in."""


async def number_of(tx: Tx, person_id: UUID, side: Side = "person") -> Number:
    """Somebody's number on one of the two sides, the same for ever; who has none gets one."""
    for _ in range(_TRIES_MAX):
        if found := await store.number_of(tx, person_id, side):
            return Number(found)
        await store.claim(tx, rules.number(_CHANCE), person_id, side)
    raise LookupError(person_id)


async def known_number(tx: ReadTx, person_id: UUID, side: Side = "person") -> str:
    """Somebody's number; empty where they have none yet."""
    return await store.number_of(tx, person_id, side) or ""


async def known_numbers(tx: ReadTx, person_ids: Iterable[UUID], side: Side = "person") -> dict[UUID, str]:
    """The numbers of those who have one."""
    wanted = list(set(person_ids))
    return {each.person_id: each.number for each in await store.numbers_of(tx, wanted, side)} if wanted else {}


async def owner_of(tx: ReadTx, number: str) -> tuple[UUID, Side] | None:
    """Whose a number is, and on which side."""
    found = await store.owner_of(tx, number)
    return None if found is None else (found.person_id, found.side)


async def logon_of(tx: ReadTx, person_id: UUID) -> str:
    """How a person signs in, masked; empty for one who is erased."""
    handles = await people.handles_of(tx, person_id)
    return rules.masked(handles[0].value) if handles else ""


async def by_logon(tx: ReadTx, logon: str, *, name: str) -> UUID | None:
    """Who signs in by this phone number or e-mail address and is called so."""
    try:
        handle = sign_in.handle_of(**{"email" if "@" in logon else "phone": logon})
    except Refusal:
        return None
    found = await people.by_handle(tx, handle)
    return found.person_id if found is not None and found.name == name else None


async def open_account(tx: Tx, person_id: UUID, *, name: str, now: datetime) -> Merchant:
    """Make somebody a merchant; who is one already is called `name` from now on."""
    number = await number_of(tx, person_id, "merchant")
    await store.insert(tx, person_id, number=number, name=name, now=now)
    found = await store.read(tx, person_id)
    if found is not None and found.name != name:
        found = await store.rename(tx, person_id, name)
    if found is None:
        raise NotFound
    await ledger.open_accounts(tx, takings_of(person_id, CURRENCY), wallet_of(person_id, CURRENCY), now=now)
    return found


async def of(tx: ReadTx, person_id: UUID) -> Merchant:
    """A person's merchant account. Raises NotAMerchant."""
    found = await store.read(tx, person_id)
    if found is None:
        raise NotAMerchant
    return found


async def of_some(tx: ReadTx, person_ids: Iterable[UUID]) -> dict[UUID, Merchant]:
    """The merchant accounts of those who have one."""
    return {each.person_id: each for each in await store.read_some(tx, list(set(person_ids)))}


async def takings(tx: ReadTx, person_id: UUID) -> Money:
    """What a merchant can take out, refund from and send."""
    return await ledger.balance(tx, takings_of(person_id, CURRENCY))


async def draw(tx: Tx, person_id: UUID, amount: Money, *, transfer_id: UUID, now: datetime) -> None:
    """Take takings into one's own balance. Raises NotAMerchant, InsufficientFunds. The same id again moves nothing more."""
    await of(tx, person_id)
    takings_account, wallet_account = takings_of(person_id, amount.currency), wallet_of(person_id, amount.currency)
    await ledger.open_accounts(tx, takings_account, wallet_account, now=now)
    await ledger.post(tx, [posted(transfer_id, takings_account, wallet_account, amount, purpose="takings")], now=now)


async def export(tx: ReadTx, person_id: UUID) -> dict[str, object]:
    """What there is of a person as a payer and as a seller."""
    return {
        "number": await known_number(tx, person_id),
        "merchant": await store.read(tx, person_id),
        "takings": await takings(tx, person_id),
    }


async def forget(tx: Tx, person_id: UUID) -> None:
    """Take the name from an erased person's shop."""
    await store.rename(tx, person_id, _ERASED_NAME)
