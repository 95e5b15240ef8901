"""The hub of one process: reads new live events once for all its streams, and deals them out."""

import asyncio
import contextlib
import itertools
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Any

import asyncpg
import structlog

from everywhere.kernel import live
from everywhere.kernel.database import Database, ReadTx
from everywhere.kernel.errors import Overloaded, TooManyRequests
from everywhere.kernel.live import LiveEvent
from everywhere.kernel.outbox import LIVE_CHANNEL

log = structlog.get_logger(__name__)

QUEUE_MAX = 256
STREAMS_MAX = 10_000
TOPICS_NAMED_MAX = 500
POLL_S = 1.0
BEAT_S = 15.0
BEAT_TURNS = 15
SIGN_OF_LIFE = b": still here\n\n"
_OFFERS_AT_ONCE = 500

Shape = Callable[[LiveEvent], bytes]
"""Writes an event as it travels. Streams that have the same shape share what it wrote."""
Guest = Any
"""By what a listener was let in; hashable."""
Welcome = Callable[[ReadTx, Collection[Guest]], Awaitable[Collection[Guest]]]
"""Which of these guests may still listen."""


class Stream:
    """What one listener has not heard yet, in order."""

    def __init__(self, owner: str, topics: frozenset[str], shape: Shape, guest: Guest | None, position: int) -> None:
        self.owner = owner
        self.topics = topics
        self.shape = shape
        self.guest = guest
        self.backlog: list[LiveEvent] = []
        """What happened between the listener's last event and `position`."""
        self.must_reset = False
        """Whether something was missed for good, so that the listener must fetch everything afresh."""
        self.position = position
        """All events up to here are in the backlog; later ones come through `next`."""
        self.is_over = False
        """Whether the hub let go of it: the listener was too slow, or the server stops. It can come again and resume."""
        self._unheard: list[bytes] = []
        self._wanted: asyncio.Future[None] | None = None

    async def next(self) -> bytes:
        """All that came since the last call, once there is something; nothing when the stream is over."""
        while not self._unheard and not self.is_over:
            self._wanted = asyncio.get_running_loop().create_future()
            await self._wanted
        unheard, self._unheard = self._unheard, []
        return b"" if self.is_over else b"".join(unheard)

    def offer(self, part: bytes) -> bool:
        """Queue what is to be sent, or say False when the listener is that far behind."""
        if len(self._unheard) >= QUEUE_MAX:
            return False
        self._unheard.append(part)
        self._wake()
        return True

    def end(self) -> None:
        """Let the listener know that nothing more will come."""
        self.is_over = True
        self._unheard.clear()
        self._wake()

    def _wake(self) -> None:
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result(None)


