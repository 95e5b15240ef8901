"""What other domains ask of categories."""

from importlib import resources

import msgspec

from everywhere.help.categories import rules, store
from everywhere.help.categories.types import Category, UnknownCategory
from everywhere.kernel.database import ReadTx, Tx
from everywhere.standing.gates.actions import Kind

check_answers = rules.check_answers
must_fit = rules.must_fit
suspicion = rules.suspicion


async def get(tx: ReadTx, code: str) -> Category:
    """The category with this code, enabled or not. Raises UnknownCategory."""
    found = await store.read(tx, code)
    if found is None:
        raise UnknownCategory(path="category", category=code)
    return found


def gated(category: Category) -> Kind:
    """The category as the gates of standing know it."""
    return Kind(category.code, category.standing_to_ask, category.standing_to_offer)


async def all_of(tx: ReadTx) -> list[Category]:
    """Every category in the order in which people see them."""
    return await store.read_all(tx)


async def load_reference(tx: Tx) -> int:
    """Bring the categories that come with the product into the database; returns how many."""
    data = resources.files("everywhere.help.categories") / "data" / "categories.json"
    categories = msgspec.json.decode(data.read_bytes(), type=list[Category])
    await store.save(tx, categories)
    return len(categories)
