"""What an attacker asks, over HTTP and by no other way, and which rings the answers are taken for."""

import asyncio
import base64
import itertools
import json
import math
import random
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from everywhere.app.bench import privacy_estimate as estimating
from everywhere.app.bench.privacy_estimate import Ring
from everywhere.places import rules as places
from everywhere.places.types import Point

LOOKS_OF_ONE = 100
"""Viewpoints of one account; the server lets it look from 120 cells an hour."""
EDGE_M = 30.0
TIMED_ROUNDS = 5
Heard = defaultdict[str, list[Ring]]
"""Rings by what they are about."""
Times = dict[str, dict[Point, float]]
"""Seconds by what they are about and from where it was asked."""


@dataclass(frozen=True)
class Shown:
    """An offer as everybody may see it."""

    id: str
    category: str
    at: Point
    radius_m: int


class Attacker:
    """As many accounts as it takes."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._looks = itertools.count()
        self._tokens: list[str] = []

    async def sign_in(self, email: str) -> str:
        """A token of somebody of the demo, or of a new account."""
        async with self._session.post("/api/sign-in", json={"email": email, "code": "000000"}) as answer:
            answer.raise_for_status()
            return str((await answer.json())["token"])

    async def ask(self, method: str, path: str, *, token: str | None = None, **words: Any) -> tuple[int, Any]:
        """Send a request and return status and body; a request without a token comes from an account of the attacker's."""
        token = token or await self.account()
        async with self._session.request(method, path, headers={"Authorization": f"Bearer {token}"}, **words) as answer:
            return answer.status, (await answer.json() if answer.content_type.endswith("json") else None)

    async def account(self) -> str:
        """The token of one who may still look from somewhere."""
        number = next(self._looks) // LOOKS_OF_ONE
        if number >= len(self._tokens):
            self._tokens.append(await self.sign_in(f"attacker{number}@example.org"))
        return self._tokens[number]

    async def pages(self, view: Point, **query: Any) -> AsyncIterator[dict[str, Any]]:
        """Every page of the list of offers around a viewpoint, all asked by one account."""
        token, cursor = await self.account(), None
        while True:
            params = {"near": _said(view), "limit": 100, **query, **({"cursor": cursor} if cursor else {})}
            status, page = await self.ask("GET", "/api/offers", token=token, params=params)
            if status != 200:
                raise RuntimeError(f"the list answered {status}: {page}")
            yield page
            if (cursor := page["next"]) is None:
                return

    @asynccontextmanager
    async def listening(self, view: Point) -> AsyncIterator[list[dict[str, Any]]]:
        """Listen to what happens on the map around a point; the list grows meanwhile."""
        heard: list[dict[str, Any]] = []
        token = await self.account()
        params, headers = {"watch": _said(view), "radius_m": "5000"}, {"Authorization": f"Bearer {token}"}

        async def listen() -> None:
            async with self._session.get(
                "/api/live", params=params, headers=headers, timeout=aiohttp.ClientTimeout(total=None)
            ) as stream:
                async for line in stream.content:
                    if line.startswith(b'data: {"'):
                        heard.append(json.loads(line[6:]))  # noqa: PERF401 - others read it meanwhile

        listening = asyncio.create_task(listen())
        await asyncio.sleep(1)
        try:
            yield heard
        finally:
            await asyncio.sleep(2)
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


async def lists(attacker: Attacker, views: list[Point], known: Mapping[str, Shown], chance: random.Random) -> dict[str, Heard]:
    """Distances, membership of circles, reach, order and cursors of lists from many viewpoints."""
    heard = {kind: Heard(list) for kind in ("distances", "circles", "order by distance", "order by score", "cursors")}
    for number, view in enumerate(views):
        radius_m = chance.randrange(300, 3000)
        inside: set[str] = set()
        for sort in ("distance", "best"):
            items = []
            async for page in attacker.pages(view, radius_m=20_000, sort=sort):
                items += page["items"]
                _hear_cursor(heard["cursors"], view, page)
            _hear_order(heard["order by distance" if sort == "distance" else "order by score"], view, items)
            for item in items if sort == "distance" else []:
                heard["distances"][item["id"]].append(estimating.bucket(view, item["distance_m"]))
                heard["circles"][item["id"]].append(estimating.side(view, item["radius_m"], is_inside=item["reaches_here"]))
        async for page in attacker.pages(view, radius_m=radius_m, sort=("distance", "best")[number % 2]):
            inside |= {item["id"] for item in page["items"]}
        for each in known:
            heard["circles"][each].append(estimating.side(view, radius_m, is_inside=each in inside))
    return heard


def _hear_order(heard: Heard, view: Point, items: list[dict[str, Any]]) -> None:
    away = [places.distance_m(view, Point(**item["at"])) for item in items]
    for number, item in enumerate(items):
        before = away[number - 1] if number else 0.0
        after = away[number + 1] if number + 1 < len(items) else 1e9
        if before <= after:
            heard[item["id"]].append(Ring(view, before, after))


def _hear_cursor(heard: Heard, view: Point, page: dict[str, Any]) -> None:
    if page["next"] is None or not page["items"]:
        return
    raw = page["next"]
    for number in _numbers(json.loads(base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4)))):
        if 10 < number < 50_000:
            heard[page["items"][-1]["id"]].append(Ring(view, number - 5, number + 5))


def _numbers(value: Any) -> list[float]:
    if isinstance(value, list):
        return [number for each in value for number in _numbers(each)]
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


