"""An instance played by the clock by the batch rule: who waits for whom, and until when.

What the rule is told is what it could know: how long each of those who are there still waits, and how many partners
came for those who waited before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from everywhere.app.bench.assigning import gains
from everywhere.app.bench.instances import Instance, Match, Side
from everywhere.help.matching.batch import rules as batch

_Indices = NDArray[np.int64]
_Flags = NDArray[np.bool_]


def batch_by_clock(instance: Instance, lead_s: float) -> list[Match]:
    """Everybody waits as the rule says; who would be gone within `lead_s` is about to leave."""
    return _Play(instance, lead_s).run()


@dataclass
class _Past:
    """What was seen of the market so far."""

    came: int = 0
    """Pairs that became possible because somebody came."""
    worth: float = 0.0
    needs_s: float = 0.0
    helpers_s: float = 0.0
    """How long all of a side have waited together."""

    @property
    def typical(self) -> float:
        return self.worth / max(self.came, 1)


@dataclass
class _Play:
    instance: Instance
    lead_s: float
    past: _Past = field(default_factory=_Past)

    def __post_init__(self) -> None:
        self._is_open = np.ones(len(self.instance.needs), dtype=bool)
        self._room = self.instance.capacity.copy()

    def run(self) -> list[Match]:
        """Look whenever somebody comes or is about to leave."""
        moments = _moments(self.instance, self.lead_s)
        before = float(moments[0])
        waited = (0, 0)
        matches: list[Match] = []
        for at in moments.tolist():
            self.past.needs_s += waited[0] * (at - before)
            self.past.helpers_s += waited[1] * (at - before)
            needs, helpers = self._there(at)
            self._note_who_came(needs, helpers, at)
            found = [Match(need, helper, at) for need, helper in self._settled(needs, helpers, at)]
            for match in found:
                self._is_open[match.need] = False
                self._room[match.helper] -= 1
            matches += found
            before, waited = at, (len(needs) - len(found), len(helpers))
        return matches

    def _there(self, at: float) -> tuple[_Indices, _Indices]:
        sides = ((self.instance.needs, self._is_open), (self.instance.helpers, self._room > 0))
        needs, helpers = (np.flatnonzero(free & (side.begins <= at) & (side.ends > at)) for side, free in sides)
        return needs, helpers

    def _note_who_came(self, needs: _Indices, helpers: _Indices, at: float) -> None:
        is_new = self.instance.needs.begins[needs] == at, self.instance.helpers.begins[helpers] == at
        if not is_new[0].any() and not is_new[1].any():
            return
        table = np.ix_(needs, helpers)
        possible = self.instance.allowed[table] & (is_new[0][:, None] | is_new[1][None, :])
        self.past.came += int(possible.sum())
        self.past.worth += float(self.instance.utility[table][possible].sum())

    def _settled(self, needs: _Indices, helpers: _Indices, at: float) -> Iterator[tuple[int, int]]:
        needs, helpers = self._concerned(needs, helpers, at)
        if not len(needs) or not len(helpers):
            return
        places = np.repeat(helpers, np.minimum(self._room[helpers], len(needs)))
        sides = (self.instance.needs, needs, self.past.needs_s), (self.instance.helpers, places, self.past.helpers_s)
        asking, helping = (
            batch.Waiting(self._leaves(side, who, at), batch.chance_of_another(self.past.came, waited_s, side.ends[who] - at))
            for side, who, waited_s in sides
        )
        for row, column in batch.settled(gains(self.instance, needs, places), asking, helping, self.past.typical):
            yield int(needs[row]), int(places[column])

    def _concerned(self, needs: _Indices, helpers: _Indices, at: float) -> tuple[_Indices, _Indices]:
        """Those who are about to leave, and all whom it may concern through others: the rest of the assignment changes nothing."""
        allowed = self.instance.allowed[np.ix_(needs, helpers)]
        rows, columns = self._leaves(self.instance.needs, needs, at), self._leaves(self.instance.helpers, helpers, at)
        while True:
            wider_columns = columns | allowed[rows].any(axis=0)
            wider_rows = rows | allowed[:, wider_columns].any(axis=1)
            if (wider_rows == rows).all() and (wider_columns == columns).all():
                break
            rows, columns = wider_rows, wider_columns
        return needs[rows & allowed.any(axis=1)], helpers[columns & allowed.any(axis=0)]

    def _leaves(self, side: Side, who: _Indices, at: float) -> _Flags:
        leaves: _Flags = side.ends[who] - self.lead_s <= at
        return leaves


def _moments(instance: Instance, lead_s: float) -> NDArray[np.float64]:
    sides = (instance.needs, instance.helpers)
    return np.unique(
        np.concatenate([moment for side in sides for moment in (side.begins, np.maximum(side.ends - lead_s, side.begins))])
    )
