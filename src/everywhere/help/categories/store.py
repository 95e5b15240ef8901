"""SQL of categories."""

from everywhere.help.categories.types import Category
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write

ONE = row(
    Category,
    """
    SELECT code, position, name_zh, name_en, icon, form, risk, cancellation_policy, price_unit, typical_minutes,
           standing_to_ask, standing_to_offer, night_from_hour, night_to_hour, is_enabled, review_questions
      FROM category WHERE code = :code""",
)

ALL = rows(
    Category,
    """
    SELECT code, position, name_zh, name_en, icon, form, risk, cancellation_policy, price_unit, typical_minutes,
           standing_to_ask, standing_to_offer, night_from_hour, night_to_hour, is_enabled, review_questions
      FROM category ORDER BY position, code""",
)

SAVE = write(
    """
    INSERT INTO category (code, position, name_zh, name_en, icon, form, risk, cancellation_policy, price_unit, typical_minutes,
                          standing_to_ask, standing_to_offer, night_from_hour, night_to_hour, is_enabled, review_questions)
    VALUES (:code, :position, :name_zh, :name_en, :icon, :form, :risk, :cancellation_policy, :price_unit, :typical_minutes,
            :standing_to_ask, :standing_to_offer, :night_from_hour, :night_to_hour, :is_enabled, :review_questions)
    ON CONFLICT (code) DO UPDATE
       SET position = excluded.position, name_zh = excluded.name_zh, name_en = excluded.name_en, icon = excluded.icon,
           form = excluded.form, price_unit = excluded.price_unit, typical_minutes = excluded.typical_minutes,
           review_questions = excluded.review_questions"""
)


async def read(tx: ReadTx, code: str) -> Category | None:
    """The category with this code."""
    return await ONE(tx, code=code)


async def read_all(tx: ReadTx) -> list[Category]:
    """Every category in its order."""
    return await ALL(tx)


async def save(tx: Tx, categories: list[Category]) -> None:
    """Add categories; of those that are there the words and forms are renewed, and what an operator decides stays."""
    await SAVE.many(tx, [{name: getattr(each, name) for name in SAVE.statement.names} for each in categories])
