"""What shops, buyers and papers say of the sales in the end, gathered by their own doors, and what must hold in it."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from everywhere.app.simulator.character import Character
from everywhere.app.simulator.report import Check
from everywhere.app.simulator.shops.ears import Ears
from everywhere.app.simulator.shops.sale import Sale
from everywhere.app.simulator.shops.shop import Shop

AGREE_WITHIN_S = 40.0
LOOK_S = 0.5
AT_THE_END = 20
SPAN = timedelta(days=2)
"""Wider than any clock of the run was wrong."""
CLOSING_LINE, FIRST_ENTRY = 4, 8
"""Where a statement's file says the balance at the end, and where its movements begin."""
AMOUNT_COLUMN = 4
NO_TRADE = "ACQ.TRADE_NOT_EXIST"
Receipts = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Accounts:
    """What all of them say."""

    receipts: Receipts = field(default_factory=dict)
    """By trade number: what its buyer's receipt says."""
    taken_minor: int = 0
    """What shops took in this run and have not given back."""
    notifications: list[dict[str, Any]] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    """Statements that do not agree, in words."""
    papers_count: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of all shops."""

    taken_minor: int = 0
    sales: Counter[str] = field(default_factory=Counter)
    """How the sales ended, by the platform's word."""
    told: int = 0
    """Notifications that were heard, each time counted."""
    checks: list[Check] = field(default_factory=list)


async def settled(shops: Sequence[Shop], ears: Ears | None) -> Settled:
    """What must hold, once everybody has heard everything: at the latest after `AGREE_WITHIN_S`."""
    open_shops = [shop for shop in shops if shop.program is not None]
    if not open_shops:
        return Settled()
    await _look_back(open_shops)
    changed = await _call_again(open_shops)
    for _ in range(round(AGREE_WITHIN_S / LOOK_S)):
        seen = await _gathered(open_shops)
        found = _checks(open_shops, seen, ears)
        if all(check.holds for check in found):
            break
        await asyncio.sleep(LOOK_S)
    ended = Counter(sale.status or "no trade" for sale in _sales(open_shops))
    return Settled(seen.taken_minor - _drawn(open_shops), ended, ears.heard.total() if ears else 0, [*found, changed])


def _checks(shops: Sequence[Shop], seen: Accounts, ears: Ears | None) -> list[Check]:
    sales = _sales(shops)
    wrong = [words for sale in sales if (words := fault(sale, seen.receipts.get(sale.trade_no)))]
    paid = sum(each["amount"]["minor"] for each in seen.receipts.values())
    back = sum(each["refunded"]["minor"] for each in seen.receipts.values())
    programs = [shop.program for shop in shops if shop.program is not None]
    unsigned, answered = [each for program in programs for each in program.unsigned], sum(program.answered for program in programs)
    return [
        Check("each trade is in the one state that its shop and its buyer were told", not wrong, _of(wrong, len(sales), "sales")),
        Check(
            "what buyers paid is what shops took and gave back",
            paid == seen.taken_minor + back,
            f"{paid} = {seen.taken_minor} + {back}",
        ),
        Check("statements agree with the balances", not seen.papers, _of(seen.papers, seen.papers_count, "statements")),
        Check("every answer is signed by the platform", not unsigned, _of(unsigned, answered, "answers")),
        *([] if ears is None else [told(sales, seen, ears)]),
    ]


def fault(sale: Sale, receipt: dict[str, Any] | None) -> str:
    """What is wrong with a sale, in words; empty if nothing."""
    back = receipt["refunded"]["minor"] if receipt else 0
    amount, given = sale.plan.amount_minor, sale.given_minor
    match sale.status:
        case "TRADE_SUCCESS":
            is_well = receipt is not None and receipt["amount"]["minor"] == amount and back == given < amount
        case "TRADE_CLOSED":
            is_well = (receipt is None and not sale.is_paid) or (receipt is not None and back == amount)
        case _:
            is_well = receipt is None and not sale.is_paid
    said = f"{sale.number} ({sale.plan.way}, {sale.plan.end}) is {sale.status or 'no trade'}"
    return "" if is_well else f"{said}, {amount} paid: {sale.is_paid}, given {given}, its receipt {receipt}"


def told(sales: Sequence[Sale], seen: Accounts, ears: Ears) -> Check:
    """Each step of a trade was told under one id, at least once, and always in the same words."""
    of_sale = Counter(each["subject"] for each in seen.notifications)
    ids = {each["notify_id"] for each in seen.notifications}
    happened = {sale.number: steps_of(sale, is_paid=sale.trade_no in seen.receipts) for sale in sales}
    wrong = [
        f"{number}: told of {of_sale[number]} steps, not {count}" for number, count in happened.items() if of_sale[number] != count
    ]
    wrong += [f"{notify_id} was never heard" for notify_id in sorted(ids - ears.heard.keys())]
    wrong += [f"{each['notify_id']} was heard and not taken" for each in seen.notifications if each["taken_at"] is None]
    wrong += [f"{notify_id} said two things" for notify_id in sorted(ids) if len(ears.said[notify_id]) > 1]
    wrong += [f"{ears.unsigned} were not signed"] if ears.unsigned else []
    detail = f"{len(ids)} heard {sum(ears.heard[each] for each in ids)} times"
    return Check("every step of a trade was told, under one id", not wrong, "; ".join([detail, *wrong[:3]]))


