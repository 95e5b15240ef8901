"""A mini-program driven from Python, in the machine's own Chromium: every end of a payment, the network, the clock, what fails."""

import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from everywhere.app.programs.driving import Driver, NotSo
from support.programs import TEMPLATES, needs_tool, run

pytestmark = [pytest.mark.once, needs_tool]
ORDER = {"https://shop.example/orders": {"data": {"id": "7", "tradeNO": "2026112222001"}}}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(TEMPLATES / "shop", tmp_path_factory.mktemp("programs") / "shop"))


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    with Driver() as driver:
        yield driver


@pytest.fixture
def notified() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A shop's server that hears notifications."""
    heard: list[dict[str, str]] = []

    class Notified(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"success")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Notified)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/notify", heard
    server.shutdown()
    server.server_close()


def test_a_notification_that_is_late_and_comes_twice(driver: Driver, shop: Path, notified: tuple[str, list[dict[str, str]]]):
    url, heard = notified
    phone = driver.open(shop, requests={**ORDER, "https://shop.example/orders/7": {"data": {"isPaid": False}}})
    phone.pay("9000", {"to": url, "form": {"trade_status": "TRADE_SUCCESS"}, "times": 2, "when": "late"})
    phone.tap("text=Buy")
    phone.wait_for_data("said", "We have not heard of your payment yet.")
    assert heard == []

    assert phone.notify_now() == ["success", "success"]
    assert heard == [{"trade_status": "TRADE_SUCCESS"}] * 2

    phone.answer_request("https://shop.example/orders/7", data={"isPaid": True})
    phone.pay("8000")
    phone.tap("text=Buy")
    phone.wait_for_page("pages/paid/index")
    assert [page["path"] for page in phone.stack()] == ["pages/shop/index", "pages/paid/index"]
    assert phone.payments() == [{"tradeNO": "2026112222001"}] * 2
    assert phone.errors() == []
    phone.close()


def test_any_call_fails_when_it_is_told_to_and_the_next_one_does_not(driver: Driver, shop: Path):
    phone = driver.open(shop, requests=ORDER)
    phone.fail("request", "network_timeout")
    phone.tap("text=Buy")
    phone.wait_for_data("said", "The network was too slow.")
    assert phone.requests() == []

    phone.authorise(is_known=False)
    phone.tap("text=Buy")
    phone.wait_for_data("said", "The person cancelled.")

    phone.authorise(is_known=True)
    phone.pay("6002")
    phone.tap("text=Buy")
    phone.wait_for_data("said", "There was no network; nothing was paid.")
    assert [call["name"] for call in phone.calls()].count("tradePay") == 1
    with pytest.raises(NotSo, match="no result of a payment"):
        phone.pay("9999")
    phone.close()


PAGE = """
Page({
  data: { seconds: 0, place: '', list: [1] },
  onLoad() {
    this.setData({ began: new Date().toISOString(), kept: my.getStorageSync({ key: 'kept' }).data });
    setInterval(() => this.setData({ seconds: this.data.seconds + 1 }), 1000);
  },
  where() {
    my.getLocation({ success: ({ longitude }) => this.setData({ place: String(longitude) }), fail: ({ error }) => this.setData({ place: 'error ' + error }) });
  },
  sloppy() {
    this.data.list.push(2);
    this.setData({ gone: undefined });
  },
});
"""
VIEW = """<view id="seconds">{{seconds}}</view><button onTap="where">Where</button><button onTap="sloppy">Sloppy</button>"""


