"""A read replica that really streams: it answers, never too old, never without one's own writes, and may die."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from everywhere.kernel import replica
from everywhere.kernel.replica import Replicated
from support import postgres
from support.replica import Cluster, replicated
from support.world import Phone, World, running, sign_in

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not postgres.DEBIAN_BIN.exists(), reason="needs Debian's PostgreSQL 15 (apt-get install postgresql-15)"),
]
NAME = "template_replicated"
LONG_S = 60.0
SHORT_S = 0.5


@pytest.fixture(scope="module")
def clusters() -> Iterator[tuple[Cluster, Cluster]]:
    with replicated() as pair:
        postgres.make_template(pair[0].url, NAME)
        yield pair


@pytest.fixture
async def urls(clusters: tuple[Cluster, Cluster]) -> AsyncIterator[tuple[str, str]]:
    """A database of this test's own, on the primary and on the replica."""
    primary, copy = clusters
    async with postgres.copied(primary.url, NAME, "everywhere") as url:
        yield url, postgres.with_database(copy.url, "everywhere")
        await replay(copy, paused=False)


@pytest.fixture
async def patient(urls: tuple[str, str]) -> AsyncIterator[World]:
    """A server that takes old answers for a minute."""
    async with served(urls, LONG_S) as world:
        yield world


@pytest.fixture
async def strict(urls: tuple[str, str]) -> AsyncIterator[World]:
    """Another server on the same databases, which takes nothing older than half a second."""
    async with served(urls, SHORT_S) as world:
        yield world


@contextlib.asynccontextmanager
async def served(urls: tuple[str, str], stale_max_s: float) -> AsyncIterator[World]:
    async with running(urls[0], read_database_url=urls[1], read_stale_max_s=stale_max_s) as world:
        await until(world, fit=True)
        yield world


async def until(world: World, *, fit: bool) -> None:
    async with asyncio.timeout(20):
        while the_replica(world).is_fit != fit:
            await asyncio.sleep(0.02)


def the_replica(world: World) -> replica.Replica:
    assert isinstance(world.db, Replicated)
    return world.db.replica


async def replay(copy: Cluster, *, paused: bool) -> None:
    connection = await asyncpg.connect(copy.url)
    await connection.execute("SELECT pg_wal_replay_pause()" if paused else "SELECT pg_wal_replay_resume()")
    while paused and await connection.fetchval("SELECT pg_get_wal_replay_pause_state()") != "paused":
        await asyncio.sleep(0.01)
    await connection.close()


async def caught_up(world: World, phone: Phone) -> None:
    """Wait until the replica has all that the person did."""
    async with asyncio.timeout(20):
        while not await count_answered(world, phone):
            await asyncio.sleep(0.02)


async def count_answered(world: World, phone: Phone) -> float:
    """How many statements of one look at oneself the replica answered."""
    before = replica.READS.labels("replica")._value.get()
    await at(world, phone)("GET", "/api/me", expect=200)
    return replica.READS.labels("replica")._value.get() - before


def at(world: World, phone: Phone) -> Phone:
    """The same person, at another server."""
    return Phone(world.client, phone.token, phone.person_id)


async def name_of(world: World, viewer: Phone, person: Phone) -> str:
    return (await at(world, viewer)("GET", f"/api/people/{person.person_id}", expect=200))["name"]


async def test_the_replica_answers_and_who_writes_sees_it_at_every_server(
    patient: World, strict: World, clusters: tuple[Cluster, Cluster]
):
    an, li = [await sign_in(patient, f"+861390000000{number}") for number in (1, 2)]
    await an("PATCH", "/api/me", {"name": "An"}, expect=200)
    await caught_up(patient, li)
    await replay(clusters[1], paused=True)

    await an("PATCH", "/api/me", {"name": "An Ning"}, expect=200)

    assert [await name_of(world, an, an) for world in (patient, strict)] == ["An Ning"] * 2
    assert await name_of(patient, li, an) == "An", "others are shown what the replica has, within the bound"


async def test_beyond_the_bound_the_primary_answers(patient: World, strict: World, clusters: tuple[Cluster, Cluster]):
    an, li = [await sign_in(patient, f"+861390000000{number}") for number in (1, 2)]
    await caught_up(patient, li)
    await replay(clusters[1], paused=True)
    await an("PATCH", "/api/me", {"name": "An Ning"}, expect=200)

    await until(strict, fit=False)

    assert await name_of(strict, li, an) == "An Ning"
    assert (await strict.client.get("/api/health")).json()["replica_behind_s"] > SHORT_S
    await replay(clusters[1], paused=False)
    await until(strict, fit=True)
    assert await count_answered(strict, li) > 0


async def test_who_was_told_of_something_reads_it(patient: World, clusters: tuple[Cluster, Cluster]):
    an = await sign_in(patient, "+8613900000001")
    await caught_up(patient, an)
    await replay(clusters[1], paused=True)
    async with patient.db.write() as tx:
        await tx.connection.execute(
            "INSERT INTO live_event (topic, kind, body, at) VALUES ($1, 'told', '{}', now())", f"person:{an.person_id}"
        )

    assert await count_answered(patient, an) == 0


async def test_a_session_that_was_ended_is_ended_everywhere_at_once(
    patient: World, strict: World, clusters: tuple[Cluster, Cluster]
):
    an = await sign_in(patient, "+8613900000001")
    await caught_up(patient, an)
    await replay(clusters[1], paused=True)

    await an("DELETE", "/api/session", expect=204)

    assert [(await at(world, an)("GET", "/api/me")).status_code for world in (patient, strict)] == [401, 401]


async def test_a_replica_that_dies_is_not_missed(strict: World, urls: tuple[str, str], clusters: tuple[Cluster, Cluster]):
    an = await sign_in(strict, "+8613900000001")
    await caught_up(strict, an)

    clusters[1].stop()
    statuses = [(await an("GET", "/api/me")).status_code for _ in range(20)]
    faults = await replica.faults(strict.db, urls[1], stale_max_s=SHORT_S)
    clusters[1].start()
    await until(strict, fit=True)

    assert statuses == [200] * 20
    assert faults
    assert await replica.faults(strict.db, urls[1], stale_max_s=LONG_S) == []
    await caught_up(strict, an)
