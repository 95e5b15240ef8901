"""What extortion by review and small rings are worth in generated crowds, by the product's own rules."""

import pytest

from everywhere.app.bench import standing_abuse as abuse
from everywhere.app.bench.standing import FOUND, RECOVERED, RING_POINTS, WRONGLY

pytestmark = pytest.mark.once


@pytest.mark.parametrize("seed", [1, 2, 3, 7])
def test_targets_of_extortion_have_most_of_their_score_again_and_honest_critics_are_heard(seed: int):
    found = abuse.extortion(seed)

    assert found.spared - found.pressed > 10
    assert found.recovered >= RECOVERED
    assert found.extorters_doubted >= FOUND
    assert max(found.honest_doubted, found.strict_doubted) <= WRONGLY


@pytest.mark.parametrize("honest_deals", RING_POINTS)
def test_a_small_ring_with_a_few_honest_deals_gains_little_by_its_praise(honest_deals: int):
    found = abuse.rings(honest_deals)

    assert type(found.by_walk) is type(found.with_openness) is float, "a result is kept as JSON"
    assert found.with_openness < 0.45 * found.by_walk
    assert found.with_openness <= RING_POINTS[honest_deals]
    assert found.honest_doubted < 0.03
    assert found.least_honest > 0.5
