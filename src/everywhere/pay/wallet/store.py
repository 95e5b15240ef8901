"""What payers wrote with their payments."""

from dataclasses import dataclass
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import rows, write
from everywhere.pay.ledger.types import Shard, Transfer, TransferId


@dataclass(frozen=True, slots=True)
class Note:
    """Words, and the request that they came with."""

    transfer_id: TransferId
    input_hash: bytes
    text: str


INSERT = write(
    """
    INSERT INTO wallet_note (shard, transfer_id, input_hash, writer_id, text)
    VALUES (:shard, :transfer_id, :input_hash, :writer_id, :text)
    ON CONFLICT DO NOTHING"""
)


async def write_note(tx: Tx, transfer: Transfer, writer_id: UUID, text: str) -> None:
    """Keep what was written with a transfer."""
    await INSERT(tx, shard=transfer.shard, transfer_id=transfer.id, input_hash=transfer.input_hash, writer_id=writer_id, text=text)


NOTES = rows(Note, "SELECT transfer_id, input_hash, text FROM wallet_note WHERE shard = :shard AND transfer_id = ANY(:ids)")


async def notes(tx: ReadTx, shard: Shard, transfer_ids: list[TransferId]) -> dict[tuple[TransferId, bytes], str]:
    """What was written with these transfers, by id and input hash."""
    return {(note.transfer_id, note.input_hash): note.text for note in await NOTES(tx, shard=shard, ids=transfer_ids)}


FORGET = write("DELETE FROM wallet_note WHERE writer_id = :writer_id")


async def forget_notes(tx: Tx, writer_id: UUID) -> int:
    """Erase everything that a person wrote with payments; returns how many."""
    return await FORGET(tx, writer_id=writer_id)
