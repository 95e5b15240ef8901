"""Playing a story against a running server, from the first sign-in to the report."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import aiohttp

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator import audit, evidence, progress, report
from everywhere.app.simulator.book import Book
from everywhere.app.simulator.character import Character
from everywhere.app.simulator.pace import WAITS_ABOVE, Pace
from everywhere.app.simulator.person import Person
from everywhere.app.simulator.phone import Network, Patience, Phone
from everywhere.app.simulator.report import Report
from everywhere.app.simulator.scene import Scene
from everywhere.app.simulator.shops import accounts
from everywhere.app.simulator.shops.buying import Buying
from everywhere.app.simulator.shops.ears import Ears
from everywhere.app.simulator.shops.shop import Shop
from everywhere.app.simulator.story import Story
from everywhere.app.simulator.tally import Tally
from everywhere.pay.openapi.trades.words import rules as words

CONNECTIONS_MAX = 100
SETTLE_S = 1.0
NARRATOR = -1


class ServerSilent(Exception):
    """No server answers at the address, or it is not ready."""


Beside = Callable[[Scene, Sequence[Character]], AbstractAsyncContextManager[None]]
"""What goes on beside a story: entered when everybody has come in, left when everybody has gone home."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a story is played."""

    url: str
    speed: float
    run_id: str
    database_url: str | None
    is_quiet: bool = False
    patience: Patience = field(default_factory=Patience)
    waits_above: int = WAITS_ABOVE
    beside: Beside = lambda _scene, _people: contextlib.nullcontext()
    ears: Ears | None = None
    """What hears for the shops, where the server notifies addresses on its own machine."""


async def play(story: Story, options: Options) -> Report:
    """Play it and report. Raises ServerSilent before anything is done."""
    # Streams hold their connections, so they have a session of their own: requests must never wait for one of them.
    async with _session(CONNECTIONS_MAX) as session, _session(0) as streams:
        url = options.url.rstrip("/")
        performance = f"{options.run_id}.{secrets.token_hex(4)}"
        pace, dice = Pace(options.speed, options.waits_above), Dice(story.seed)
        network = Network(session, streams, url, pace, dice, Tally(), options.run_id, performance, options.patience)
        scene = await _set(network, story)
        began = time.monotonic()
        people = [Person(scene, plan) for plan in story.people]
        # The Open API knows one currency.
        shops = [Shop(scene, plan, options.ears) for plan in story.shops] if scene.currency == words.CURRENCY else []
        await _perform(scene, people, shops, options)
        took_s = time.monotonic() - began
        return await _reported(scene, people, shops, options, took_s)


def _session(connections_max: int) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=connections_max, keepalive_timeout=60)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


async def _set(network: Network, story: Story) -> Scene:
    """Ask the server what its categories and its city are."""
    try:
        async with network.session.get(f"{network.url}/api/health", timeout=aiohttp.ClientTimeout(total=10)) as response:
            if response.status != 200:
                raise ServerSilent(f"{network.url}/api/health answers {response.status}")
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise ServerSilent(f"{network.url}: {error or 'no answer'}") from error
    narrator = Phone(network, NARRATOR, "en", 0)
    categories = await narrator.get("/api/categories")
    cities = await narrator.get("/api/cities?limit=100")
    city = next((each for each in cities.body["items"] if each["code"] == story.city), None) if cities.ok else None
    if city is None or not city["is_open"] or not categories.ok:
        raise ServerSilent(f"the server does not serve {story.city}")
    return Scene(
        network,
        story,
        Book(),
        categories={category["code"]: category for category in categories.body["items"]},
        currency=city["currency"],
        floor_hourly_minor=city["floor_hourly"]["minor"],
    )


async def _perform(scene: Scene, people: list[Person], shops: list[Shop], options: Options) -> None:
    """Everybody comes in; then the clock starts and the story plays, until everybody has gone home."""
    everybody: list[Person | Shop] = [*people, *shops]
    await evidence.in_turns(each.come_in() for each in everybody)
    for shop in shops:
        for sale in shop.plan.sales:
            Buying(people[sale.buyer].who, shop, sale).begin()
    pace = scene.network.pace
    pace.restart()
    showing = None if options.is_quiet else asyncio.create_task(progress.show(pace, scene.end_s, scene.book, scene.network.tally))
    try:
        async with options.beside(scene, [person.who for person in people]):
            await asyncio.gather(*(each.live() for each in everybody))
    finally:
        if showing is not None:
            showing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await showing


async def _reported(scene: Scene, people: list[Person], shops: list[Shop], options: Options, took_s: float) -> Report:
    await asyncio.sleep(SETTLE_S)  # what was emitted last is heard
    everybody = [*(person.who for person in people), *(shop.who for shop in shops)]
    sold = await accounts.settled(shops, options.ears)
    seen = await evidence.gathered(scene, everybody)
    checks = [*evidence.checks(scene, seen, taken_minor=sold.taken_minor), *sold.checks]
    if options.database_url is not None:
        checks += await audit.checks(options.database_url, [who.id for who in everybody if who.id])
    written = report.written(
        scene.story,
        scene.book,
        scene.network.tally,
        list(seen.deals.values()),
        checks,
        run_id=options.run_id,
        pace=scene.network.pace,
        took_s=took_s,
    )
    return report.with_sales(written, sold.sales, sold.told)
