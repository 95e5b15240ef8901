"""The best first among shelves: what is kept of them for a cell gives what all of them give, wherever in the cell one stands."""

import random

import numpy as np
import pytest

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.shelves.rules import FRONT, LINE, Stack, Surroundings
from everywhere.help.matching.shelves.types import Look
from everywhere.places import rules as geometry
from everywhere.places.disks.rules import Disk, Filled, disk_around
from support import neighbourhood as hood

HOME = geometry.cell_at(hood.CENTRE)


def stack_of(chance: random.Random, size: int) -> Stack:
    lines = np.zeros(size, LINE)
    lines["id"] = sorted(chance.randbytes(16) for _ in range(size))
    lines["merit"] = [round(chance.random(), chance.choice((1, 6))) for _ in range(size)]
    lines["price"] = np.nan
    return Stack(lines.tobytes())


def points_at_home(chance: random.Random, count: int) -> list[geometry.Point]:
    centre, reach = geometry.cell_centre(HOME), 0.004
    tried = (
        geometry.Point(centre.lat + chance.uniform(-reach, reach), centre.lon + chance.uniform(-reach, reach)) for _ in range(9999)
    )
    return [point for point in tried if geometry.cell_at(point) == HOME][:count]


def from_scratch(disk: Disk, stacks: dict[int, Stack], look: Look) -> list[tuple[float, bytes]]:
    filled = Filled(disk, stacks)
    return sorted(
        (ranking.COST_PER_M * away_m - value, ids[16 * number : 16 * number + 16])
        for away_m, (values, ids) in zip(
            filled.centres().away_m(look.point).tolist(), (stack.order((None, 60)) for stack in filled.things), strict=True
        )
        for number, value in enumerate(values)
        if away_m <= look.radius_m
    )


@pytest.mark.parametrize("radius_m", [300, 1100, 3000, 4000])
@pytest.mark.parametrize("share", [0.05, 1.0])
def test_the_first_are_those_of_all(radius_m: int, share: float):
    chance = random.Random(radius_m)
    disk = disk_around(hood.CENTRE, radius_m)
    stacks = {cell: stack_of(chance, chance.randint(1, 40)) for cell in disk.numbers.tolist() if chance.random() < share}
    around = Surroundings(disk, stacks)
    for point in points_at_home(chance, 40):
        look = Look(
            point=point,
            radius_m=radius_m,
            category="plumber",
            is_best=True,
            after=None,
            limit=chance.choice((1, 5, FRONT)),
            hidden=frozenset(),
            median_minor=None,
            typical_minutes=60,
        )
        first = [(rank, offer_id) for rank, offer_id, _ in around.first(look)]
        assert first == from_scratch(disk, stacks, look)[: look.limit]
