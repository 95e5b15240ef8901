"""Hold a deal's money and let it go: to the helper, back to the asker, or to both.

Every verb runs in the deal's transaction, so that the money moves if and only if the deal does. `leg` numbers the
steps of one deal: the same step again changes nothing, another amount under the same number is an IdempotencyMismatch.
A deposit is held in an account of its own, in the payer's shard like the price, and earns nobody commission.
What goes to somebody in another shard has left the escrow then, and arrives soon after the commit.
Make it the last thing that the transaction does: the accounts are locked until it ends.
"""

from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.escrow import types
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import Account, Transfer, posted
from everywhere.pay.wallet.types import account_of as wallet_of


async def hold(
    tx: Tx, deal_id: UUID, payer_id: UUID, amount: Money, *, leg: int, now: datetime, deposit: Money | None = None
) -> None:
    """Take `amount` from the payer into the deal's escrow account, and a deposit into that of its own; both or neither.

    Raises InsufficientFunds.
    """
    payer = wallet_of(payer_id, amount.currency)
    escrow = types.account_of(deal_id, amount.currency, payer_id=payer_id)
    parts = [(escrow, posted(_id("hold", deal_id, leg), payer, escrow, amount, purpose="hold", ref=deal_id))]
    if deposit is not None and deposit.minor > 0:
        apart = types.account_of(types.deposit_of(deal_id), deposit.currency, payer_id=payer_id)
        parts.append((apart, posted(_id("deposit", deal_id, leg), payer, apart, deposit, purpose="deposit", ref=deal_id)))
    await ledger.open_accounts(tx, payer, *(account for account, _ in parts), now=now)
    await ledger.post(tx, [transfer for _, transfer in parts], now=now)


async def release(
    tx: Tx,
    deal_id: UUID,
    payee_id: UUID,
    amount: Money,
    *,
    payer_id: UUID,
    leg: int,
    commission_bps: int,
    now: datetime,
    community_id: UUID | None = None,
) -> None:
    """Pay `amount` of the payer's out to the payee, less the commission, which rounds down and goes to the community or the operator.

    Raises InsufficientFunds when less is held. An escrow account that is empty afterwards is closed.
    """
    escrow = types.account_of(deal_id, amount.currency, payer_id=payer_id)
    to_helper = _releases(escrow, payee_id, amount, leg=leg, commission_bps=commission_bps, community_id=community_id)
    await _let_go(tx, escrow, to_helper, now=now)


async def refund(tx: Tx, deal_id: UUID, payer_id: UUID, amount: Money, *, leg: int, now: datetime) -> None:
    """Give `amount` back to the payer. Raises InsufficientFunds when less is held. An empty escrow account is closed."""
    escrow = types.account_of(deal_id, amount.currency, payer_id=payer_id)
    await _let_go(tx, escrow, _refunds(escrow, payer_id, amount, leg=leg), now=now)


async def split(
    tx: Tx,
    deal_id: UUID,
    *,
    payee_id: UUID,
    to_payee: Money,
    payer_id: UUID,
    to_payer: Money,
    leg: int,
    commission_bps: int,
    now: datetime,
    community_id: UUID | None = None,
    deposit: types.Deposit | None = None,
) -> None:
    """Release `to_payee` and refund `to_payer` at once, and let a deposit go; any may be nothing. All or none.

    One split instead of a release and a refund: the accounts are locked together, so two such transactions cannot
    wait for each other.
    """
    escrow = types.account_of(deal_id, to_payee.currency, payer_id=payer_id)
    to_helper = _releases(escrow, payee_id, to_payee, leg=leg, commission_bps=commission_bps, community_id=community_id)
    apart = types.account_of(types.deposit_of(deal_id), to_payee.currency, payer_id=payer_id)
    back = [] if deposit is None else _lets_go(apart, deal_id, payee_id, deposit, payer_id=payer_id, leg=leg)
    await _let_go(tx, escrow, [*to_helper, *_refunds(escrow, payer_id, to_payer, leg=leg), *back], now=now)
    if back:
        await ledger.close_if_zero(tx, apart, now=now)


async def outstanding(tx: ReadTx, deal_id: UUID, currency: str, *, payer_id: UUID) -> Money:
    """What is held of the payer's for a deal now; nothing for a deal that was never funded."""
    return await ledger.balance(tx, types.account_of(deal_id, currency, payer_id=payer_id))


async def released(tx: ReadTx, deal_id: UUID, currency: str, *, payer_id: UUID, leg: int) -> Money:
    """What a step of a deal released to its payee, without the commission; nothing for a step that released nothing."""
    escrow = types.account_of(deal_id, currency, payer_id=payer_id)
    found = await ledger.movement(tx, escrow, _id("release", deal_id, leg))
    return Money(0 if found is None else -found.signed_minor, currency)


Part = tuple[Account, Transfer]


def _releases(
    escrow: Account, payee_id: UUID, amount: Money, *, leg: int, commission_bps: int, community_id: UUID | None
) -> list[Part]:
    fee, rest = amount.split_bps(commission_bps)
    payee, fees = wallet_of(payee_id, amount.currency), types.fees_of(community_id, amount.currency)
    wanted = [(payee, "release", rest), (fees, "commission", fee)]
    return [_part(purpose, escrow, account, part, leg=leg) for account, purpose, part in wanted if part.minor > 0]


def _refunds(escrow: Account, payer_id: UUID, amount: Money, *, leg: int) -> list[Part]:
    return [_part("refund", escrow, wallet_of(payer_id, amount.currency), amount, leg=leg)] if amount.minor > 0 else []


def _lets_go(apart: Account, deal_id: UUID, payee_id: UUID, deposit: types.Deposit, *, payer_id: UUID, leg: int) -> list[Part]:
    wanted = [(payee_id, "deposit_taken", deposit.to_payee), (payer_id, "deposit_back", deposit.to_payer)]
    return [
        (wallet, posted(_id(purpose, deal_id, leg), apart, wallet, part, purpose=purpose, ref=deal_id))
        for wallet, purpose, part in ((wallet_of(owner_id, part.currency), purpose, part) for owner_id, purpose, part in wanted)
        if part.minor > 0
    ]


def _part(purpose: str, escrow: Account, account: Account, amount: Money, *, leg: int) -> Part:
    deal_id = escrow.owner_id
    return account, posted(_id(purpose, deal_id, leg), escrow, account, amount, purpose=purpose, ref=deal_id)


async def _let_go(tx: Tx, escrow: Account, parts: list[Part], *, now: datetime) -> None:
    await ledger.open_accounts(tx, *(account for account, _ in parts), now=now)
    await ledger.post(tx, [transfer for _, transfer in parts], now=now)
    await ledger.close_if_zero(tx, escrow, now=now)


def _id(purpose: str, deal_id: UUID, leg: int) -> UUID:
    return ids.derived_id(purpose, deal_id, leg)
