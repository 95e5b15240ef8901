"""The hot index of one process: what was looked at lately, right at the moment of asking, and thrown away at will.

Nothing is pushed to it. Every search waits for a *round*: one look at the changes that were committed (`kernel.changes`),
which are applied, and then what is missing is read. Searches that wait at the same time share a round, as payments share
a commit. So an answer holds whatever was committed before it was asked for, by whatever server.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import Generic, TypeVar
from uuid import UUID

from everywhere.help.matching.shelves import rules, store
from everywhere.help.matching.shelves.rules import Stack
from everywhere.help.matching.shelves.types import Key, Line, Look, Showing
from everywhere.kernel import ids
from everywhere.kernel.changes import Watch
from everywhere.kernel.database import ACQUIRE_TIMEOUT_S, Database, ReadTx
from everywhere.kernel.errors import Overloaded
from everywhere.people import actions as people
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.disks.rules import Disk, Filled
from everywhere.places.types import City

Card = TypeVar("Card")
LINES_MAX = 2_000_000
"""At 48 bytes each; the shelves that were read first are the first to go."""
SURROUNDINGS_MAX = 200
"""Of a category, each a list of the stacks around a cell."""
CARDS_MAX = 200_000
ROUNDS_MAX = 8
"""Shelves, then cards; more only where things change while they are read."""


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
        self._surroundings: dict[str, dict[Disk, Filled[Stack]]] = {}
        self._cards: dict[bytes, tuple[bytes, Card]] = {}
        self._cities: dict[str, City] = {}
        self._next: _Round | None = None
        self._task: asyncio.Task[None] | None = None
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
        # By distance the nearest stacks are enough, unless some of what is in them is passed over.
        enough = None if look.is_best or look.hidden or look.after is not None else look.limit
        missing: list[bytes] = []
        for _ in range(ROUNDS_MAX):
            await self._go_round(keys, missing)
            if any(key not in self._loaded for key in keys):
                continue
            around = self._around(look.category, disk)
            spots = rules.first(places.filled_within(disk, around, look.point, look.radius_m, enough=enough), look)
            missing = [offer_id for _, offer_id, _ in spots if offer_id not in self._cards]
            if not missing:
                return [(rank, distance_m, offer_id, self._cards[offer_id][1]) for rank, offer_id, distance_m in spots]
        raise Overloaded

    def _around(self, category: str, disk: Disk) -> Filled[Stack]:
        """The stacks of a category in a disk; for all who look from its middle cell, until one of them changes."""
        known = self._surroundings.setdefault(category, {})
        if disk not in known:
            if len(known) >= SURROUNDINGS_MAX:
                known.clear()
            known[disk] = places.filled(disk, self._stacks.get(category, {}))
        return known[disk]

    async def _go_round(self, keys: Sequence[Key], offer_ids: Sequence[bytes]) -> None:
        if self._next is None:
            self._next = _Round()
        mine = self._next
        mine.keys.update(keys)
        mine.ids.update(offer_ids)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        over = asyncio.get_running_loop().create_future()
        mine.waiting.append(over)
        await over

    async def _work(self) -> None:
        while self._next is not None:
            await asyncio.sleep(0)  # whoever was read from the network in this turn comes along
            turn, self._next = self._next, None
            try:
                async with self._db.pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
                    await self._round(ReadTx(connection), turn)
            except Exception as error:  # noqa: BLE001 - each who waits raises it
                self._forget()
                turn.end(error)
            else:
                turn.end(None)

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
        stacks[line.cell] = after
        self._surroundings.pop(line.category, None)
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
