"""What the people of a run saw, gathered at its end through their own phones, and the invariants that must hold in it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from everywhere.app.simulator.character import Character
from everywhere.app.simulator.report import Check
from everywhere.app.simulator.scene import Scene

AT_ONCE = 8
FINISHED = ("completed", "cancelled", "resolved")


@dataclass(slots=True)
class Evidence:
    """Wallets, deals and reviews as their people see them."""

    available_minor: Counter[int] = field(default_factory=Counter)
    held_minor: Counter[int] = field(default_factory=Counter)
    deals: dict[str, dict[str, Any]] = field(default_factory=dict)
    reviews: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """Deal → side → what that side sees of the deal's reviews."""


async def gathered(scene: Scene, people: Sequence[Character]) -> Evidence:
    """Ask every phone."""
    evidence = Evidence()
    await in_turns(_ask(scene, evidence, who) for who in people if who.phone.token)
    return evidence


async def in_turns(work: Iterable[Awaitable[None]]) -> None:
    """Do much, a little at a time."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(each: Awaitable[None]) -> None:
        async with room:
            await each

    await asyncio.gather(*(one(each) for each in work))


async def wallet_minor(who: Character) -> tuple[int, int]:
    """What somebody can spend, and what is held for their deals."""
    answer = await who.phone.get("/api/wallet")
    mine = [each for each in answer.body["balances"] if each["currency"] == who.scene.currency] if answer.ok else []
    return sum(each["available"]["minor"] for each in mine), sum(each["held"]["minor"] for each in mine)


def checks(scene: Scene, evidence: Evidence, *, taken_minor: int = 0) -> list[Check]:
    """What can be said without the database; `taken_minor` is in the tills of shops."""
    return [
        _money_conserved(scene, evidence, taken_minor),
        _escrows_agree(evidence),
        _escrows_empty(evidence),
        _one_deal_per_need(evidence),
        _acceptances_kept(scene, evidence),
        _reviews_hidden(evidence),
    ]


async def _ask(scene: Scene, evidence: Evidence, who: Character) -> None:
    evidence.available_minor[who.number], evidence.held_minor[who.number] = await wallet_minor(who)
    cursor: str | None = ""
    while cursor is not None:
        page = await who.phone.get("/api/deals?limit=100" + (f"&cursor={cursor}" if cursor else ""))
        for card in page.body["items"] if page.ok else ():
            if card["id"] not in scene.book.before:
                await _look_at(evidence, who, card)
        cursor = page.body["next"] if page.ok else None


async def _look_at(evidence: Evidence, who: Character, card: dict[str, Any]) -> None:
    if card["side"] == "asker":
        deal = await who.phone.get(f"/api/deals/{card['id']}")
        if deal.ok:
            evidence.deals[card["id"]] = deal.body
    if card["stage"] in ("completed", "resolved"):
        reviews = await who.phone.get(f"/api/deals/{card['id']}/reviews")
        if reviews.ok:
            evidence.reviews.setdefault(card["id"], {})[card["side"]] = reviews.body


def _money_conserved(scene: Scene, evidence: Evidence, taken_minor: int) -> Check:
    put_in = scene.book.opening_minor.total() + scene.book.topped_up_minor.total()
    fees = sum(_money(deal, "released") * deal["money"]["commission_bps"] // 10_000 for deal in evidence.deals.values())
    there = evidence.available_minor.total() + evidence.held_minor.total()
    takings = f" + {taken_minor} taken by shops" if taken_minor else ""
    return Check(
        "money is conserved to the cent",
        put_in == there + fees + taken_minor,
        f"{put_in} put in = {there} in wallets and escrow + {fees} fees{takings}",
    )


def _escrows_agree(evidence: Evidence) -> Check:
    held, in_deals = evidence.held_minor.total(), sum(_money(deal, "in_escrow") for deal in evidence.deals.values())
    return Check(
        "wallets and deals agree on what is held", held == in_deals, f"{held} held for people = {in_deals} in escrow of deals"
    )


def _escrows_empty(evidence: Evidence) -> Check:
    over = [deal for deal in evidence.deals.values() if deal["stage"] in FINISHED]
    left = sum(_money(deal, "in_escrow") != 0 for deal in over)
    return Check("every escrow of a finished deal is at zero", left == 0, f"{left} of {len(over)} are not")


def _one_deal_per_need(evidence: Evidence) -> Check:
    live = Counter(deal["need_id"] for deal in evidence.deals.values() if deal["need_id"] and deal["stage"] != "cancelled")
    twice = sum(count > 1 for count in live.values())
    return Check("one live deal per need", twice == 0, f"{twice} of {len(live)} needs have more")


def _acceptances_kept(scene: Scene, evidence: Evidence) -> Check:
    lost = scene.book.accepted - evidence.deals.keys()
    return Check("every acceptance that was answered is a deal", not lost, f"{len(lost)} of {len(scene.book.accepted)} are missing")


def _reviews_hidden(evidence: Evidence) -> Check:
    """A review is seen by its writer alone until both are in."""
    early = one_sided = 0
    for seen in evidence.reviews.values():
        written = {side for side, view in seen.items() if view["mine"] is not None}
        if len(written) == 1:
            one_sided += 1
            early += any(view["theirs"] is not None for view in seen.values())
    return Check("no review is seen early", early == 0, f"{early} of {one_sided} that wait for the other side")


def _money(deal: dict[str, Any], name: str) -> int:
    return int(deal["money"][name]["minor"])
