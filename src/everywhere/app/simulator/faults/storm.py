"""Faults as they happen: each at its moment of the story, one after another, and everything well again in between."""

import asyncio
import time
from dataclasses import dataclass, field

from everywhere.app.simulator.faults.installation import PARTS, Installation, Part
from everywhere.app.simulator.faults.plan import Fault
from everywhere.app.simulator.faults.proxy import Proxy
from everywhere.app.simulator.phone import Network

HOUR_S = 3600.0
DELAY_S = 0.15
CUT_MAX = 12
DISK_S = 2.0
"""A disk stays full for so much longer: what is written first finds room in pages that are there."""
CLOCK_SETTLES_S = 2.0
"""A request that began while the clock was wrong is answered within so many seconds."""
CLOCK_CODES = frozenset({"too_early", "window_in_past"})
"""What the product says to people whose clocks are right while its own is not."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that has happened; `away_s` is how long the server was not well after it, or None where it is not possible here."""

    fault: Fault
    away_s: float | None


@dataclass
class Storm:
    """Plays a plan against an installation and the network before it."""

    installation: Installation
    proxy: Proxy
    network: Network
    struck: list[Struck] = field(default_factory=list)

    async def rage(self, faults: list[Fault]) -> None:
        """Every fault in turn. Raises NeverWell when the installation does not come back from one."""
        for fault in faults:
            while self.network.pace.now_s < fault.at_s:
                await asyncio.sleep(0.02)
            is_done = await self._strike(fault)
            self.network.pace.hold()  # the hour is one of service: while there is none, the story waits
            began = time.monotonic()
            try:
                await self.installation.well()
            finally:
                self.network.pace.release()
            self.struck.append(Struck(fault, round(time.monotonic() - began, 2) if is_done else None))

    async def _strike(self, fault: Fault) -> bool:
        """Let one fault happen, and say whether it could."""
        match fault.kind:
            case "kill_server" | "kill_worker" | "kill_database" | "kill_everything":
                self._kill(fault)
            case "drop_connections" | "delay_connections" | "swallow_answers" | "hold_connections":
                await self._disturb(fault)
            case "part_from_database" | "freeze_database" | "freeze_server":
                await self._stall(fault)
            case "put_clock_forward" | "put_clock_back":
                await self._shift(HOUR_S if fault.kind == "put_clock_forward" else -HOUR_S, fault.lasts_s)
            case "fill_disk" | "fill_disk_and_kill_database":
                return await self._fill(fault)
        return True

    def _kill(self, fault: Fault) -> None:
        killed: dict[str, tuple[Part, ...]] = {"kill_server": ("serve",), "kill_worker": ("worker",), "kill_everything": PARTS}
        parts = killed.get(fault.kind, ())
        self.installation.kill(*parts)
        if fault.kind in ("kill_database", "kill_everything"):
            self.installation.kill_database()
        self.installation.start(*parts)

    async def _disturb(self, fault: Fault) -> None:
        if fault.kind == "drop_connections":
            self.proxy.drop()
            return
        self.proxy.delay_s = DELAY_S if fault.kind == "delay_connections" else 0.0
        self.proxy.swallows = fault.kind == "swallow_answers"
        self.proxy.holds = fault.kind == "hold_connections"
        await asyncio.sleep(fault.lasts_s)
        self.proxy.heal()

    async def _stall(self, fault: Fault) -> None:
        match fault.kind:
            case "part_from_database":
                await self.installation.cut(CUT_MAX)
            case "freeze_database":
                await self.installation.freeze_database(fault.lasts_s)
            case _:
                await self.installation.freeze_server(fault.lasts_s)

    async def _fill(self, fault: Fault) -> bool:
        disk = self.installation.disk
        if not disk.fill():
            return False
        try:
            if fault.kind == "fill_disk_and_kill_database":
                self.installation.kill_database()
            await asyncio.sleep(DISK_S + fault.lasts_s)
        finally:
            disk.free()
        return True

    async def _shift(self, ahead_s: float, lasts_s: float) -> None:
        self.network.excused.update(CLOCK_CODES)
        self.installation.set_clock(ahead_s)
        await asyncio.sleep(CLOCK_SETTLES_S + lasts_s)
        self.installation.set_clock(0)
        await asyncio.sleep(CLOCK_SETTLES_S)
        self.network.excused.difference_update(CLOCK_CODES)