class Hub:
    """Every stream of this process, and one place in the sequence of live events that all of them have reached."""

    def __init__(self, db: Database, welcome: Welcome) -> None:
        self._db = db
        self._welcome = welcome
        self._position = 0
        self._streams: set[Stream] = set()
        self._by_topic: defaultdict[str, set[Stream]] = defaultdict(set)
        self._by_owner: Counter[str] = Counter()
        self._turns: list[set[Stream]] = [set() for _ in range(BEAT_TURNS)]
        self._turn_of_next = itertools.cycle(self._turns)
        self._turn_of_beat = itertools.cycle(self._turns)
        self._reading = asyncio.Lock()
        self._alarm = asyncio.Event()
        self._needed = asyncio.Event()
        self._is_closed = False

    async def run(self) -> None:
        """Deal out events until cancelled; without streams, nothing is read and no connection is held."""
        while True:
            await self._needed.wait()
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                log.warning("hub_lost_database", exc_info=True)
                await asyncio.sleep(POLL_S)

    async def keep_beating(self) -> None:
        """Beat until cancelled, so that every stream has its turn in `BEAT_S`."""
        while True:
            await asyncio.sleep(BEAT_S / BEAT_TURNS)
            try:
                await self.beat()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                log.warning("beat_lost_database", exc_info=True)

    async def beat(self) -> None:
        """Give the streams whose turn it is a sign of life, and end those whose guests are welcome no more."""
        streams = list(next(self._turn_of_beat))
        for stream in streams:
            stream.offer(SIGN_OF_LIFE)
        if guests := {stream.guest for stream in streams} - {None}:
            async with self._db.read() as tx:
                gone = guests.difference(await self._welcome(tx, guests))
            for stream in streams:
                if stream.guest in gone:
                    self._end(stream)

    @contextlib.asynccontextmanager
    async def listening(
        self, owner: str, topics: Collection[str], *, shape: Shape, after: int | None, owner_max: int, guest: Guest | None = None
    ) -> AsyncIterator[Stream]:
        """A stream of `topics`, from now on, or without a gap from the event `after` on.

        One `owner` may have `owner_max` of them. With a `guest`, it lasts as long as that is welcome. Raises
        TooManyRequests and Overloaded.
        """
        async with self._reading:  # while it is held, no event is between being read and being dealt out
            self._must_have_room(owner, owner_max)
            if not self._streams or (after or 0) > self._position:
                await self._catch_up()
            stream = Stream(owner, frozenset(topics), shape, guest, self._position)
            self._add(stream)
        try:
            await self._look_back(stream, after)
            yield stream
        finally:
            self._remove(stream)

    def shut(self) -> None:
        """End every stream and begin no other: the server stops, and its listeners go to another."""
        self._is_closed = True
        for stream in list(self._streams):
            self._end(stream)

    async def catch_up(self) -> None:
        """Read what is new and deal it out."""
        async with self._reading:
            await self._catch_up()

    def _must_have_room(self, owner: str, owner_max: int) -> None:
        if self._is_closed or len(self._streams) >= STREAMS_MAX:
            raise Overloaded
        if self._by_owner[owner] >= owner_max:
            raise TooManyRequests(retry_after_s=10)

    def _add(self, stream: Stream) -> None:
        self._streams.add(stream)
        self._by_owner[stream.owner] += 1
        next(self._turn_of_next).add(stream)
        for topic in stream.topics:
            self._by_topic[topic].add(stream)
        self._needed.set()

    def _remove(self, stream: Stream) -> None:
        if stream not in self._streams:
            return
        self._streams.remove(stream)
        for topic in stream.topics:
            self._by_topic[topic].discard(stream)
            if not self._by_topic[topic]:
                del self._by_topic[topic]
        for turn in self._turns:
            turn.discard(stream)
        self._by_owner[stream.owner] -= 1
        if not self._by_owner[stream.owner]:
            del self._by_owner[stream.owner]
        if not self._streams:
            self._needed.clear()
            self._alarm.set()

    async def _look_back(self, stream: Stream, after: int | None) -> None:
        if after is None or after == stream.position:
            return
        async with self._db.read() as tx:
            stream.backlog = await live.between(tx, sorted(stream.topics), after=after, up_to=stream.position)
            span = await live.span(tx)  # after the events: what was forgotten while they were read counts as missed
        # A position that never was comes from another database, or from this one before it was restored.
        stream.must_reset = after < span.forgotten_seq or after > stream.position or len(stream.backlog) >= live.ROWS_MAX
        if stream.must_reset:
            stream.backlog = []

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._db.url, timeout=5)
        try:
            await connection.add_listener(LIVE_CHANNEL, lambda *_: self._alarm.set())
            while self._streams and not connection.is_closed():
                await self.catch_up()
                with contextlib.suppress(TimeoutError):  # NOTIFY wakes us at once; looking anyway costs little and misses nothing
                    async with asyncio.timeout(POLL_S):
                        await self._alarm.wait()
                self._alarm.clear()
        finally:
            await connection.close(timeout=2)

    async def _catch_up(self) -> None:
        async with self._db.read() as tx:
            # Everything up to here is visible by now, since seq is in the order of commits.
            last_seq = (await live.span(tx)).last_seq
            while self._streams and self._position < last_seq:
                topics = list(self._by_topic) if len(self._by_topic) <= TOPICS_NAMED_MAX else None
                events = await live.between(tx, topics, after=self._position, up_to=last_seq)
                self._position = events[-1].seq if len(events) == live.ROWS_MAX else last_seq
                await self._deal_out(events)
        self._position = max(self._position, last_seq)

    async def _deal_out(self, events: list[LiveEvent]) -> None:
        offered = 0
        for event in events:
            shaped: dict[Shape, bytes] = {}
            for stream in list(self._by_topic.get(event.topic, ())):
                if stream.shape not in shaped:
                    shaped[stream.shape] = stream.shape(event)
                if not stream.offer(shaped[stream.shape]):
                    log.info("slow_listener", owner=stream.owner)
                    self._end(stream)
                offered += 1
            if offered >= _OFFERS_AT_ONCE:  # requests have their turn between
                offered = 0
                await asyncio.sleep(0)

    def _end(self, stream: Stream) -> None:
        self._remove(stream)
        stream.end()
