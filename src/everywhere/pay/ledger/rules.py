"""What the ledger's codes mean to those who asked, and the ids that it derives itself."""

from collections.abc import Sequence
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.errors import IdempotencyMismatch
from everywhere.pay.ledger.types import DONE, Code, InsufficientFunds, Movement, Shard, Transfer, TransferId, TransferRefused


def must_be_done(codes: Sequence[Code]) -> None:
    """Raise for the first transfer of a unit that was refused; nothing of the unit was posted then."""
    for code in codes:
        if code in DONE or code == "chain_failed":
            continue
        if code == "insufficient_funds":
            raise InsufficientFunds
        if code == "exists_different":
            raise IdempotencyMismatch
        raise TransferRefused(reason=code)


def shard_of_all(transfers: Sequence[Transfer]) -> Shard:
    """The one shard of transfers that are posted together."""
    shards = {transfer.shard for transfer in transfers}
    if len(shards) != 1:
        raise ValueError(f"what is posted together is in one shard, not {len(shards)}")
    return shards.pop()


def must_be_same(stored_hash: bytes, transfer: Transfer) -> None:
    """Raise IdempotencyMismatch unless `transfer` is the one that was stored."""
    if stored_hash != transfer.input_hash:
        raise IdempotencyMismatch


def void_id(pending_id: UUID) -> TransferId:
    """The id under which an expired pending is given back: whoever does it, it is done once."""
    return TransferId(ids.derived_id("expired", pending_id))


def with_balances(movements: Sequence[Movement], *, newest_minor: int) -> list[tuple[Movement, int]]:
    """Each movement with the balance after it, newest first; `newest_minor` is the balance after the first."""
    lines, after = [], newest_minor
    for movement in movements:
        lines.append((movement, after))
        after -= movement.signed_minor
    return lines
