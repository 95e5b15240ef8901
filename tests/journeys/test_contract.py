"""The whole API under schemathesis, signed in and with things to find: no 500, and no answer that the contract does not know."""

import subprocess
import sys
from pathlib import Path

import pytest

from support.server import Server, Someone

PROGRAM = Path(sys.executable).with_name("schemathesis")
# Signing out or erasing oneself would end the test's own session; a stream does not end.
LEFT_OUT = ["/api/session", "/api/me/sessions", "/api/me/sessions/{session_id}", "/api/me/erase", "/api/live"]
CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance"
AT = {"lat": 31.2304, "lon": 121.4737}
FEE = {"minor": 3000, "currency": "CNY"}


def things(url: str) -> tuple[str, dict[str, str]]:
    """The token of somebody who has a need, an offer, a bid and a funded deal, and the ids of these."""
    an, bo = Someone(url, "13900000001"), Someone(url, "13900000002")
    an.post("/api/wallet/top-ups", {"amount": {"minor": 50_000, "currency": "CNY"}})
    words = {"category": "carry", "title": "Carry a sofa", "at": AT}
    need = {**words, "when": {"now": True}, "minutes": 30, "fee": FEE}
    open_need, taken_need = an.post("/api/needs", need), an.post("/api/needs", need)
    offer = an.post("/api/offers", {**words, "radius_m": 2000, "price": {"kind": "fixed", "amount": FEE}})
    bid = bo.post(f"/api/needs/{open_need['id']}/bids", {"fee": FEE})
    taken = bo.post(f"/api/needs/{taken_need['id']}/bids", {"fee": FEE})
    deal = an.post(f"/api/bids/{taken['id']}/accept", {"version": 1})
    an.post(f"/api/deals/{deal['id']}/fund", {})
    return an.token, {
        "need_id": open_need["id"],
        "offer_id": offer["id"],
        "bid_id": bid["id"],
        "deal_id": deal["id"],
        "person_id": bo.id,
        "code": "malformed",
    }


@pytest.mark.once
def test_schemathesis_finds_no_500_and_no_violation(database_url: str, tmp_path: Path):
    server = Server(tmp_path, database_url=database_url, data=str(tmp_path), requests_per_minute="1000000")
    server.start()
    try:
        token, ids = things(server.url)
        config = tmp_path / "schemathesis.toml"
        config.write_text("[parameters]\n" + "".join(f'"path.{name}" = "{value}"\n' for name, value in ids.items()))
        words = [PROGRAM, "--config-file", config, "run", f"{server.url}/api/openapi.json"]
        words += ["--header", f"Authorization: Bearer {token}", "--checks", CHECKS, "--phases", "coverage,fuzzing"]
        words += ["--max-examples", "3", "--seed", "7", "--continue-on-failure", "--max-failures", "50", "--no-color"]
        words += [word for path in LEFT_OUT for word in ("--exclude-path", path)]
        done = subprocess.run(words, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=400)
    finally:
        server.stop()

    assert done.returncode == 0, done.stdout[-20_000:]
    assert "broken" not in server.log.read_text()
