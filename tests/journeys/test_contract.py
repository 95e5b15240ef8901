"""The whole API under schemathesis, signed in and with things to find, and the Open API by signed calls; `make fuzz` is the long form."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from everywhere.pay.openapi.gateway.http import METHODS
from fuzz import whole_api
from support.server import Server

pytestmark = pytest.mark.once
CALLS = 300


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    many = dict.fromkeys(("requests_per_minute", "gateway_requests_per_minute"), "1000000")
    made = Server(tmp_path, database_url=database_url, data=str(tmp_path), **many)
    made.start()
    yield made
    made.stop()


def test_schemathesis_finds_no_500_and_no_violation(server: Server, database_url: str, tmp_path: Path):
    one = whole_api.Slice(0, seed=7, only="coverage", share=0.25)

    found = whole_api.play(server, database_url, one, tmp_path)

    assert found["found"] == ""
    assert found["faults"] == []
    assert whole_api.requests_of([found]) > 2000
    assert sum(each["statuses"].get("201", 0) for each in found["operations"].values()) > 20


def test_signed_calls_of_the_open_api_are_answered_or_refused_by_name(server: Server):
    found = whole_api.play_app(server, whole_api.Slice(4, seed=7), calls=CALLS)

    assert found["found"] == ""
    assert found["faults"] == []
    assert {door.split()[0] for door in found["operations"]} == set(METHODS)
    # One call of ten gets through to what it asks for; the least that is still no accident is half of that.
    assert sum(each["statuses"].get("10000", 0) for each in found["operations"].values()) > CALLS / 20
