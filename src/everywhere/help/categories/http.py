"""Which kinds of help there are."""

from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import FromQuery

from everywhere.help.categories import actions
from everywhere.help.categories.types import CancellationPolicy, Category, Decision, PriceUnit, Risk
from everywhere.kernel import paging
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page

# No lists: msgspec 0.22 aborts the process on a union of a constrained text with a list.
Answer = wire.Text | bool | int | float
Answers = Annotated[dict[wire.Word, Answer], msgspec.Meta(max_length=40, description="Answers to the category's form.")]


class Screening(wire.Input, frozen=True):
    """What an operator decides about a post."""

    decision: Decision


class QuestionView(msgspec.Struct):
    """A structured question of a review, answered with yes or no."""

    code: str
    about: str
    zh: str
    en: str


class CategoryView(msgspec.Struct, kw_only=True):
    """A kind of help. `form` is a JSON Schema (draft 2020-12) whose fields carry `title` (English) and `x-title-zh`.

    `night_from_hour` and `night_to_hour` bound the local hours in which an instant need asks nobody; equal: none.
    """

    code: str
    name_zh: str
    name_en: str
    icon: Annotated[str, msgspec.Meta(description="Name of a Phosphor icon.")]
    form: dict[str, Any]
    risk: Risk
    cancellation_policy: CancellationPolicy
    price_unit: PriceUnit
    typical_minutes: int
    standing_to_ask: int
    standing_to_offer: int
    night_from_hour: int
    night_to_hour: int
    is_enabled: bool
    review_questions: list[QuestionView]


def view_of(category: Category) -> CategoryView:
    """As it travels."""
    return msgspec.convert(category, CategoryView, from_attributes=True)


@get("/api/categories", tags=["categories"])
async def list_categories(
    db: given.Db, limit: FromQuery[wire.Limit] = 100, cursor: FromQuery[wire.Cursor | None] = None
) -> Page[CategoryView]:
    """Every kind of help with its form and its rules, in the order in which people see them."""
    after = paging.decode(cursor, tuple[int, str])
    async with db.read() as tx:
        found = await actions.all_of(tx)
    rest = [each for each in found if after is None or (each.position, each.code) > after]
    page, following = paging.cut(rest[: limit + 1], limit, lambda each: (each.position, each.code))
    return Page([view_of(each) for each in page], following)


HANDLERS = [list_categories]
