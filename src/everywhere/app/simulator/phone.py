"""A person's phone: sends requests over a bad network, and repeats them with the same Idempotency-Key until they are answered.

Three things go wrong on purpose, each decided by the dice for (person, request): the connection is lost before the request
is out; it is lost while the server works, so that nobody knows whether it happened; the same request is sent twice at once.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator.pace import Pace
from everywhere.app.simulator.tally import Surprise, Tally, route_of

PUSHED_BACK = (429, 503, 507)
PUSH_BACK_MAX_S = 5.0
DETAIL_MAX = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the decoded body, and the code of a refusal."""

    status: int
    body: Any
    code: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300


LOST = Answer(0, None, "connection_lost")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long somebody waits for an answer, and how often they ask again, a little later each time."""

    tries_max: int = 6
    answer_s: float = 30.0
    pause_max_s: float = 3.2


@dataclass(frozen=True, slots=True)
class Sent:
    """A command that was answered with success; the same again must be answered the same."""

    phone: "Phone"
    method: str
    path: str
    body: object
    key: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Network:
    """What all phones share."""

    session: aiohttp.ClientSession
    streams: aiohttp.ClientSession
    url: str
    pace: Pace
    dice: Dice
    tally: Tally
    run_id: str
    """Whose people these are: part of their phone numbers and addresses."""
    performance: str
    """Which playing of the story this is: part of every Idempotency-Key, so that who plays twice does everything twice."""
    patience: Patience = field(default_factory=Patience)
    excused: set[str] = field(default_factory=set)
    """Codes that the circumstances explain for now, such as those of a clock that is wrong."""
    noted_by: list[Callable[[Sent], None]] = field(default_factory=list)
    """Each is called with every command that was answered with success."""


class Phone:
    """One person's phone. `flakiness` is the share of its POSTs that meet trouble."""

    def __init__(self, network: Network, number: int, language: str, flakiness: float) -> None:
        self.network = network
        self.number = number
        self.token: str | None = None
        self._language = language
        self._flakiness = flakiness

    async def get(self, path: str, *, may: Collection[str] = ()) -> Answer:
        """Read something. `may`: codes of refusals that can happen here without anybody's fault."""
        return self._judged("GET", path, await self._insist("GET", path, None, None), may)

    async def send(
        self, method: str, path: str, body: object, *, key: str | None = None, may: Collection[str] = (), is_noted: bool = True
    ) -> Answer:
        """Change something; `key` names the intention, so that however often it is sent, it is done once.

        `is_noted`: whether the same again is answered the same at any later moment.
        """
        if key is None:
            return self._judged(method, path, await self._insist(method, path, body, None), may)
        dice, tally = self.network.dice, self.network.tally
        sent = f"{self.network.performance}:{key}"
        if dice.chance(self._flakiness, self.number, key, "trouble"):
            trouble = dice.pick(("lost before", "lost after", "repeated"), self.number, key, "which trouble")
            tally.troubles[trouble] += 1
            match trouble:
                case "lost before":
                    await asyncio.sleep(dice.between(0.02, 0.3, self.number, key, "gap"))
                case "lost after":
                    await self._hang_up(method, path, body, sent)
                case _:
                    return await self._twice(method, path, body, sent, may)
        answer = self._judged(method, path, await self._insist(method, path, body, sent), may)
        if answer.ok and is_noted:
            for note in self.network.noted_by:
                note(Sent(self, method, path, body, sent, answer))
        return answer

    async def repeat(self, sent: Sent) -> Answer:
        """Send a command again, as it was sent before."""
        return await self._insist(sent.method, sent.path, sent.body, sent.key)

    async def provoke(self, method: str, path: str, body: object, *, code: Collection[str], raw: bytes | None = None) -> None:
        """Send what must be refused with one of `code`; anything else is a surprise. `raw` is a body that is no JSON."""
        answer = await self._insist(method, path, body, None, raw=raw)
        if answer.code in code:
            self.network.tally.expected[answer.code] += 1
        elif answer.status not in PUSHED_BACK:
            self.surprised(method, path, answer.code or f"accepted_{answer.status}", f"wanted {sorted(code)}: {answer.body}")

    async def _twice(self, method: str, path: str, body: object, key: str, may: Collection[str]) -> Answer:
        """A nervous thumb: the same request two times at the same moment must have one answer."""
        one, two = await asyncio.gather(self._insist(method, path, body, key), self._insist(method, path, body, key))
        if (one.ok or two.ok) and (one.status, one.body) != (two.status, two.body):
            self.surprised(method, path, "repeat_differs", f"{one} / {two}")
        if not one.ok and not two.ok:
            self._judged(method, path, two, may)
        return self._judged(method, path, one, may)

    async def _hang_up(self, method: str, path: str, body: object, key: str) -> None:
        """Send and drop the connection while the server may or may not be at work."""
        seconds = self.network.dice.between(0.001, 0.03, self.number, key, "hang up")
        try:
            async with asyncio.timeout(seconds):
                await self._once(method, path, body, key)
        except TimeoutError:
            await asyncio.sleep(0.05)

    async def _insist(self, method: str, path: str, body: object, key: str | None, *, raw: bytes | None = None) -> Answer:
        """Try again while the connection fails or the server pushes back."""
        patience = self.network.patience
        answer = LOST
        for attempt in range(patience.tries_max):
            answer = await self._once(method, path, body, key, raw=raw)
            if answer.status in PUSHED_BACK:
                self.network.tally.expected[answer.code] += 1
                wait_s = (
                    float((answer.body or {}).get("facts", {}).get("retry_after_s", 1)) if isinstance(answer.body, dict) else 1.0
                )
                if wait_s > PUSH_BACK_MAX_S:
                    return answer
                await asyncio.sleep(wait_s)
            elif answer.status:
                return answer
            else:
                await asyncio.sleep(min(0.1 * 2**attempt, patience.pause_max_s))
        return answer

    async def _once(self, method: str, path: str, body: object, key: str | None, *, raw: bytes | None = None) -> Answer:
        headers = {"Accept-Language": self._language}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        data = raw if raw is not None else None if body is None else msgspec.json.encode(body)
        if data is not None:
            headers["Content-Type"] = "application/json"
        timeout = aiohttp.ClientTimeout(total=self.network.patience.answer_s)
        began = time.perf_counter()
        self.network.pace.sent()
        try:
            url = self.network.url + path
            async with self.network.session.request(method, url, data=data, headers=headers, timeout=timeout) as response:
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.network.tally.troubles["connection failed"] += 1
            return LOST
        finally:
            self.network.pace.answered()
        self.network.tally.took(route_of(method, path), (time.perf_counter() - began) * 1000)
        return _read(response.status, content)

    def _judged(self, method: str, path: str, answer: Answer, may: Collection[str]) -> Answer:
        if answer.ok or answer.status in PUSHED_BACK:
            return answer
        if answer.code in may or answer.code in self.network.excused:
            self.network.tally.expected[answer.code] += 1
        else:
            self.surprised(method, path, answer.code or f"status_{answer.status}", str(answer.body))
        return answer

    def surprised(self, method: str, path: str, code: str, detail: str) -> None:
        """Note an answer that nobody provoked and no race explains."""
        route = route_of(method, path)
        self.network.tally.surprise(Surprise(self.network.pace.now_s, self.number, route, code, detail[:DETAIL_MAX]))


def _read(status: int, content: bytes) -> Answer:
    try:
        body = msgspec.json.decode(content) if content else None
    except msgspec.DecodeError:
        return Answer(status, content, "not_json")
    code = str(body.get("code", "")) if status >= 400 and isinstance(body, dict) else ""
    return Answer(status, body, code)
