"""Planning shops: whose they are, who buys what there when, by which way it is paid, and what becomes of it."""

from collections.abc import Sequence

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator.story import End, PersonPlan, Place, SalePlan, ShopPlan, Traits, Way

SALES_PER_PERSON_HOUR = 0.8
SALES_PER_PERSON_MIN = 0.4
BEGINS_SHARE, ENDS_SHARE = 0.03, 0.9
"""People buy in this share of the story, so that the rest is time to bring things back."""
PRICE_MAX_MINOR = 6_000
"""So that nobody reaches the most that somebody may pay who is known by one handle."""
WAYS: tuple[Way, ...] = ("charged", "charged", "created", "shown", "shown", "page", "counter")
ENDS: tuple[End, ...] = ("kept", "kept", "part_refunded", "refunded", "cancelled", "abandoned", "raced")
_NAMES = ("Corner Tea", "Lane Noodles", "Two Bakers", "Bridge Books", "Fruit and Rice", "Old Town Repairs")
_TRAITS = Traits(reply_minutes=1.0, reliability=1.0, thrift=1.0, flakiness=0.05, streams=False, watches=False)


def planned(dice: Dice, *, count: int, hours: float, homes: Sequence[Place]) -> tuple[ShopPlan, ...]:
    """So many shops for the people who live at `homes`, with everything that is bought in them."""
    sales = _sales(dice, hours, len(homes)) if count else []
    return tuple(
        _shop(dice, number, homes, [sale for nth, sale in enumerate(sales) if nth % count == number]) for number in range(count)
    )


def _shop(dice: Dice, number: int, homes: Sequence[Place], sales: Sequence[SalePlan]) -> ShopPlan:
    name = f"{dice.pick(_NAMES, 'shop name', number)} {number + 1}"
    owner = PersonPlan(
        number=len(homes) + number,
        name=name,
        language="en",
        home=dice.pick(homes, "shop place", number),
        traits=_TRAITS,
        offers=(),
        needs=(),
        bookings=(),
    )
    return ShopPlan(f"s{number}", name, owner, tuple(sales))


def _sales(dice: Dice, hours: float, people: int) -> list[SalePlan]:
    count = max(len(WAYS), round(people * max(SALES_PER_PERSON_MIN, SALES_PER_PERSON_HOUR * hours)))
    return [_sale(dice, number, hours * 3600, people) for number in range(count)]


def _sale(dice: Dice, number: int, span_s: float, people: int) -> SalePlan:
    # A shop's code on the counter asks no program, so none can give its money back.
    way = WAYS[number % len(WAYS)]
    return SalePlan(
        key=f"sale{number}",
        at_s=round(dice.between(BEGINS_SHARE, ENDS_SHARE, "sale", number) * span_s, 1),
        buyer=int(dice.share("buyer", number) * people),
        way=way,
        end="kept" if way == "counter" else dice.pick(ENDS, "sale ends", number),
        amount_minor=round(dice.between(100, PRICE_MAX_MINOR, "price", number)),
    )
