"""State machines of hypothesis whose steps run on a real database."""

import asyncio

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine

from everywhere.kernel.database import Database, connect
from support.money import sound

QUICK = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class OnDatabase(RuleBasedStateMachine):
    """A machine whose steps run on a real database; each run has people of its own."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.db: Database = self.runner.run(connect(self.url, pool_max=2))

    def do(self, coroutine):
        return self.runner.run(coroutine)

    def teardown(self) -> None:
        self.do(sound(self.db))
        self.do(self.db.pool.close())
        self.runner.close()
