"""Who carries money between shards: the relay."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.pay.ledger.crossing import actions
from everywhere.pay.ledger.crossing.actions import Carried
from everywhere.pay.ledger.crossing.types import MoneySent


async def carry(tx: Tx, event: MoneySent, now: datetime) -> None:
    """Let money arrive with all else that the relay carries in this batch, at its end: the accounts stay locked until it commits."""
    tx.gather(actions.land, Carried(event, now))
