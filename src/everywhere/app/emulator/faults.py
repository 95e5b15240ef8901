"""Faults to order: what is to go wrong with the next answers of the gateway, or with the next notifications."""

import asyncio
import itertools
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from everywhere.kernel.errors import Malformed
from everywhere.kernel.http import wire

Where = Literal["answers", "notifications"]
Kind = Literal["delay", "drop", "duplicate", "reorder", "tamper", "busy", "ask"]
"""delay: it comes `delay_ms` late. drop: it never comes, and the connection ends. duplicate: it happens twice. reorder: it comes
after the next one. tamper: it is changed after it was signed. busy: 20000, `isp.unknow-error`. ask: the buyer is asked first, 10003."""
_OF_ANSWERS_ONLY = ("busy", "ask")
DELAY_MS_MAX = 60_000
FAULTS_MAX = 1_000


class Order(wire.Input, frozen=True, kw_only=True):
    """A fault as it is ordered. `times` 0 is for as long as it stands. `method` is for one method of the Open API only.

    `carried_out` false lets an answer that is dropped or busy stand for a call that was never carried out. `delay_ms` is how late
    a delayed one comes, and how long a reordered one waits for the next.
    """

    kind: Kind
    where: Where = "answers"
    method: Annotated[str, msgspec.Meta(max_length=100)] = ""
    times: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 1
    delay_ms: Annotated[int, msgspec.Meta(ge=0, le=DELAY_MS_MAX)] = 5_000
    carried_out: bool = True


class Fault(msgspec.Struct, kw_only=True):
    """An order that stands; `left` is how often it still happens, null for as long as it stands."""

    id: int
    order: Order
    left: int | None
    happened: int = 0


class Faults:
    """All that were ordered, the first one first; of those that fit, a message meets the first."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = itertools.count(1)
        self.standing: list[Fault] = []
        self._held: dict[Where, list[asyncio.Event]] = {"answers": [], "notifications": []}

    def put(self, order: Order) -> Fault:
        """Let it happen from now on. Raises Malformed for what cannot happen to notifications."""
        if order.where == "notifications" and (order.kind in _OF_ANSWERS_ONLY or order.method):
            raise Malformed(path="where", reason="only answers can be busy, ask the buyer, or be of one method")
        if len(self.standing) >= FAULTS_MAX:
            raise Malformed(reason=f"there are {FAULTS_MAX} faults already")
        fault = Fault(id=next(self._numbers), order=order, left=order.times or None)
        self.standing.append(fault)
        return fault

    def lift(self, fault_id: int) -> bool:
        """Let it happen no more; False where it does not stand."""
        before = len(self.standing)
        self.standing = [each for each in self.standing if each.id != fault_id]
        return len(self.standing) < before

    def clear(self) -> None:
        """Let nothing go wrong any more, and let go what is held."""
        self.standing = []
        for where in self._held:
            self.passed(where)

    def take(self, where: Where, method: str = "", *, kinds: tuple[Kind, ...] = ()) -> Order | None:
        """What happens to this message, which is counted; `kinds` for those that are asked for elsewhere than the others."""
        for fault in self.standing:
            order = fault.order
            if order.where == where and order.method in ("", method) and (order.kind in kinds if kinds else order.kind != "ask"):
                fault.happened += 1
                if fault.left is not None:
                    fault.left -= 1
                    if fault.left == 0:
                        self.standing.remove(fault)
                return order
        return None

    async def overtaken(self, where: Where, within_ms: int) -> None:
        """Wait until another message has passed, or for so long."""
        event = asyncio.Event()
        self._held[where].append(event)
        try:
            async with asyncio.timeout(within_ms / 1000):
                await event.wait()
        except TimeoutError:
            self._held[where].remove(event)

    def passed(self, where: Where) -> None:
        """A message has passed: what waited for that follows."""
        held, self._held[where] = self._held[where], []
        for event in held:
            event.set()
