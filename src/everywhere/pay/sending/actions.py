"""Pay another person: their word where the amount asks for it, the limits of whoever pays, and the money, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel import outbox
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.money import Money
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.types import Watch, Word
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.sending.types import SellerPaid
from everywhere.pay.wallet import actions as wallet
from everywhere.pay.wallet.types import Line
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.passkeys.types import Asked, Site
from everywhere.people.types import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Whom somebody pays, how much, a few words, and a key that makes it one."""

    payer: Person
    payee_id: UUID
    amount: Money
    note: str = ""
    key: str | None = None

    @property
    def about(self) -> bytes:
        """What a passkey signs of it."""
        return guard.about(f"person {self.payee_id}", self.amount)


async def pay(db: Database, asked: Sending, word: Word, *, watch: Watch, now: datetime) -> Line:
    """Pay another person from one's balance. The same key again answers the first payment, whatever changed since, and asks for no word.

    Raises what `wallet.payment`, `wallet.must_be_payable`, `guard.confirm` and `guard.sent` raise, and InsufficientFunds.
    """
    payer_id, currency = asked.payer.person_id, asked.amount.currency
    transfer = wallet.payment(payer_id, asked.payee_id, asked.amount, note=asked.note, key=asked.key)
    async with db.read(newest=True) as tx:
        if done := await wallet.paid_before(tx, transfer, payer_id, currency):
            return done
        await wallet.must_be_payable(tx, payer_id, asked.payee_id, currency)
    await guard.confirm(db, asked.payer, "send", asked.amount, word, asked.about, watch=watch, now=now)

    async def paid(tx: Tx) -> Line:
        spendings = await guard.hold_spending(tx, [payer_id])
        if done := await wallet.paid_before(tx, transfer, payer_id, currency):
            return done
        if watch.is_on:
            spent = await guard.sent(tx, spendings[payer_id], asked.payer, asked.payee_id, asked.amount, now=now)
            await guard.save_spending(tx, [spent])
        if payer_id in await merchants.of_some(tx, [payer_id]):
            await outbox.emit(tx, SellerPaid(payer_id, asked.payee_id))
        return await wallet.pay(tx, transfer, payer_id, asked.payee_id, currency, note=asked.note, now=now)

    return await guard.as_known_now(db, asked.payer, lambda: db.transact(paid))


async def ask_for_passkey(db: Database, asked: Sending, *, site: Site, now: datetime) -> Asked:
    """What the payer's browser needs to confirm this very payment by a passkey. Raises NoPasskey, and as `wallet.must_be_payable` does."""
    async with db.read() as tx:
        await wallet.must_be_payable(tx, asked.payer.person_id, asked.payee_id, asked.amount.currency)
    return await db.transact(lambda tx: passkeys.ask_to_confirm(tx, asked.payer, asked.about, site=site, now=now))
