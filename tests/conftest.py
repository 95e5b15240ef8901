"""Fixtures of every test: a database, a world, people."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator

import pytest

from everywhere.kernel.database import Database, connect
from everywhere.pay.ledger.types import layout
from support import postgres
from support.clock import TestClock
from support.money import laid_out
from support.world import World, running

_numbers = itertools.count()


DATABASE = os.environ.get("EVERYWHERE_TEST_DATABASE", "embedded")
LEDGER_SHARDS = int(os.environ.get("EVERYWHERE_TEST_LEDGER_SHARDS", "1"))
"""In how many shards every test's ledger is, but for those that say it themselves (`shards`)."""


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
        if LEDGER_SHARDS > 1:
            await laid_out(url, LEDGER_SHARDS)
        yield url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A pool on a migrated database of this test's own."""
    database = await connect(database_url, pool_max=40)
    yield database
    await database.pool.close()


@pytest.fixture(params=[1, 4] if LEDGER_SHARDS == 1 else [LEDGER_SHARDS], ids=lambda shards: f"shards{shards}")
async def shards(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[int]:
    """The ledger of this test's database in one shard, and again in four: modules of money ask for it (`usefixtures`)."""
    await laid_out(database_url, request.param)
    yield request.param
    layout.shards = 1


@pytest.fixture
def clock() -> TestClock:
    """A clock that stands still until it is moved."""
    return TestClock()


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole product, with time and background work in the test's hands."""
    async with running(database_url) as made:
        yield made