def test_time_place_grants_and_what_is_stored_are_the_tests_own(driver: Driver, tmp_path: Path):
    files = {"app.json": '{"pages": ["pages/a"]}', "app.js": "App({})", "pages/a.js": PAGE, "pages/a.axml": VIEW}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    noon = datetime(2030, 5, 1, 12, tzinfo=UTC)
    phone = driver.open(tmp_path, now=noon, storage={"kept": [1, 2]}, strict=True)
    assert phone.data()["began"].startswith("2030-05-01T12:0")
    assert phone.data()["kept"] == [1, 2]

    phone.freeze()
    before = phone.data()["seconds"]
    phone.advance(60_000)
    assert phone.data()["seconds"] == before + 60
    assert phone.text("#seconds") == str(before + 60)

    phone.locate(121.47, 31.23)
    phone.tap("text=Where")
    phone.press("Refuse")
    phone.wait_for_data("place", "error 2001")
    phone.grant("userLocation")
    phone.tap("text=Where")
    phone.wait_for_data("place", "121.47")

    phone.tap("text=Sloppy")
    phone.wait_for_data("list.length", 2)
    warnings = "\n".join(phone.warnings())
    assert "/pages/a.js:13:10 warning undefined_in_set_data: gone" in warnings
    assert "warning data_changed_in_place: list (/pages/a setData)" in warnings
    assert phone.screenshot(tmp_path / "phone.png").startswith(b"\x89PNG")
    assert (tmp_path / "phone.png").is_file()
    phone.close()


TALK = """
Page({
  data: { heard: [] },
  hear(...words) { this.setData({ heard: [...this.data.heard, words] }) },
  onLoad() {
    my.onSocketMessage(({ data, isBuffer }) => this.hear(data, isBuffer));
    my.onSocketClose(({ code, reason }) => this.hear(code, reason));
    my.connectSocket({ url: 'wss://shop.example/orders', data: { id: 7 }, header: { 'X-Token': 1 }, protocols: ['tea'] });
    my.onSocketOpen(() => my.sendSocketMessage({ data: 'AQI=', isBuffer: true }));
  },
});
"""


def test_a_test_stands_at_the_other_end_of_a_programs_sockets(driver: Driver, tmp_path: Path):
    for name, text in {"app.json": '{"pages": ["a"]}', "app.js": "App({})", "a.js": TALK, "a.axml": "<view/>"}.items():
        (tmp_path / name).write_text(text, "utf-8")
    phone = driver.open(tmp_path, sockets=["wss://shop.example/*"])

    socket = phone.socket()
    assert (socket.url, socket.headers, socket.protocols) == ("wss://shop.example/orders?id=7", {"x-token": "1"}, ["tea"])
    assert socket.hear() == b"\x01\x02"
    socket.say("茶")
    socket.say(b"\x00\xff")
    socket.hang_up(4001, "closing time")
    phone.wait_for_data("heard", [["茶", False], ["AP8=", True], [4001, "closing time"]])
    assert socket.wait_until_closed() == (4001, "closing time")
    assert phone.errors() == []
    phone.close()


def test_the_python_of_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    page = Path(__file__).parents[3] / "docs" / "guides" / "testing-programs.md"
    [program] = re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    shutil.copytree(TEMPLATES / "shop", tmp_path / "tea")
    monkeypatch.chdir(tmp_path)
    exec(compile(program, str(page), "exec"), {})  # noqa: S102 - our own page
    assert (tmp_path / "paid.png").is_file()


def test_the_javascript_of_the_guide_runs_and_is_reported(tmp_path: Path):
    page = Path(__file__).parents[3] / "docs" / "guides" / "testing-programs.md"
    [program] = re.findall(r"^```js\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    shop = Path(shutil.copytree(TEMPLATES / "shop", tmp_path / "tea", ignore=shutil.ignore_patterns("*.test.js")))
    assert "no tests are in" in run("test", str(shop), expect=2)
    (shop / "lost.test.js").write_text(program, "utf-8")
    (shop / "fails.test.ts").write_text(
        'import { test } from "node:test";\ntest("fails", (): never => { throw new Error("no"); });\n', "utf-8"
    )
    report = tmp_path / "reports" / "tests.xml"
    run("test", str(shop), "--only", "lost", "--junit", str(report))
    assert '<testcase name="an order whose answer is lost is not paid twice"' in report.read_text("utf-8")
    assert "✖ fails" in run("test", str(shop), "--only", "fails", expect=1)
