"""The shops' servers: they hear notifications on the loopback, and sometimes do not say so the first time."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from aiohttp import web

from everywhere.app.demo.dice import Dice
from everywhere.pay.openapi.wire.signing import rules as signing

REFUSES = 0.2
"""How often a server does not take what it is told, each of the first `DEAF_MAX` times."""
DEAF_MAX = 2
_CHANGING = frozenset({"notify_time", "sign"})
_UNSIGNED = frozenset({"sign", "sign_type"})
_HANGS_UP = 0.5


@dataclass
class Ears:
    """Hears for every shop of a run."""

    dice: Dice
    url: str = ""
    platform_key: bytes = b""
    heard: Counter[str] = field(default_factory=Counter)
    """How often each `notify_id` came."""
    said: defaultdict[str, set[frozenset[tuple[str, str]]]] = field(default_factory=lambda: defaultdict(set))
    """What was said under each `notify_id`, beside when."""
    unsigned: int = 0

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Ears"]:
        """Hear on a free port."""
        app = web.Application()
        app.router.add_post("/told", self._hear)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/told"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _hear(self, request: web.Request) -> web.Response:
        fields = dict(parse_qsl(await request.text(), keep_blank_values=True))
        notify_id = fields.get("notify_id", "")
        string = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name not in _UNSIGNED)
        if not signing.is_signed(self.platform_key, string.encode(), fields.get("sign", ""), "RSA2"):
            self.unsigned += 1
        self.heard[notify_id] += 1
        self.said[notify_id].add(frozenset((name, value) for name, value in fields.items() if name not in _CHANGING))
        times = self.heard[notify_id]
        # By what it is about and not by its id, which is another in each run.
        about = (fields.get("subject"), fields.get("trade_status"), fields.get("out_biz_no"), times)
        if times <= DEAF_MAX and self.dice.chance(REFUSES, "deaf", *about):
            if self.dice.chance(_HANGS_UP, "hangs up", *about) and request.transport is not None:
                request.transport.abort()
            return web.Response(text="fail")
        return web.Response(text="success")
