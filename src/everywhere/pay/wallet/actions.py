"""A person's money: what there is, what moved it, put some in, pay somebody."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import posted
from everywhere.pay.wallet.types import account_of


async def balance(tx: ReadTx, person_id: UUID, currency: str) -> Money:
    """What a person can spend."""
    return await ledger.balance(tx, account_of(person_id, currency))


async def tip(tx: Tx, deal_id: UUID, payer_id: UUID, payee_id: UUID, amount: Money, *, leg: int, now: datetime) -> None:
    """Give something on top of a deal's fee, in the deal's transaction, with no commission. Raises InsufficientFunds.

    `leg` numbers the tips of one deal; the same one again changes nothing.
    """
    payer, payee = account_of(payer_id, amount.currency), account_of(payee_id, amount.currency)
    await ledger.open_accounts(tx, payer, payee, now=now)
    await ledger.post(tx, [posted(ids.derived_id("tip", deal_id, leg), payer, payee, amount, purpose="tip", ref=deal_id)], now=now)
