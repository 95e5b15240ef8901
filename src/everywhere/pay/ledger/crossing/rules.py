"""The legs of money between shards, each derived from the first: whoever makes one, it is made once.

The first leg goes from the payer into a clearing account of the payer's shard, the second out of a clearing account of
the payee's shard to the payee. What cannot arrive goes back to the payer, or, where the payer's account has ended too
(the escrow of a deal that is over), to an account of the operator's.
"""

from everywhere.kernel import ids
from everywhere.kernel.money import Money
from everywhere.pay.ledger.crossing.types import MoneySent, Side
from everywhere.pay.ledger.types import DONE, OPERATOR_ID, Account, Code, Shard, Transfer, TransferRefused, clearing_of, posted


def sent(leg: Transfer) -> MoneySent:
    """What carries on the money of a first leg."""
    if leg.crossing is None or leg.amount is None:
        raise ValueError("this transfer stays in its shard")
    payer, payee = leg.crossing.payer, leg.crossing.payee
    return MoneySent(
        leg.id, _side(payer), _side(payee), leg.amount.minor, leg.amount.currency, leg.purpose, leg.ref, leg.input_hash
    )


def payer_of(event: MoneySent) -> Account:
    """Where the money came from."""
    return _account(event.payer, event.currency)


def payee_of(event: MoneySent) -> Account:
    """Where it is to go."""
    return _account(event.payee, event.currency)


def unclaimed_of(event: MoneySent) -> Account:
    """Where the operator finds what neither side could take, in the payer's shard."""
    return Account(OPERATOR_ID, "unclaimed", event.currency, "liability", shard=Shard(event.payer.shard))


def arrival(event: MoneySent) -> Transfer:
    """The second leg."""
    payee = payee_of(event)
    clearing = clearing_of(payee, payer_of(event))
    arrival_id = ids.derived_id("arrival", event.transfer_id)
    request = event.input_hash.hex()
    return posted(arrival_id, clearing, payee, _amount(event), purpose=event.purpose, ref=event.ref, request=request)


def returned(event: MoneySent, into: Account) -> Transfer:
    """The opposite of the first leg, for money that could not arrive: to the payer, or to `unclaimed_of`."""
    clearing = clearing_of(payer_of(event), payee_of(event))
    return_id = ids.derived_id("return", event.transfer_id, into.purpose)
    return posted(return_id, clearing, into, _amount(event), purpose="return", ref=event.ref)


def is_refused(code: Code) -> bool:
    """Whether a leg cannot be posted, now or ever. Raises TransferRefused for what should not be: it must not be returned."""
    if code in DONE:
        return False
    if code != "account_closed":
        raise TransferRefused(reason=code)
    return True


def _side(account: Account) -> Side:
    return Side(account.owner_id, account.purpose, account.bound, account.shard)


def _account(side: Side, currency: str) -> Account:
    return Account(side.owner_id, side.purpose, currency, side.bound, shard=Shard(side.shard))


def _amount(event: MoneySent) -> Money:
    return Money(event.minor, event.currency)
