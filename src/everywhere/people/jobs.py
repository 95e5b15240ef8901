"""Forgetting what is kept about signing in for a while only."""

from datetime import datetime

from everywhere.kernel.database import Database, Tx
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.sessions import actions as sessions
from everywhere.people.sign_in import actions as sign_in


async def forget_old(db: Database, now: datetime) -> None:
    """Drop codes, challenges and sessions that have ended."""

    async def forget(tx: Tx) -> None:
        await sign_in.forget_old(tx, now=now)
        await passkeys.forget_old(tx, now=now)
        await sessions.forget_old(tx, now=now)

    await db.transact(forget)
