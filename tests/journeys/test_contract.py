"""The whole API under schemathesis, signed in and with things to find; `make fuzz` is the long form of it."""

from pathlib import Path

import pytest

from fuzz import whole_api
from support.server import Server


@pytest.mark.once
def test_schemathesis_finds_no_500_and_no_violation(database_url: str, tmp_path: Path):
    server = Server(tmp_path, database_url=database_url, data=str(tmp_path), requests_per_minute="1000000")
    server.start()
    try:
        found = whole_api.play(server, database_url, whole_api.Slice(0, seed=7, only="coverage"), tmp_path)
    finally:
        server.stop()

    assert found["found"] == ""
    assert found["faults"] == []
    assert whole_api.requests_of([found]) > 3000
    assert sum(each["statuses"].get("201", 0) for each in found["operations"].values()) > 20
