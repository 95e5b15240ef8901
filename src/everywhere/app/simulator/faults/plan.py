"""Which faults happen when: drawn from the seed before the first of them, so that a seed names one hour of trouble."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

from everywhere.app.demo.dice import Dice

Kind = Literal[
    "kill_server",
    "kill_worker",
    "kill_database",
    "kill_everything",
    "drop_connections",
    "delay_connections",
    "swallow_answers",
    "hold_connections",
    "part_from_database",
    "freeze_database",
    "freeze_server",
    "fill_disk",
    "fill_disk_and_kill_database",
    "put_clock_forward",
    "put_clock_back",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
WORDS: dict[Kind, str] = {
    "kill_server": "server killed",
    "kill_worker": "worker killed",
    "kill_database": "database killed",
    "kill_everything": "server, worker and database killed at once",
    "drop_connections": "all connections dropped",
    "delay_connections": "all connections slow",
    "swallow_answers": "answers lost, connections half closed",
    "hold_connections": "connections held with nothing said",
    "part_from_database": "connections between server and database cut",
    "freeze_database": "database frozen",
    "freeze_server": "server frozen",
    "fill_disk": "disk full",
    "fill_disk_and_kill_database": "disk full and database killed",
    "put_clock_forward": "clock an hour ahead",
    "put_clock_back": "clock an hour behind",
}
PER_HOUR = 16
BEGINS_SHARE, ENDS_SHARE = 0.04, 0.97
"""The share of the story in which faults happen: people come in before, and go home after."""
LASTS_MIN_S, LASTS_MAX_S = 0.6, 3.0
"""How long a fault that has a length lasts, in real seconds."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: when it begins, in simulated seconds, and how long it lasts, in real ones."""

    at_s: float
    kind: Kind
    lasts_s: float


def drawn(dice: Dice, *, span_s: float, kinds: Sequence[Kind] = KINDS) -> list[Fault]:
    """The faults of a story of `span_s`, in order. A whole hour has every kind at least once."""
    count = max(1, round(PER_HOUR * span_s / 3600))
    order = sorted(kinds, key=lambda kind: dice.share("fault order", kind))
    rest = [dice.pick(kinds, "fault", number) for number in range(len(order), count)]
    chosen = [*order[:count], *rest]
    chosen.sort(key=lambda kind: dice.share("fault place", kind))
    slot_s = (ENDS_SHARE - BEGINS_SHARE) * span_s / count
    return [
        Fault(
            at_s=round(BEGINS_SHARE * span_s + slot_s * (number + dice.share("fault moment", number)), 1),
            kind=kind,
            lasts_s=round(dice.between(LASTS_MIN_S, LASTS_MAX_S, "fault length", number), 2),
        )
        for number, kind in enumerate(chosen)
    ]


def digest(faults: Sequence[Fault]) -> str:
    """Eight hex digits that two equal plans share and two others do not."""
    return hashlib.sha256(msgspec.json.encode(faults)).hexdigest()[:8]
