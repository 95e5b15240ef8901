"""What the ledger does by itself."""

import functools
from datetime import datetime

from everywhere.kernel.database import Database
from everywhere.pay.ledger import actions
from everywhere.pay.ledger.types import Shard, layout


async def void_expired(db: Database, now: datetime) -> None:
    """Give back what expired pendings reserve, until none is left."""
    for shard in map(Shard, range(layout.shards)):
        while await db.transact(functools.partial(actions.void_expired, shard=shard, now=now)):
            pass
