"""A phone's event stream: hears what happens to its owner, drops now and then, and resumes where it was."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from everywhere.app.simulator.phone import PUSHED_BACK, Phone
from everywhere.app.simulator.tally import Surprise

TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=120)
DROP_AFTER_MIN_S = 1_200.0
DROP_AFTER_MAX_S = 5_400.0
LOST_PAUSE_S = 0.3


@dataclass(frozen=True, slots=True)
class Heard:
    """One event of a stream."""

    id: str
    kind: str
    body: Any


async def listen(phone: Phone, query: str, hear: Callable[[Heard], None]) -> None:
    """Hold a stream open until cancelled, dropping it every so many simulated minutes. An event heard twice is a surprise."""
    network = phone.network
    last: str | None = None
    heard: set[str] = set()
    times = 0
    while True:
        hold_s = network.pace.real_s(network.dice.between(DROP_AFTER_MIN_S, DROP_AFTER_MAX_S, phone.number, "stream", times))
        times += 1
        try:
            async with asyncio.timeout(hold_s):
                async for event in _events(phone, query, last):
                    if event.id in heard and event.kind != "ready":  # `ready` carries the id of where the stream stands
                        detail = f"{event.kind} {event.id} after Last-Event-ID {last}"
                        network.tally.surprise(Surprise(network.pace.now_s, phone.number, "GET /api/live", "heard_twice", detail))
                        continue
                    if event.id:
                        heard.add(event.id)
                        last = event.id
                    hear(event)
        except TimeoutError:
            network.tally.troubles["stream dropped"] += 1
        except (aiohttp.ClientError, OSError):
            network.tally.troubles["stream lost"] += 1
            await asyncio.sleep(LOST_PAUSE_S)
        await asyncio.sleep(0.05)


async def _events(phone: Phone, query: str, last: str | None) -> AsyncIterator[Heard]:
    headers = {"Authorization": f"Bearer {phone.token}", "Accept": "text/event-stream"}
    if last is not None:
        headers["Last-Event-ID"] = last
    network = phone.network
    async with network.streams.get(f"{network.url}/api/live{query}", headers=headers, timeout=TIMEOUT) as response:
        if response.status != 200:
            await _refused(phone, response)
            return
        fields: dict[str, str] = {}
        async for raw in response.content:
            line = raw.decode().rstrip("\r\n")
            if line:
                name, _, said = line.partition(":")
                fields[name] = fields[name] + "\n" + said.lstrip() if name in fields else said.lstrip()
            elif "data" in fields:
                yield Heard(fields.get("id", ""), fields.get("event", "message"), msgspec.json.decode(fields["data"]))
                fields = {}
            else:
                fields = {}


async def _refused(phone: Phone, response: aiohttp.ClientResponse) -> None:
    network = phone.network
    if response.status in PUSHED_BACK:
        network.tally.expected["stream_pushed_back"] += 1
    else:
        detail = (await response.text())[:400]
        surprise = Surprise(network.pace.now_s, phone.number, "GET /api/live", f"stream_{response.status}", detail)
        network.tally.surprise(surprise)
    await asyncio.sleep(1)
