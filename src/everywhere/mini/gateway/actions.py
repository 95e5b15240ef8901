"""Call the outside for a program, with the cookies that it has for this person, and note what it is not let do."""

import asyncio
import functools
import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from everywhere.kernel import internet
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import Refusal
from everywhere.mini.gateway import rules, store
from everywhere.mini.gateway.types import ANSWER_BYTES_MAX, NOTES_MAX, Answer, Note, Wish
from everywhere.mini.opening.types import Opening
from everywhere.mini.packages import actions as packages
from everywhere.people.types import Person

if TYPE_CHECKING:
    # Loaded by the first program that calls the outside: it takes a quarter of a second, and many processes never need it.
    import aiohttp

JARS_LAST = timedelta(days=90)
NOTES_LAST = timedelta(days=14)
_DETAIL_MAX = 300


class Outside:
    """The way out of one process: bounded, so that programs that wait for slow hosts keep nobody else from being answered."""

    def __init__(self, db: Database, *, frames: str, private_allowed: bool) -> None:
        self._db = db
        self._frames = frames
        self._private_allowed = private_allowed
        self._open: Counter[tuple[str, UUID]] = Counter()

    async def call(self, opening: Opening, wish: Wish, *, now: datetime) -> Answer:
        """The answer of the host that a program calls, where it may.

        Raises DomainNotListed, AddressNotCallable, TooManyRedirects, AnswerTooLarge, NotReached, TooManyCalls.
        """
        caller = (opening.app_id, opening.holder_id)
        rules.must_have_room(self._open[caller], self._open.total())
        self._open[caller] += 1
        try:
            return await self._answered(opening, wish, now=now)
        except Refusal as refusal:
            await note(self._db, opening, refusal.code, f"{wish.method} {wish.url} {json.dumps(refusal.facts)}", now=now)
            raise
        finally:
            self._open[caller] -= 1
            if not self._open[caller]:
                del self._open[caller]

    async def _answered(self, opening: Opening, wish: Wish, *, now: datetime) -> Answer:
        async with self._db.read() as tx:
            program = await packages.program(tx, opening.app_id)
            jar = await store.jar(tx, opening.holder_id, opening.app_id)
        line = _Line(
            wish,
            referer=f"{self._frames.format(app_id=opening.app_id)}/",
            domains=[] if program is None else program.domains,
            jar=jar,
            private_allowed=self._private_allowed,
        )
        answer, fresh = await line.led()
        if fresh != jar:
            await self._db.transact(lambda tx: _kept(tx, opening, jar, fresh, now=now))
        return answer


async def must_be_socket(tx: ReadTx, opening: Opening, url: str, *, private_allowed: bool) -> None:
    """Raise AddressNotCallable or DomainNotListed unless a program may open a socket there."""
    program = await packages.program(tx, opening.app_id)
    rules.must_be_socket(url, [] if program is None else program.domains, private_allowed=private_allowed)


def sent_headers(given: Mapping[str, str], *, referer: str) -> dict[str, str]:
    """The headers that go out for a program: those that it may set, and who asks."""
    return rules.sent_headers(given, referer=referer)


def refusal_of(error: Exception) -> Refusal:
    """What a program is told where the outside failed: AddressNotCallable for a private network, else NotReached."""
    causes = (error, error.__cause__, getattr(error, "os_error", None))
    if any(isinstance(cause, internet.Private) for cause in causes):
        return rules.AddressNotCallable(path="url", reason="the name leads into a private network")
    return rules.NotReached(reason=type(error).__name__)


async def note(db: Database, opening: Opening, kind: str, detail: str, *, now: datetime) -> None:
    """Write down, for its developer, what an open program was not let do."""
    kept = detail.replace("\0", "")[:_DETAIL_MAX]
    await db.transact(functools.partial(store.note, app_id=opening.app_id, kind=kind, detail=kept, now=now))


