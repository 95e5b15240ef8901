"""The product in a test: its application, its clock, and people who talk to it by HTTP."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import msgspec
from litestar import Litestar

from everywhere.app import asgi, lifetime, wiring
from everywhere.kernel.database import Database
from everywhere.kernel.http.room import Room
from everywhere.kernel.jobs import Job
from everywhere.kernel.outbox import Relay
from everywhere.kernel.settings import Settings
from support.clock import TestClock
from support.money import arrived

QUEUED = (
    "SELECT id, entrypoint, payload, execute_after - now() AS wait FROM pgqueuer WHERE status = 'queued' ORDER BY execute_after, id"
)

KEPT_MAX = 8
_kept: dict[tuple[tuple[str, Any], ...], Litestar] = {}


@dataclass
class World:
    """A running product whose time and background work the test holds in its hands."""

    app: Litestar
    clock: TestClock
    client: httpx.AsyncClient
    ahead_when_queued: dict[int, timedelta] = field(default_factory=dict)
    """How far the clock was when a job was queued, by its id: the queue counts from the database's time, which stands still here."""

    @property
    def db(self) -> Database:
        """Its database."""
        return self.app.state.db

    async def settle(self) -> None:
        """Let everything happen that is due now: events are heard, jobs are done, until nothing is left."""
        relay: Relay = self.app.state.relay
        while await relay.drain() + await self._do_due_jobs():
            pass

    async def pass_time(self, **span: float) -> None:
        """Move the clock, then let everything happen that is due."""
        self.clock.advance(**span)
        await self.settle()

    async def _do_due_jobs(self) -> int:
        queued = await self.db.pool.fetch(QUEUED)
        due = [
            row
            for row in queued
            if row["wait"] <= self.clock.ahead - self.ahead_when_queued.setdefault(row["id"], self.clock.ahead)
        ]
        for row in due:
            await self.db.pool.execute("DELETE FROM pgqueuer WHERE id = $1", row["id"])
            kind = Job.kinds[row["entrypoint"]]
            doer = wiring.doers(self.app.state.settings, self.app.state.platform)[kind]
            await doer(self.db, msgspec.json.decode(row["payload"], type=kind), self.clock())
        return len(due)


@dataclass
class Phone:
    """One signed-in person's client."""

    client: httpx.AsyncClient
    token: str
    person_id: str

    async def __call__(self, method: str, path: str, json: Any = None, *, expect: int | None = None, **options: Any) -> Any:
        """Send a request; with `expect`, assert the status and answer the decoded body, else answer the response."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en", **options.pop("headers", {})}
        response = await self.client.request(method, path, json=json, headers=headers, **options)
        if expect is None:
            return response
        assert response.status_code == expect, f"{method} {path} answered {response.status_code}: {response.text}"
        return response.json() if response.content else None


def made(**settings: Any) -> Litestar:
    """The application of a demo, with some settings changed; `running` opens it."""
    return asgi.create_app(Settings(**{"demo": True, **settings}), url="", background=False)


@contextlib.contextmanager
def lent(settings: dict[str, Any]) -> Iterator[Litestar]:
    """An application with these settings: one that an earlier test has done with, or a new one: to make it takes longer than most tests.

    All that it knows is in its state, but for the rates that its gate has counted: where they are what is tested, nobody has it after.
    """
    key = tuple(sorted(settings.items()))
    app = _kept.pop(key, None) or made(**settings)
    yield app
    if not any(name.startswith("requests_") for name in settings):
        _kept[key] = app
    while len(_kept) > KEPT_MAX:
        _kept.pop(next(iter(_kept)))


class Steady(Room):
    """Keeps its places: on a slow machine the requests of one test, or of the one before, would have each other turned away."""

    def _adapt(self, median_s: float, needed: int) -> None:
        """Stay as it is; how a room shrinks has tests of its own."""


@contextlib.asynccontextmanager
async def running(url: str, **settings: Any) -> AsyncIterator[World]:
    """A World on the database at `url`; relay and worker run only when the test says so."""
    clock = TestClock()
    with lent(settings) as app:
        app.state.clock = clock
        app.asgi_handler.room = Steady(app.state.settings.requests_in_flight_max)  # type: ignore[attr-defined]  # the gate
        async with lifetime.opened(app.state, app.state.settings, url, clock, background=False):
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)

            async def let_arrive(response: httpx.Response) -> None:
                # What is on its way to another shard of the ledger is there when people look again.
                if response.request.method != "GET":
                    await arrived(app.state.db)

            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1:8000", event_hooks={"response": [let_arrive]}
            ) as client:
                yield World(app, clock, client)


async def sign_in(world: World, handle: str) -> Phone:
    """Sign in by one-time code; `handle` is an e-mail address or, with a leading +, a phone number."""
    who = {"phone" if handle.startswith("+") else "email": handle}
    await world.client.post("/api/sign-in/code", json=who)
    response = await world.client.post("/api/sign-in", json={**who, "code": "000000"})
    assert response.status_code in (200, 201), response.text
    answer = response.json()
    world.client.cookies.clear()
    return Phone(world.client, answer["token"], answer["person"]["id"])
