"""The hub of one process: reads new live events once for all its streams, and deals them out."""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection

import asyncpg
import structlog

from everywhere.kernel import live
from everywhere.kernel.database import Database
from everywhere.kernel.errors import Overloaded, TooManyRequests
from everywhere.kernel.live import LiveEvent
from everywhere.kernel.outbox import LIVE_CHANNEL

log = structlog.get_logger(__name__)

QUEUE_MAX = 256
STREAMS_MAX = 10_000
TOPICS_NAMED_MAX = 500
POLL_S = 1.0


class Stream:
    """What one listener has not heard yet, in order."""

    def __init__(self, owner: str, topics: frozenset[str], position: int) -> None:
        self.owner = owner
        self.topics = topics
        self.backlog: list[LiveEvent] = []
        """What happened between the listener's last event and `position`."""
        self.must_reset = False
        """Whether something was missed for good, so that the listener must fetch everything afresh."""
        self.position = position
        """All events up to here are in the backlog; later ones come through `next`."""
        self.is_over = False
        """Whether the hub let go of it: the listener was too slow, or the server stops. It can come again and resume."""
        self._events: asyncio.Queue[LiveEvent | None] = asyncio.Queue(QUEUE_MAX + 1)

    async def next(self, timeout_s: float) -> LiveEvent | None:
        """The next event, or None when there was none for so long or the stream is over."""
        if self.is_over:
            return None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                return await self._events.get()
        return None

    def offer(self, event: LiveEvent) -> bool:
        """Queue an event, or say False when the listener is that far behind."""
        if self._events.qsize() >= QUEUE_MAX:
            return False
        self._events.put_nowait(event)
        return True

    def end(self) -> None:
        """Let the listener know that nothing more will come."""
        self.is_over = True
        self._events.put_nowait(None)


class Hub:
    """Every stream of this process, and one place in the sequence of live events that all of them have reached."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._position = 0
        self._streams: set[Stream] = set()
        self._by_topic: defaultdict[str, set[Stream]] = defaultdict(set)
        self._by_owner: Counter[str] = Counter()
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

    @contextlib.asynccontextmanager
    async def listening(self, owner: str, topics: Collection[str], *, after: int | None, owner_max: int) -> AsyncIterator[Stream]:
        """A stream of `topics`, from now on, or without a gap from the event `after` on.

        One `owner` may have `owner_max` of them. Raises TooManyRequests and Overloaded.
        """
        async with self._reading:  # while it is held, no event is between being read and being dealt out
            self._must_have_room(owner, owner_max)
            if not self._streams or (after or 0) > self._position:
                await self._catch_up()
            stream = Stream(owner, frozenset(topics), self._position)
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
        self._by_owner -= Counter([stream.owner])
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
                    await asyncio.wait_for(self._alarm.wait(), POLL_S)
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
                self._deal_out(events)
        self._position = max(self._position, last_seq)

    def _deal_out(self, events: list[LiveEvent]) -> None:
        for event in events:
            for stream in list(self._by_topic.get(event.topic, ())):
                if not stream.offer(event):
                    log.info("slow_listener", owner=stream.owner)
                    self._end(stream)

    def _end(self, stream: Stream) -> None:
        self._remove(stream)
        stream.end()
