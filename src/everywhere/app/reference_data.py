"""What comes with the product and every database has: cities, communities, categories."""

from everywhere.help.categories import actions as categories
from everywhere.kernel.database import Database
from everywhere.kernel.query import write
from everywhere.places import actions as places

# One number for "everywhere loads its reference data": a second server that starts waits.
_ADVISORY_LOCK = 7_336_003
LOCK = write("SELECT pg_advisory_xact_lock(:key)")


async def load(db: Database) -> int:
    """Add what is missing and renew words, forms and borders; what operators decided stays. Returns how many things there are."""
    async with db.write() as tx:
        await LOCK(tx, key=_ADVISORY_LOCK)
        return await places.load_reference(tx) + await categories.load_reference(tx)
