"""The hot index of one process: what was looked at lately, right at the moment of asking, and thrown away at will.

Nothing is pushed to it. Every search waits for a *round*: one look at the changes that were committed (`kernel.changes`),
which are applied, and then what is missing is read. Searches that wait at the same time share a round, as payments share
a commit; and one round after another has the same connection, which goes back to the pool when nobody asked for a moment.
So an answer holds whatever was committed before it was asked for, by whatever server.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import Generic, TypeVar
from uuid import UUID

from everywhere.help.matching.shelves import store
from everywhere.help.matching.shelves.rules import Stack, Surroundings
from everywhere.help.matching.shelves.types import Key, Line, Look, Showing
from everywhere.kernel import ids
from everywhere.kernel.changes import Watch
from everywhere.kernel.database import ACQUIRE_TIMEOUT_S, Database, ReadTx
from everywhere.kernel.errors import Overloaded
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.disks.rules import Disk
from everywhere.places.types import City

Card = TypeVar("Card")
LINES_MAX = 2_000_000
"""At 48 bytes each; the shelves that were read first are the first to go."""
SURROUNDINGS_MAX = 1_000
"""At most 50 kB each, where many offer."""
CARDS_MAX = 200_000
ROUNDS_MAX = 8
"""Shelves, then cards; more only where things change while they are read."""
LINGER_S = 0.02
"""So long the connection waits for the next round."""


class _Round:
    """What those who wait for it need: shelves, and cards that they miss."""

    def __init__(self) -> None:
        self.keys: set[Key] = set()
        self.ids: set[bytes] = set()
        self.waiting: list[asyncio.Future[None]] = []

    def end(self, error: Exception | None) -> None:
        """Let go on, or fail, who waits."""
        for each in self.waiting:
            if not each.done():  # the caller has gone
                each.set_exception(error) if error else each.set_result(None)


class Shelves(Generic[Card]):
    """Open offers by category, region and cell, and a card for each that was shown. `make` makes one, of an offer, its helper and its city."""

    def __init__(self, db: Database, make: Callable[[Showing, Person, City], Card], *, cards_max: int = CARDS_MAX) -> None:
        self._db = db
        self._make = make
        self._cards_max = cards_max
        self._watch = Watch()
        self._stacks: dict[str, dict[int, Stack]] = {}
        self._loaded: dict[Key, int] = {}
        self._lines_count = 0
        self._surroundings: dict[str, dict[Disk, Surroundings]] = {}
        self._cards: dict[bytes, tuple[bytes, Card]] = {}
        self._cities: dict[str, City] = {}
        self._now: _Round | None = None
        self._next: _Round | None = None
        self._task: asyncio.Task[None] | None = None
        self._bell: asyncio.Future[None] | None = None
        self._is_one_server: bool | None = None

    async def is_kept(self) -> bool:
        """Whether there can be shelves at all: only one PostgreSQL can say which changes one sees."""
        if self._is_one_server is None:
            async with self._db.pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                self._is_one_server = await store.is_one_server(ReadTx(connection))
        return self._is_one_server

    async def first(self, look: Look) -> list[tuple[float, float, bytes, Card]]:
        """The first offers in the wanted order: rank, distance, id and card of each. Raises Overloaded when that cannot be found out."""
        disk = places.disk_around(look.point, look.radius_m)
        keys = [(look.category, region) for region in disk.regions]
        missing: list[bytes] = []
        for _ in range(ROUNDS_MAX):
            await self._next_round(keys, missing)
            around = self._around(look.category, disk) or self._surround(keys, disk)
            if around is None:
                continue
            spots, cards = around.first(look), self._cards
            try:
                return [(rank, distance_m, offer_id, cards[offer_id][1]) for rank, offer_id, distance_m in spots]
            except KeyError:
                missing = [offer_id for _, offer_id, _ in spots if offer_id not in cards]
        raise Overloaded

    def _around(self, category: str, disk: Disk) -> Surroundings | None:
        known = self._surroundings.get(category)
        return None if known is None else known.get(disk)

    def _surround(self, keys: Sequence[Key], disk: Disk) -> Surroundings | None:
        """What these shelves hold in a disk; None where one of them is not there yet."""
        if any(key not in self._loaded for key in keys):
            return None
        if sum(map(len, self._surroundings.values())) >= SURROUNDINGS_MAX:
            self._surroundings.clear()
        category = keys[0][0]
        around = Surroundings(disk, self._stacks[category])
        self._surroundings.setdefault(category, {})[disk] = around
        return around

    def _next_round(self, keys: Sequence[Key], offer_ids: Sequence[bytes]) -> asyncio.Future[None]:
        """What is done when a round is over that began after now, and that has these shelves and cards."""
        loop = asyncio.get_running_loop()
        if self._next is None:
            self._next = _Round()
        mine = self._next
        mine.keys.update(keys)
        mine.ids.update(offer_ids)
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._work())
        else:
            self._ring()
        over = loop.create_future()
        mine.waiting.append(over)
        return over

    async def _work(self) -> None:
        """Rounds, one after another, until nobody asked for one in `LINGER_S`."""
        while self._next is not None:
            try:
                async with self._db.pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                    while await self._is_asked():
                        await self._go_round(ReadTx(connection))
            except Exception as error:  # noqa: BLE001 - each who waits raises it
                self._forget()
                self._end(error)

    async def _is_asked(self) -> bool:
        if self._next is None:
            loop = asyncio.get_running_loop()
            self._bell = loop.create_future()
            lingering = loop.call_later(LINGER_S, self._ring)
            await self._bell
            lingering.cancel()
        return self._next is not None

    def _ring(self) -> None:
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)

    async def _go_round(self, tx: ReadTx) -> None:
        self._now, self._next = self._next, None
        if self._now is not None:
            await self._round(tx, self._now)
            self._end(None)

    def _end(self, error: Exception | None) -> None:
        """End the round that goes on, or the next where there was no connection for it."""
        if self._now is None:
            self._now, self._next = self._next, None
        over, self._now = self._now, None
        if over is not None:
            over.end(error)

    async def _round(self, tx: ReadTx, turn: _Round) -> None:
        changed = await self._watch.look(tx)
        if changed is None:
            self._forget()
        elif changed:
            await self._apply(tx, changed)
        if missing := sorted(key for key in turn.keys if key not in self._loaded):
            await self._load(tx, missing, wanted=turn.keys)
        if turn.ids:
            await self._fetch(tx, sorted(turn.ids))

    async def _apply(self, tx: ReadTx, changed: Sequence[tuple[str, UUID]]) -> None:
        people_ids = {each.bytes for kind, each in changed if kind == "person"}
        if people_ids:
            self._cards = {offer_id: kept for offer_id, kept in self._cards.items() if kept[0] not in people_ids}
        offer_ids = {each for kind, each in changed if kind == "offer"}
        for offer_id in offer_ids:
            self._cards.pop(offer_id.bytes, None)
        regions = {region for _, region in self._loaded}
        known = [offer_id for offer_id in offer_ids if ids.region_of(offer_id) in regions]
        if known:
            for line in await store.lines_of(tx, known):
                self._put(line)

    def _put(self, line: Line) -> None:
        key = (line.category, line.region)
        if key not in self._loaded:
            return
        stacks = self._stacks[line.category]
        before = stacks.get(line.cell, Stack(b""))
        after = before.having(line.line) if line.is_open else before.without(line.id.bytes)
        if after == before:  # what was changed is on the card
            return
        stacks[line.cell] = after
        known = self._surroundings.get(line.category, {})
        for disk in [disk for disk in known if line.cell in disk.places]:
            del known[disk]
        self._loaded[key] += len(after) - len(before)
        self._lines_count += len(after) - len(before)

    async def _load(self, tx: ReadTx, keys: Sequence[Key], *, wanted: Collection[Key]) -> None:
        found = await store.lines(tx, keys)
        for key in keys:
            self._loaded[key] = 0
            self._stacks.setdefault(key[0], {})
            self._surroundings.pop(key[0], None)
        for each in found:
            stack = Stack(each.lines)
            self._stacks[each.category][each.cell] = stack
            self._loaded[each.category, places.region_of_cell(each.cell)] += len(stack)
            self._lines_count += len(stack)
        for key in [key for key in self._loaded if key not in wanted]:
            if self._lines_count <= LINES_MAX:
                break
            self._drop(key)

    def _drop(self, key: Key) -> None:
        self._lines_count -= self._loaded.pop(key)
        stacks = self._stacks[key[0]]
        self._surroundings.pop(key[0], None)
        for cell in [cell for cell in stacks if places.region_of_cell(cell) == key[1]]:
            del stacks[cell]

    async def _fetch(self, tx: ReadTx, offer_ids: Sequence[bytes]) -> None:
        found = await store.showing(tx, [UUID(bytes=offer_id) for offer_id in offer_ids])
        faces = await people.faces(tx, {each.helper_id for each in found})
        for each in found:
            if each.city not in self._cities:
                self._cities[each.city] = await places.city(tx, each.city)
            card = self._make(each, faces[each.helper_id], self._cities[each.city])
            self._cards[each.id.bytes] = (each.helper_id.bytes, card)
        over = len(self._cards) - self._cards_max
        if over > 0:
            for offer_id in list(islice(self._cards, over + self._cards_max // 10)):
                del self._cards[offer_id]

    def _forget(self) -> None:
        self._stacks.clear()
        self._surroundings.clear()
        self._loaded.clear()
        self._lines_count = 0
        self._cards.clear()
        self._cities.clear()