async def notes(tx: ReadTx, who: Person, app_id: str) -> list[Note]:
    """What the developer's program was not let do, the latest first; at most 500. Raises NotFound."""
    await packages.of(tx, who, app_id)
    return await store.notes(tx, app_id, limit=NOTES_MAX)


async def forget_of(tx: Tx, holder_id: UUID) -> None:
    """Drop every cookie of somebody who is gone."""
    await store.forget_of(tx, holder_id)


async def forget_old(tx: Tx, *, now: datetime) -> None:
    """Drop cookies that were not used for 90 days, and notes of 14."""
    await store.forget_old(tx, jars_before=now - JARS_LAST, notes_before=now - NOTES_LAST)


class _Line:
    """One call with all that it is led on to: each address is checked like the first, and cookies go where they belong."""

    def __init__(self, wish: Wish, *, referer: str, domains: list[str], jar: dict[str, Any], private_allowed: bool) -> None:
        self._wish = wish
        self._referer = referer
        self._domains = domains
        self._jar = jar
        self._private_allowed = private_allowed

    async def led(self) -> tuple[Answer, dict[str, Any]]:
        """The last answer, and the cookies as they are then."""
        import aiohttp

        from everywhere.kernel.resolver import Resolver

        rules.must_be_allowed(self._wish.url, self._domains, private_allowed=self._private_allowed)
        cookies = aiohttp.CookieJar(unsafe=self._private_allowed)
        await asyncio.to_thread(_fill, cookies, self._jar)
        # The connection goes to the very addresses that were checked: a name that answers otherwise the second time gains nothing.
        resolver = Resolver(private_allowed=self._private_allowed)
        connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True)
        timeout = aiohttp.ClientTimeout(total=self._wish.timeout_s)
        try:
            session = aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=cookies, trust_env=False)
            async with session, asyncio.timeout(self._wish.timeout_s):
                answer = await self._followed(session)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise refusal_of(error) from error
        return answer, await asyncio.to_thread(_emptied, cookies)

    async def _followed(self, session: "aiohttp.ClientSession") -> Answer:
        wish, hops, said = self._wish, 0, list[str]()
        while True:
            rules.must_be_allowed(wish.url, self._domains, private_allowed=self._private_allowed)
            headers = rules.sent_headers(wish.headers, referer=self._referer)
            body = wish.body or None
            async with session.request(wish.method, wish.url, data=body, headers=headers, allow_redirects=False) as response:
                said += response.headers.getall("Set-Cookie", [])
                onward = rules.led_on(wish, response.status, response.headers.get("Location"), hops=hops)
                if onward is None:
                    return Answer(response.status, rules.answered_headers(response.headers), said, await _read(response))
            wish, hops = onward, hops + 1


async def _read(response: "aiohttp.ClientResponse") -> bytes:
    body = bytearray()
    async for part in response.content.iter_chunked(65_536):
        body += part
        if len(body) > ANSWER_BYTES_MAX:
            raise rules.AnswerTooLarge(bytes_max=ANSWER_BYTES_MAX)
    return bytes(body)


async def _kept(tx: Tx, opening: Opening, before: dict[str, Any], after: dict[str, Any], *, now: datetime) -> None:
    # Two calls at once: what this one changed is laid over what is there by now.
    there = await store.lock_jar(tx, opening.holder_id, opening.app_id, now=now)
    places = before.keys() | after.keys()
    changed = {place: after.get(place, {}) for place in places if before.get(place) != after.get(place)}
    await store.save_jar(
        tx, opening.holder_id, opening.app_id, {place: held for place, held in {**there, **changed}.items() if held}
    )


def _fill(cookies: "aiohttp.CookieJar", jar: dict[str, Any]) -> None:
    # The library reads and writes jars as files only.
    if jar:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "jar")
            file.write_text(json.dumps(jar))
            cookies.load(file)


def _emptied(cookies: "aiohttp.CookieJar") -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "jar")
        cookies.save(file)
        jar: dict[str, Any] = json.loads(file.read_text())
    return jar