async def bookings(attacker: Attacker, targets: list[Shown]) -> Heard:
    """The edge of each service area, where a booking is no longer taken, in eight directions, within 15 m."""
    heard = Heard(list)
    for target in targets:
        for north, east in ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)):
            length = (north**2 + east**2) ** 0.5
            near_m, far_m = 0.0, target.radius_m + 6000.0
            edge = target.at
            while far_m - near_m > EDGE_M:
                middle = (near_m + far_m) / 2
                edge = estimating.moved(target.at, middle * north / length, middle * east / length)
                near_m, far_m = (middle, far_m) if await _is_booked(attacker, target, edge) else (near_m, middle)
            heard[target.id].append(Ring(edge, target.radius_m - EDGE_M, target.radius_m + EDGE_M))
    return heard


async def _is_booked(attacker: Attacker, target: Shown, at: Point) -> bool:
    now = datetime.now(UTC)  # the calendar of whoever books
    window = {"starts_at": (now + timedelta(hours=30)).isoformat(), "ends_at": (now + timedelta(hours=40)).isoformat()}
    draft = {"fee": {"minor": 90_000, "currency": "CNY"}, "at": _point(at), "minutes": 60, **window}
    token = await attacker.account()
    status, answer = await attacker.ask("POST", f"/api/offers/{target.id}/bids", token=token, json=draft)
    if status == 201:
        await attacker.ask("POST", f"/api/bids/{answer['id']}/withdraw", token=token)
        return True
    if answer["code"] in {"outside_service_area", "outside_cities"}:
        return False
    raise RuntimeError(f"a booking was answered {status}: {answer}")


async def timings(attacker: Attacker, targets: list[Shown], chance: random.Random) -> Times:
    """How long a small circle around places near each target takes, at its quickest of some rounds: what hurries nobody tells nothing."""
    views = {
        target.id: [estimating.moved(target.at, chance.uniform(-900, 900), chance.uniform(-900, 900)) for _ in range(12)]
        for target in targets
    }
    took: Times = {target.id: dict.fromkeys(views[target.id], math.inf) for target in targets}
    for _ in range(TIMED_ROUNDS):
        for target in targets:
            for view in views[target.id]:
                params = {"near": _said(view), "radius_m": 600, "category": target.category}
                took[target.id][view] = min(took[target.id][view], await _seconds(attacker, params))
    return took


def nearer(took: Times) -> Heard:
    """The quicker half of the viewpoints is believed to be the nearer one."""
    heard = Heard(list)
    for each, times in took.items():
        middle = statistics.median(times.values())
        heard[each] = [Ring(view, 0, 700) if seconds <= middle else Ring(view, 700, 1e9) for view, seconds in times.items()]
    return heard


async def _seconds(attacker: Attacker, params: dict[str, Any]) -> float:
    token = await attacker.account()
    began = time.perf_counter()
    await attacker.ask("GET", "/api/offers", token=token, params=params)
    return time.perf_counter() - began


async def changes(attacker: Attacker, targets: Mapping[str, tuple[Shown, Point]], chance: random.Random) -> dict[str, Heard]:
    """What changes in lists, counts, the stream and entity tags when a helper goes off, comes on and moves a little."""
    heard = {kind: Heard(list) for kind in ("counts of the ready", "live stream")}
    for email, (target, home) in targets.items():
        token = await attacker.sign_in(email)
        views = [estimating.moved(target.at, chance.uniform(-1200, 1200), chance.uniform(-1200, 1200)) for _ in range(12)]
        async with attacker.listening(target.at) as events:
            await switch(attacker, token, home, is_on=True)
            tag = await _tag(attacker, target)
            on = [await _ready(attacker, target, view) for view in views]
            await switch(attacker, token, estimating.moved(home, 20, 20), is_on=True)
            if tag != await _tag(attacker, target):
                raise RuntimeError("an entity tag tells that a helper moved")
            await switch(attacker, token, home, is_on=False)
            off = [await _ready(attacker, target, view) for view in views]
            await switch(attacker, token, home, is_on=True)
        for view, before, after in zip(views, on, off, strict=True):
            rings = [estimating.side(view, within_m, is_inside=before[within_m] != after[within_m]) for within_m in before]
            heard["counts of the ready"][target.id] += rings
        heard["live stream"][target.id] = [Ring(at, 0, 5) for at in _points(events)] or [Ring(target.at, 0, 1e9)]
    return heard


async def switch(attacker: Attacker, token: str, at: Point, *, is_on: bool) -> None:
    """Go on at a point, or off."""
    status, answer = await attacker.ask(
        "PUT", "/api/me/availability", token=token, json={"available": is_on, "at": _point(at) if is_on else None}
    )
    if status != 200:
        raise RuntimeError(f"a switch was answered {status}: {answer}")


async def _tag(attacker: Attacker, target: Shown) -> Any:
    return (await attacker.ask("GET", f"/api/offers/{target.id}"))[1]["version"]


async def _ready(attacker: Attacker, target: Shown, view: Point) -> dict[int, int | None]:
    _, said = await attacker.ask("GET", "/api/coverage", params={"at": _said(view), "category": target.category})
    return {each["within_m"]: each["count"] for each in said["ready"]}


def _points(value: Any) -> list[Point]:
    """Every point anywhere in what was heard."""
    if isinstance(value, dict) and {"lat", "lon"} <= value.keys():
        return [Point(value["lat"], value["lon"])]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [point for each in parts for point in _points(each)]


def _said(point: Point) -> str:
    return f"{point.lat:.6f},{point.lon:.6f}"


def _point(point: Point) -> dict[str, float]:
    return {"lat": point.lat, "lon": point.lon}
