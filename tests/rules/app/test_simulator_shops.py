"""What a simulation looks for in the accounts of its shops."""

from typing import Any, cast

import pytest

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator.character import Character
from everywhere.app.simulator.shops import accounts
from everywhere.app.simulator.shops.ears import Ears
from everywhere.app.simulator.shops.sale import Sale
from everywhere.app.simulator.story import End, SalePlan, Way

SEEN = accounts.Accounts(notifications=[{"subject": "no. 1", "notify_id": "n1", "taken_at": "today"}], receipts={"t1": {}})


def sale(status: str, *, is_paid: bool = True, given: int = 0, end: End = "kept", way: Way = "shown") -> Sale:
    plan = SalePlan("sale1", 0.0, 1, way, end, 900)
    return Sale(plan, "no. 1", cast("Character", None), trade_no="t1", is_paid=is_paid, given_minor=given, status=status)


def receipt(refunded: int = 0) -> dict[str, Any]:
    return {"amount": {"minor": 900}, "refunded": {"minor": refunded}}


@pytest.mark.parametrize(
    ("found", "receipt"),
    [
        (sale("TRADE_SUCCESS"), receipt()),
        (sale("TRADE_SUCCESS", given=600), receipt(600)),
        (sale("TRADE_CLOSED", given=900), receipt(900)),
        (sale("TRADE_CLOSED", is_paid=False), None),
        (sale("", is_paid=False), None),
        (sale("WAIT_BUYER_PAY", is_paid=False), None),
    ],
)
def test_a_sale_that_all_tell_alike_is_well(found: Sale, receipt: dict[str, Any] | None):
    assert accounts.fault(found, receipt) == ""


@pytest.mark.parametrize(
    ("found", "receipt"),
    [
        (sale("TRADE_SUCCESS"), None),
        (sale("TRADE_SUCCESS"), receipt(300)),
        (sale("TRADE_SUCCESS", given=300), receipt()),
        (sale("TRADE_SUCCESS", given=900), receipt(900)),
        (sale("TRADE_CLOSED"), None),
        (sale("TRADE_CLOSED"), receipt(300)),
        (sale(""), receipt()),
        (sale("WAIT_BUYER_PAY"), None),
    ],
)
def test_a_sale_of_which_they_tell_different_things_is_told(found: Sale, receipt: dict[str, Any] | None):
    assert "no. 1" in accounts.fault(found, receipt)


def test_what_is_told_of_a_sale_is_each_of_its_steps():
    assert accounts.steps_of(sale("TRADE_SUCCESS"), is_paid=True) == 1
    assert accounts.steps_of(sale("TRADE_SUCCESS", given=600), is_paid=True) == 3
    assert accounts.steps_of(sale("TRADE_CLOSED", given=900), is_paid=True) == 2
    assert accounts.steps_of(sale("TRADE_CLOSED", is_paid=False), is_paid=False) == 1
    assert accounts.steps_of(sale("", is_paid=False), is_paid=False) == 0
    assert accounts.steps_of(sale("TRADE_SUCCESS", way="counter"), is_paid=True) == 0


def heard(*facts: str) -> Ears:
    ears = Ears(Dice(1))
    for fact in facts:
        ears.heard["n1"] += 1
        ears.said["n1"].add(frozenset({("trade_status", fact)}))
    return ears


def test_each_step_must_have_been_heard_at_least_once_and_always_in_the_same_words():
    paid = sale("TRADE_SUCCESS")

    assert accounts.told([paid], SEEN, heard("TRADE_SUCCESS", "TRADE_SUCCESS")).holds
    assert "never heard" in accounts.told([paid], SEEN, heard()).detail
    assert "two things" in accounts.told([paid], SEEN, heard("TRADE_SUCCESS", "TRADE_CLOSED")).detail
    assert "not 3" in accounts.told([sale("TRADE_SUCCESS", given=600)], SEEN, heard("TRADE_SUCCESS")).detail
