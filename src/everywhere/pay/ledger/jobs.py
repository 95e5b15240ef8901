"""What the ledger does by itself."""

from datetime import datetime

from everywhere.kernel.database import Database
from everywhere.pay.ledger import actions


async def void_expired(db: Database, now: datetime) -> None:
    """Give back what expired pendings reserve, until none is left."""
    while await db.transact(lambda tx: actions.void_expired(tx, now=now)):
        pass
