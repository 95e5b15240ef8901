"""People of a running demo server with things between them, for whoever tries the whole API."""

import io
from typing import Any

import httpx
from PIL import Image

from support.server import Someone

AT = {"lat": 31.2304, "lon": 121.4737}
FEE = {"minor": 3000, "currency": "CNY"}


STAGES = ("agreed", "funded", "under_way", "delivered", "completed", "disputed")


class Cast:
    """Four who ask, each with a token (`nobody` has none), and Bo, with whom the person has dealings.

    The operator is a person like others until the database gives the role.
    """

    def __init__(self, url: str, number: int = 0) -> None:
        self.an, self.bo, stranger, operator = (Someone(url, f"1{role}{number:08d}") for role in (30, 31, 32, 33))
        self.operator_phone = f"133{number:08d}"
        self.tokens = {"person": self.an.token, "operator": operator.token, "stranger": stranger.token, "nobody": ""}
        self._always = {"person_id": self.bo.id, "picture_id": _picture(self.an), "code": "malformed"}

    def things(self, stage: str = "funded") -> dict[str, str]:
        """Ids by parameter: An's need with a bid of Bo, An's offer, their deal at a stage, a top-up that waits for a yes."""
        an, bo = self.an, self.bo
        an.post("/api/wallet/top-ups", {"amount": {"minor": 50_000, "currency": "CNY"}})
        words = {"category": "carry", "title": "Carry a sofa", "at": AT}
        need = {**words, "when": {"now": True}, "minutes": 30, "fee": FEE}
        open_need, taken_need = an.post("/api/needs", need), an.post("/api/needs", need)
        offer = an.post("/api/offers", {**words, "radius_m": 2000, "price": {"kind": "fixed", "amount": FEE}})
        bid = bo.post(f"/api/needs/{open_need['id']}/bids", {"fee": FEE})
        taken = bo.post(f"/api/needs/{taken_need['id']}/bids", {"fee": FEE})
        deal = an.post(f"/api/bids/{taken['id']}/accept", {"version": 1})
        made = {"need_id": open_need, "offer_id": offer, "bid_id": bid, "deal_id": deal, **self._brought(deal["id"], stage)}
        return {**self._always, **{name: thing["id"] for name, thing in made.items()}}

    def _brought(self, deal_id: str, stage: str) -> dict[str, Any]:
        """Bring a deal that was just agreed to a stage; what was made on the way."""
        made: dict[str, Any] = {}
        steps = STAGES.index(stage)
        if steps >= 1:
            self.an.post(f"/api/deals/{deal_id}/fund", {})
            made["top_up_id"] = self.bo.post(f"/api/deals/{deal_id}/top-ups", {"amount": FEE, "reason": "It is a piano"})
        if steps >= 2:
            self.bo.post(f"/api/deals/{deal_id}/start", {})
        if stage == "disputed":
            self.an.post(f"/api/deals/{deal_id}/dispute", {"reason": "not_done", "text": "Nobody came"})
            return made
        if steps >= 3:
            self.bo.post(f"/api/deals/{deal_id}/deliver", {"note": "It stands"})
        if steps >= 4:
            self.an.post(f"/api/deals/{deal_id}/complete", {})
            answers = {"stars": 5, "answers": {}, "text": "Thank you"}
            made["review_id"] = self.bo.post(f"/api/deals/{deal_id}/review", answers)
        return made


def _picture(by: Someone) -> str:
    raw = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(raw, "PNG")
    headers = {"Authorization": f"Bearer {by.token}"}
    answer = httpx.post(f"{by.client.base_url}/api/pictures", files={"file": raw.getvalue()}, headers=headers, timeout=20)
    return str(answer.raise_for_status().json()["id"])
