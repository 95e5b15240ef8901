"""What schemathesis runs beside each request of `fuzz.whole_api`: living things to ask about, counting, and the clock.

Loaded by schemathesis in its own process. `FUZZ_URL`, `FUZZ_ROLE` and `FUZZ_NUMBER` say where, as whom, and which cast;
`FUZZ_BOOK` names the file that the counts go to, `FUZZ_SHARE` how many of the cases that break the contract are asked.
"""

import atexit
import itertools
import json
import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
import schemathesis
from schemathesis.generation import GenerationMode

from support.cast import STAGES, Cast
from support.server import Someone

SLOW_S = 2.0
TRIES = 3
CALLS_WITH_ONE_CAST = 100
SHARE = float(os.environ.get("FUZZ_SHARE", "1"))
URL, ROLE, NUMBER = os.environ["FUZZ_URL"], os.environ["FUZZ_ROLE"], int(os.environ["FUZZ_NUMBER"])
# After these a token opens nothing, so each gets a person of its own.
LAST_ACTS = {"DELETE /api/session", "DELETE /api/me/sessions/{session_id}", "POST /api/me/erase"}
NEWCOMERS = (f"159{number:08d}" for number in itertools.count(NUMBER * 100_000))
CATEGORIES = ("carry", "errands", "plumber", "queue", "charge_phone", "tutor")

counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
slowest: defaultdict[str, float] = defaultdict(float)
one = threading.Lock()
calls = itertools.count()
things: dict[str, str] = {}
cases: Counter[str] = Counter()


def label(case: Any) -> str:
    return f"{case.method.upper()} {case.operation.path}"


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Of the cases that break the contract, only that share: the same in every run, and of each operation the first."""
    if SHARE >= 1 or case.meta is None or case.meta.generation.mode is not GenerationMode.NEGATIVE:
        return True
    name = label(case)
    cases[name] += 1
    return cases[name] == 1 or random.Random(f"{name} {cases[name]}").random() < SHARE


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Make most requests sensible, so that they come past the door, and name living things in most addresses."""
    number = next(calls)
    chance = random.Random(f"{NUMBER} {number}")
    if number % CALLS_WITH_ONE_CAST == 0:
        cast = Cast(URL, NUMBER * 1000 + number // CALLS_WITH_ONE_CAST)
        things.update(cast.things(STAGES[number // CALLS_WITH_ONE_CAST % len(STAGES)]), token=cast.an.token)
    if case.path_parameters and chance.random() < 0.9:
        case.path_parameters.update({name: things.get(name, value) for name, value in case.path_parameters.items()})
    if chance.random() < 0.6:
        make_sensible(case, chance)
    kwargs["auth"] = speaking_for(case)


def speaking_for(case: Any) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """Put the token of the person of the present things where a token is; some cases leave it out on purpose."""
    token = things["token"] if ROLE == "person" else None
    if label(case) in LAST_ACTS and ROLE != "nobody":
        token = Someone(URL, next(NEWCOMERS)).token

    def speak(request: requests.PreparedRequest) -> requests.PreparedRequest:
        if token is not None and request.headers.get("Authorization", "").startswith("Bearer "):
            request.headers["Authorization"] = f"Bearer {token}"
        return request

    return speak


def make_sensible(case: Any, chance: random.Random) -> None:
    """Points where people are, categories that exist, times to come, an Idempotency-Key of its own; the rest as it was drawn."""
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"key-{chance.getrandbits(40)}"
    if isinstance(case.query, dict):
        case.query = sensible(case.query, chance)
        for name in {"at", "near"} & case.query.keys():
            case.query[name] = "{lat},{lon}".format(**near(chance))
    if isinstance(case.body, dict | list):
        case.body = sensible(case.body, chance)


def sensible(value: Any, chance: random.Random) -> Any:
    """The same shape with categories, points, times and currencies as people send them; most of it as it came."""
    if isinstance(value, list):
        return [sensible(each, chance) for each in value]
    if not isinstance(value, dict):
        return value
    changed = {name: sensible(each, chance) for name, each in value.items()}
    starts = datetime.now(UTC) + timedelta(minutes=chance.randrange(600))
    said: dict[str, Any] = {
        "category": chance.choice(CATEGORIES),
        "currency": "CNY",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=3)).isoformat(),
        "version": chance.choice((1, 1, 2)),
        "cursor": None,
        "picture_ids": [],
    }
    changed.update({name: each for name, each in said.items() if name in changed and chance.random() < 0.8})
    if isinstance(changed.get("at"), dict):
        changed["at"] = near(chance)
    return {name: each for name, each in changed.items() if not (name == "cursor" and each is None)}


def near(chance: random.Random) -> dict[str, float]:
    """A point in Shanghai."""
    return {"lat": round(31.2304 + chance.gauss(0, 0.02), 6), "lon": round(121.4737 + chance.gauss(0, 0.02), 6)}


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Count the answer."""
    with one:
        counts[label(case)][response.status_code] += 1
        slowest[label(case)] = max(slowest[label(case)], response.elapsed)


@schemathesis.check
def answers_in_time(ctx: Any, response: Any, case: Any) -> None:
    """An answer takes at most `SLOW_S`; one that took longer is asked for again alone, for the machine may have been busy."""
    took = response.elapsed
    for _ in range(TRIES):
        if took <= SLOW_S:
            return
        time.sleep(1)
        request = response.request
        began = time.perf_counter()
        requests.request(request.method, request.url, data=request.body, headers=request.headers, timeout=30)
        took = time.perf_counter() - began
    raise AssertionError(f"answered after {took:.1f} s")


@atexit.register
def write_down() -> None:
    said = {name: {"statuses": dict(statuses), "slowest_s": round(slowest[name], 3)} for name, statuses in sorted(counts.items())}
    Path(os.environ["FUZZ_BOOK"]).write_text(json.dumps(said))
