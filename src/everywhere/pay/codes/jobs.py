"""What is done about codes beside requests."""

from datetime import datetime

from everywhere.kernel.database import Database
from everywhere.pay.codes import actions


async def forget_spent(db: Database, now: datetime) -> None:
    """Drop payment codes that were used and have ended."""
    await db.transact(lambda tx: actions.forget_spent(tx, now=now))
