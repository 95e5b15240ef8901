"""The whole program at once: a need that is now, its event, its job, a wave, a helper's inbox — with nobody's hand on the clock."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.server import Server, Someone

pytestmark = pytest.mark.once

AT = {"lat": 31.2304, "lon": 121.4737}
FEE = {"minor": 3000, "currency": "CNY"}
ASKED_WITHIN_S = 60


def until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + ASKED_WITHIN_S
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.2)


def test_a_helper_near_by_is_asked_by_the_running_server(database_url: str, tmp_path: Path):
    server = Server(tmp_path, database_url=database_url, data=str(tmp_path))
    server.start()
    try:
        an, bo = Someone(server.url, "13900000001"), Someone(server.url, "13900000002")
        words = {"category": "charge_phone", "at": AT}  # at any hour: there is no night for it
        bo.post("/api/offers", {**words, "title": "Power bank", "radius_m": 3000, "price": {"kind": "fixed", "amount": FEE}})
        bo.put("/api/me/availability", {"available": True, "at": AT})
        need = an.post("/api/needs", {**words, "title": "Charge my phone", "when": {"now": True}, "minutes": 30, "fee": FEE})

        # The inbox hears of the invitation, by an event of its own: it comes last.
        until(lambda: "asked" in {notice["kind"] for notice in bo.get("/api/inbox")["items"]})
        assert [item["need"]["id"] for item in bo.get("/api/me/invitations")["items"]] == [need["id"]]
        assert an.get(f"/api/needs/{need['id']}/waves")["asked"] == 1
    finally:
        server.stop()
    assert "background_work_failed" not in server.log.read_text()
