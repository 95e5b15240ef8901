"""An emulator: the product on a database of its own, with a tap on its gateway, faults to order and a clock to set."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from litestar.datastructures import State
from litestar.types import ASGIApp

from everywhere.app.emulator import store
from everywhere.app.emulator.carrier import FaultyCarrier
from everywhere.app.emulator.cast import Keys, Someone
from everywhere.app.emulator.faults import Faults
from everywhere.app.emulator.installation import Installation
from everywhere.app.emulator.tap import Tap
from everywhere.app.emulator.tape import Tape
from everywhere.app.emulator.wallets import Codes
from everywhere.kernel.clock import Clock
from everywhere.kernel.errors import NotFound
from everywhere.kernel.money import Money
from everywhere.kernel.settings import Settings
from everywhere.pay.openapi.apps.types import App
from everywhere.pay.openapi.gateway.refusals.actions import Refusals


class MovedClock:
    """A clock that is ahead of another, or behind it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        """The time by this clock."""
        return self._clock() + self.ahead


class Emulator:
    """Everything that is an emulator's own."""

    def __init__(self, settings: Settings, clock: Clock, *, is_lasting: bool) -> None:
        self.clock = MovedClock(clock)
        self.faults = Faults()
        self.tape = Tape()
        self.installation = Installation(settings, self.clock, is_lasting=is_lasting)
        self.carrier = FaultyCarrier(self.faults)
        self.codes = Codes()
        self.keys: Keys | None = None

    @property
    def state(self) -> Any:
        """What the product lives on now."""
        return self.installation.state

    def inside(self, app: ASGIApp) -> ASGIApp:
        """The product with the tap on its gateway."""
        return Tap(app, self.faults, self.tape, self._said, self.clock, self.installation.used)

    def began(self, state: State) -> None:
        """The product begins, or begins again."""
        state.till.asks = self._asks
        self.codes.accept(state.till)

    async def reset(self) -> None:
        """Begin again: no trades, no faults, no calls, the clock right, and everybody has what they had."""
        self.faults.clear()
        self.tape.calls.clear()
        self.clock.ahead = timedelta(0)
        await self.installation.reset()

    def buyer(self, number: str) -> Someone:
        """A buyer by their user id. Raises NotFound."""
        buyers = self.keys.buyers if self.keys else []
        found = next((each for each in buyers if each.number == number), None)
        if found is None:
            raise NotFound
        return found

    def name_of(self, person_id: UUID | None) -> str:
        """What a buyer is called; empty for somebody who was not seeded."""
        buyers = self.keys.buyers if self.keys else []
        return next((each.name for each in buyers if each.person_id == person_id), "")

    def _asks(self, _: Money) -> bool:
        return self.faults.take("answers", "alipay.trade.pay", kinds=("ask",)) is not None

    async def _said(self) -> tuple[list[App], bytes, Refusals]:
        async with self.state.db.read(newest=True) as tx:
            apps = await store.apps(tx)
        return apps, (await self.state.platform.keys()).public_key, self.state.refusals
