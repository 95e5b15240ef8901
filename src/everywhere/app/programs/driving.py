"""Mini-programs in tests, from Python: a headless host in the machine's own Chromium.

    with Driver() as driver:
        phone = driver.open("my-shop", requests={"https://shop.example/*": {"data": {"tradeNO": "1"}}})
        phone.pay("6001")
        phone.tap("text=Buy")
        phone.wait_for_data("said", "You did not pay.")

Targets are Playwright's selectors. A wait ends as soon as what is waited for is there, and raises NotSo after 30 s.
"""

import base64
import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from everywhere.app.programs import tool


class NotSo(AssertionError):
    """What was ordered of a phone did not come about; the text says what was there instead."""


class NoBrowser(Exception):
    """No headless host can be begun here; the text says what to do about it."""


class Driver:
    """A headless browser of its own, in which programs are opened. Raises NoBrowser, and ToolMissing of `tool`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own tool
            [*tool.words(), "drive"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._orders = 0
        self._to, self._from = _pipes(self._process)
        try:
            self._answer(0)
        except NotSo as missing:
            self._process.wait()
            raise NoBrowser(str(missing)) from missing

    def open(
        self,
        program: str | Path,
        *,
        page: str = "",
        query: Mapping[str, str] | None = None,
        storage: Mapping[str, Any] | None = None,
        granted: Mapping[str, bool] | None = None,
        requests: Mapping[str, Mapping[str, Any]] | None = None,
        sockets: Sequence[str] = (),
        replay: Path | None = None,
        record: Path | None = None,
        now: datetime | None = None,
        strict: bool = False,
    ) -> "Phone":
        """Compile a program, once, and open it: nothing is stored or granted but what is given.

        `requests`: address, with `*` for anything → `status`, `headers`, `data` of the answer. `sockets`: addresses to which
        sockets open, as `meet_sockets` has them. `replay` and `record` are files of what was recorded of the network. `now` is when the program's time begins. Raises NotSo where it does not compile or start.
        """
        opening = {
            "page": page,
            "query": dict(query or {}),
            "storage": dict(storage or {}),
            "granted": dict(granted or {}),
            "strict": strict,
            **({"replay": str(replay)} if replay else {}),
            **({"record": str(record)} if record else {}),
            **({"now": now.isoformat()} if now else {}),
        }
        folder = str(Path(program).resolve())
        answers = [[url, dict(answer)] for url, answer in (requests or {}).items()]
        return Phone(self, int(self.order("open", folder, opening, answers, list(sockets))))

    def order(self, act: str, *given: Any, phone: int | None = None) -> Any:
        """One order and its answer. Raises NotSo."""
        self._orders += 1
        order = {"id": self._orders, "act": act, "given": given, "phone": phone}
        self._to.write(json.dumps(order) + "\n")
        self._to.flush()
        return self._answer(self._orders)

    def close(self) -> None:
        """End the browser."""
        self._to.close()
        self._process.wait()
        self._from.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _answer(self, number: int) -> Any:
        line = self._from.readline()
        if not line:
            raise NotSo("the headless host ended")
        answer = json.loads(line)
        if answer["id"] != number:
            raise NotSo(f"an answer to order {answer['id']} came, not to {number}")
        if "error" in answer:
            raise NotSo(answer["error"])
        return answer["result"]


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("the tool was begun without pipes")
    return process.stdin, process.stdout


class Phone:
    """A program on the screen, and the world around it. Everything raises NotSo where it does not come about."""

    def __init__(self, driver: Driver, number: int) -> None:
        self._driver = driver
        self._number = number

    def _do(self, act: str, *given: Any) -> Any:
        return self._driver.order(act, *given, phone=self._number)

    def tap(self, target: str) -> None:
        """Tap the first that is seen of what fits."""
        self._do("tap", target)

    def type(self, target: str, text: str) -> None:
        """Put a text into an input in place of what is there."""
        self._do("type", target, text)

    def press(self, name: str) -> None:
        """Press a button of the host by its words: of the title bar, the tab bar, a dialog."""
        self._do("press", name)

    def text(self, target: str) -> str:
        """What can be read there."""
        return str(self._do("text", target))

    def count(self, target: str) -> int:
        """How many are seen of what fits."""
        return int(self._do("count", target))

    def wait_for(self, target: str) -> None:
        """Until it is seen."""
        self._do("wait_for", target)

    def wait_for_data(self, path: str, value: Any) -> None:
        """Until the seen page's data have this value at this path: `items.0.done`, `items.length`."""
        self._do("wait_for_data", path, value)

    def wait_for_page(self, path: str) -> None:
        """Until this page is the seen one: `pages/paid/index`."""
        self._do("wait_for_page", path)

    def wait_for_call(self, name: str, times: int = 1) -> list[dict[str, Any]]:
        """Until the program called this of `my` so often; its calls, as `calls` has them."""
        return list(self._do("wait_for_call", name, times))

    def stack(self) -> list[dict[str, Any]]:
        """The pages on one another, the seen one last: `path`, `query`, `data`."""
        return list(self._do("stack"))

    def data(self) -> dict[str, Any]:
        """The data of the seen page."""
        return dict(self._do("data"))

    def calls(self, name: str | None = None) -> list[dict[str, Any]]:
        """Calls of `my` that the program made, each with `name` and `options`."""
        return list(self._do("calls", name))

    def requests(self) -> list[dict[str, Any]]:
        """What the program asked of the network: `url`, `method`, `headers`, `data`."""
        return list(self._do("requests"))

    def events(self) -> list[str]:
        """What the host heard, as lines of an event and its detail."""
        return list(self._do("events"))

    def errors(self) -> list[str]:
        """What the program threw."""
        return list(self._do("errors"))

    def warnings(self) -> list[str]:
        """What the strict mode warned of, with file and line where they are known."""
        return list(self._do("warnings"))

    def answer(self, name: str, result: Any, *, times: int = 0) -> None:
        """Let the next calls of this name succeed with this; 0 times: all."""
        self._do("answer", name, result, times)

    def fail(self, name: str, why: str | Mapping[str, Any] = "unknown", *, times: int = 1) -> None:
        """Let the next calls of this name fail: by a name of the table of errors, or with `error` and `errorMessage`."""
        self._do("fail", name, why if isinstance(why, str) else dict(why), times)

    def answer_request(self, pattern: str, *, times: int = 0, **answer: Any) -> None:
        """Answer requests to addresses that fit, with `status`, `headers` and `data`, or `failure`; 0 times: all."""
        self._do("answer_request", pattern, answer, times)

    def meet_sockets(self, pattern: str, *, times: int = 0) -> None:
        """Open sockets to addresses that fit, with the test at the host's end of each; 0 times: all."""
        self._do("meet_sockets", pattern, times)

    def socket(self, number: int = 0) -> "Socket":
        """The host's end of a socket that the program opened, counted from 0; waits until it wants it."""
        wanted = self._do("wait_for_socket", number)
        return Socket(self._do, number, str(wanted["url"]), dict(wanted["headers"]), list(wanted["protocols"]))

    def replay(self, file: Path) -> None:
        """Answer from a file that `record` wrote."""
        self._do("replay", str(file))

    def record(self, file: Path) -> None:
        """Ask the real network from now on, and write what it says into a file."""
        self._do("record", str(file))

    def pay(self, result_code: str, notify: Mapping[str, Any] | None = None) -> None:
        """How the next payment ends, and what the shop's server is told: `to`, `form`, `times`, `when` (before, after, late)."""
        self._do("pay", result_code, None if notify is None else dict(notify))

    def payments(self) -> list[dict[str, Any]]:
        """What the program wanted to have paid."""
        return list(self._do("payments"))

    def notify_now(self) -> list[str]:
        """Send the notifications that were to come late; what the shop's server answered to each."""
        return list(self._do("notify_now"))

    def grant(self, scope: str, *, is_granted: bool = True) -> None:
        """Grant or refuse a scope, as if the person had been asked."""
        self._do("grant", scope, is_granted)

    def authorise(self, *, is_known: bool) -> None:
        """Whether the person lets the program know who they are."""
        self._do("authorise", is_known)

    def locate(self, longitude: float, latitude: float, *, accuracy: float = 30) -> None:
        """Where the phone is: WGS-84, in degrees and metres."""
        self._do("locate", {"longitude": longitude, "latitude": latitude, "accuracy": accuracy})

    def freeze(self, at: datetime | None = None) -> None:
        """Stop the program's time, now or at a later moment."""
        self._do("freeze", None if at is None else at.isoformat())

    def advance(self, milliseconds: int) -> None:
        """Let so much of the program's time pass at once, with every timer that is due in it."""
        self._do("advance", milliseconds)

    def screenshot(self, file: Path | None = None) -> bytes:
        """The phone as a PNG; into a file too when one is named."""
        return base64.b64decode(self._do("screenshot", None if file is None else str(file)))

    def reload(self) -> None:
        """Begin the program anew, with what it stored."""
        self._do("reload")

    def close(self) -> None:
        """Put the phone away."""
        self._do("close")


class Socket:
    """A socket that a program opened, at its host's end. Everything raises NotSo where it does not come about."""

    def __init__(
        self, order: Callable[..., Any], number: int, url: str, headers: Mapping[str, str], protocols: Sequence[str]
    ) -> None:
        self._order = order
        self._number = number
        self._heard = 0
        self.url = url
        self.headers = headers
        self.protocols = protocols

    def hear(self) -> str | bytes:
        """The next message of the program; waits for it."""
        message = self._order("socket_heard", self._number, self._heard)
        self._heard += 1
        return str(message["text"]) if "text" in message else base64.b64decode(message["base64"])

    def say(self, message: str | bytes) -> None:
        """Send the program a message."""
        said = {"text": message} if isinstance(message, str) else {"base64": base64.b64encode(message).decode()}
        self._order("socket_says", self._number, said)

    def hang_up(self, code: int = 1000, reason: str = "") -> None:
        """Close it from the host's end."""
        self._order("socket_closes", self._number, code, reason)

    def wait_until_closed(self) -> tuple[int, str]:
        """By which number and with which words it ended; waits for it."""
        ended = self._order("socket_closed", self._number)
        return int(ended["code"]), str(ended["reason"])
