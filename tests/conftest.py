"""Fixtures of every test: a database, a world, people."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator

import pytest

from everywhere.kernel.database import Database, connect
from support import postgres
from support.clock import TestClock
from support.world import World, running

_numbers = itertools.count()


DATABASE = os.environ.get("EVERYWHERE_TEST_DATABASE", "embedded")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another database than the embedded one, run only what meets the database."""
    if DATABASE == "embedded":
        return
    apart = [item for item in items if "postgres_url" not in item.fixturenames or item.get_closest_marker("once")]  # type: ignore[attr-defined]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in set(apart)]


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """A server of this worker's own: embedded by default; EVERYWHERE_TEST_DATABASE=debian or a URL for another."""
    with postgres.server(DATABASE) as url:
        postgres.make_template(url, f"template_{worker_id}")
        yield url


@pytest.fixture
async def database_url(postgres_url: str, worker_id: str) -> AsyncIterator[str]:
    """A migrated database of this test's own."""
    async with postgres.copied(postgres_url, f"template_{worker_id}", f"test_{worker_id}_{next(_numbers)}") as url:
        yield url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A pool on a migrated database of this test's own."""
    database = await connect(database_url, pool_max=40)
    yield database
    await database.pool.close()


@pytest.fixture
def clock() -> TestClock:
    """A clock that stands still until it is moved."""
    return TestClock()


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole product, with time and background work in the test's hands."""
    async with running(database_url) as made:
        yield made
