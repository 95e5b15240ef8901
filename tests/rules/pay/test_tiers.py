"""Every method that the design asks for in its first two tiers is offered, or says why it is not."""

import pytest

from everywhere.pay.openapi.gateway.http import METHODS
from everywhere.pay.openapi.methods import rules as methods

pytestmark = pytest.mark.once


def test_every_method_of_tiers_a_and_b_is_offered_or_says_why_not():
    assert len(methods.tiers()) > 60
    assert [name for name, planned in methods.tiers().items() if (name in METHODS) == bool(planned.why_not)] == []


def test_every_method_that_is_offered_stands_in_its_tier():
    planned = {name: method.tier for name, method in methods.tiers().items() if not method.why_not}

    assert {name: method.tier for name, method in METHODS.items() if method.tier != "C"} == planned
