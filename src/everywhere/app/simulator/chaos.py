"""Wrong input, on purpose: each of these must be refused with a code of its own, and change nothing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from everywhere.app.simulator.phone import Phone
from everywhere.app.simulator.scene import Scene

NOBODYS = UUID("01890000-0000-7000-8000-000000000000")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A request that must not succeed, and the codes that may refuse it."""

    method: str
    path: str
    body: dict[str, Any] | None
    codes: tuple[str, ...]
    raw: bytes | None = None
    """A body that is no JSON."""


def inputs(scene: Scene, number: int) -> tuple[Wrong, ...]:
    """Every kind of wrong input, as person `number` would send it."""
    currency = scene.currency
    stranger = f"stranger{number}.{scene.network.run_id}@everywhere.example"
    broken_money = ("malformed", "amount_out_of_bounds")
    return (
        Wrong("POST", "/api/needs", None, ("malformed",), raw=b'{"category": "cleaning", "tit'),
        Wrong("POST", "/api/needs", _need(scene, category="dragon_taming"), ("unknown_category",)),
        Wrong("POST", "/api/needs", _need(scene, title="a\x00b"), ("malformed",)),
        Wrong("POST", "/api/needs", _need(scene, fee="a lot"), ("malformed",)),
        Wrong("POST", "/api/needs", _need(scene, at={"lat": 0.0, "lon": 0.0}), ("outside_cities",)),
        Wrong(
            "POST", "/api/needs", _need(scene, fee={"minor": 1, "currency": currency}), ("fee_below_floor", "answers_do_not_fit")
        ),
        Wrong("GET", "/api/needs?near=91,181", None, ("malformed",)),
        Wrong("GET", "/api/nearby?at=31.2,121.5&kind=dragons", None, ("malformed",)),
        Wrong("POST", "/api/wallet/top-ups", {"amount": {"minor": 10**30, "currency": currency}}, broken_money),
        Wrong("POST", "/api/wallet/top-ups", {"amount": {"minor": -500, "currency": currency}}, broken_money),
        Wrong("POST", f"/api/deals/{NOBODYS}/complete", {}, ("not_found",)),
        Wrong("POST", "/api/sign-in", {"email": stranger, "code": "123456"}, ("code_wrong",)),
    )


async def provoke(phone: Phone, scene: Scene, subject: object) -> None:
    """Send one of them; which, the dice say."""
    wrong = scene.network.dice.pick(inputs(scene, phone.number), phone.number, subject, "which wrong input")
    await phone.provoke(wrong.method, wrong.path, wrong.body, code=wrong.codes, raw=wrong.raw)


def _need(scene: Scene, **changes: object) -> dict[str, Any]:
    home = scene.story.people[0].home
    return {
        "category": next(iter(scene.categories)),
        "title": "错误输入 wrong on purpose",
        "at": {"lat": home.lat, "lon": home.lon},
        "when": {"now": True},
        "minutes": 60,
        "fee": {"minor": 100_000, "currency": scene.currency},
        **changes,
    }