def steps_of(sale: Sale, *, is_paid: bool) -> int:
    """How much happened to a sale that its shop's server is to be told of."""
    if sale.plan.way == "counter" or not sale.status or sale.status == "WAIT_BUYER_PAY":
        return 0
    if sale.status == "TRADE_CLOSED":
        return 2 if is_paid else 1
    return 3 if sale.given_minor else 1


async def _look_back(shops: Sequence[Shop]) -> None:
    """Ask the platform what became of each sale."""
    for shop in shops:
        for sale in shop.sales.values():
            if sale.plan.way == "counter":  # no app's order: the buyer alone is told
                sale.status = "TRADE_SUCCESS" if sale.is_paid else ""
                continue
            told = await shop.call("query", sale.named, f"{sale.plan.key}:query", may=(NO_TRADE,))
            sale.status = told.get("trade_status", "")
            sale.trade_no = told.get("trade_no", sale.trade_no)


async def _call_again(shops: Sequence[Shop]) -> Check:
    """Send old calls of the whole story again, two at once: nothing may come of it."""
    before = {sale.number: (sale.status, sale.trade_no) for sale in _sales(shops)}
    count = 0
    for shop in shops:
        if shop.program is None:
            continue
        chance = shop.scene.network.dice.stream("calls again", shop.plan.key)
        for called in chance.sample(shop.program.kept, min(AT_THE_END, len(shop.program.kept))):
            await asyncio.gather(*(shop.program.insist(called.method, called.body) for _ in range(2)))
            count += 2
    await _look_back(shops)
    changed = [sale.number for sale in _sales(shops) if before[sale.number] != (sale.status, sale.trade_no)]
    return Check("old calls of programs change nothing", not changed, _of(changed, count, "calls"))


async def _gathered(shops: Sequence[Shop]) -> Accounts:
    seen, numbers = Accounts(), {sale.trade_no for sale in _sales(shops) if sale.trade_no}
    for buyer in {sale.buyer.number: sale.buyer for sale in _sales(shops)}.values():
        async for receipt in _pages(buyer, "/api/me/pay/receipts"):
            if receipt["trade_no"] in numbers:
                seen.receipts[receipt["trade_no"]] = receipt
        wallet = await buyer.phone.get("/api/wallet")
        balances = wallet.body["balances"] if wallet.ok else []
        mine = [each["available"]["minor"] for each in balances if each["currency"] == buyer.scene.currency]
        await _read_paper(seen, buyer, "wallet", sum(mine))
    for shop in shops:
        await _ask(seen, shop)
    return seen


async def _ask(seen: Accounts, shop: Shop) -> None:
    there = await shop.who.phone.get("/api/me/pay/merchant")
    takings = there.body["takings"]["minor"] if there.ok else 0
    seen.taken_minor += takings - shop.opening_minor + shop.drawn_minor
    await _read_paper(seen, shop.who, "takings", takings)
    numbers = {sale.number for sale in shop.sales.values()}
    if shop.program is not None:
        async for each in _pages(shop.who, f"/api/me/apps/{shop.program.app_id}/notifications"):
            if each["subject"] in numbers:
                seen.notifications.append(each)


async def _read_paper(seen: Accounts, who: Character, account: str, there_minor: int) -> None:
    """A statement's movements must lead from its opening balance to its closing one, and that must be what is there."""
    today = datetime.now(UTC)
    span = f"since={(today - SPAN).date()}&until={(today + SPAN).date()}"
    answer = await who.phone.get(f"/api/me/pay/statements/{account}?{span}&form=csv")
    if not answer.ok:
        return
    lines = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    opening, closing = (_minor(lines[at][1]) for at in (CLOSING_LINE - 1, CLOSING_LINE))
    moved = sum(_minor(line[AMOUNT_COLUMN]) for line in lines[FIRST_ENTRY:])
    seen.papers_count += 1
    if not opening + moved == closing == there_minor:
        seen.papers.append(
            f"{account} of person {who.number}: {opening} and {moved} moved, {closing} in the end, {there_minor} there"
        )


async def _pages(who: Character, path: str) -> AsyncIterator[dict[str, Any]]:
    cursor: str | None = ""
    while cursor is not None:
        page = await who.phone.get(f"{path}?limit=100" + (f"&cursor={cursor}" if cursor else ""))
        for item in page.body["items"] if page.ok else ():
            yield item
        cursor = page.body["next"] if page.ok else None


def _sales(shops: Sequence[Shop]) -> list[Sale]:
    return [sale for shop in shops for sale in shop.sales.values()]


def _drawn(shops: Sequence[Shop]) -> int:
    """What is in their owners' own wallets by now."""
    return sum(shop.drawn_minor for shop in shops)


def _minor(text: str) -> int:
    return round(float(text) * 100)


def _of(wrong: Sequence[str], count: int, what: str) -> str:
    return "".join([f"{len(wrong)} of {count} {what} wrong", *(f"\n         {each}" for each in wrong[:3])])
