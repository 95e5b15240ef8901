"""Who runs this installation."""

from everywhere.kernel import embedded, migrations
from everywhere.kernel.database import connect
from everywhere.kernel.settings import Settings
from everywhere.people import actions as people
from everywhere.people.sign_in import actions as sign_in
from everywhere.people.types import Person, Role


async def give_role(settings: Settings, handle: str, role: Role) -> Person:
    """Give the person with this phone number or e-mail address a role. Raises NotFound when nobody signed in by it yet."""
    url = embedded.url_of(settings)
    await migrations.migrate(url)
    db = await connect(url, pool_max=2)
    words = {"email" if "@" in handle else "phone": handle}
    try:
        return await db.transact(lambda tx: people.give_role(tx, sign_in.handle_of(**words), role))
    finally:
        await db.pool.close()
