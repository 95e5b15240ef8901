"""A person goes: what is refused first, what goes at once, and what the law keeps."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal, get_args

from everywhere.help.deals import actions as deals
from everywhere.help.deals.types import Stage
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import Refusal
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.wallet import actions as wallet
from everywhere.people import actions as people
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.sessions import actions as sessions
from everywhere.people.types import Person

Obstacle = Literal["deals_still_live", "money_left"]
"""What keeps a person from being erased, by the code of its refusal."""

OVER: tuple[Stage, ...] = ("completed", "cancelled", "resolved")

KEPT: dict[str, dict[str, str]] = {
    "payments": {
        "en": "Amounts, times and the other side of every payment, without your name, as the law on bookkeeping wants.",
        "zh": "每笔收付的金额、时间和对方，不含您的姓名，依会计法规保存。",
    },
    "deals": {
        "en": "What was agreed, delivered or disputed, and its price, without your name: the other person has a right to it too.",
        "zh": "成交、交付或争议的内容与价格，不含您的姓名：对方同样有权保留。",
    },
    "reviews": {
        "en": "Stars and answers of reviews, without your name, until they end 24 months after they were written.",
        "zh": "评价的星级与选项，不含您的姓名，自撰写起满 24 个月后失效。",
    },
    "consents": {
        "en": "When you agreed to what and took it back, so that it can be proved.",
        "zh": "您何时同意或撤回同意的记录，以备证明。",
    },
    "standing": {
        "en": "If you agreed to be scored and broke promises: for 12 months how many, and fingerprints of your phone and e-mail. Not what or with whom.",
        "zh": "若您同意过信誉评估且有未守约：未守约的次数以及手机、邮箱的不可逆指纹，保存 12 个月；不含具体事项和对方。",
    },
    "reports": {
        "en": "Reports of wrongs, without your name, so that others stay safe.",
        "zh": "举报记录，不含您的姓名，以保护他人安全。",
    },
}
"""What stays, and why, in both languages."""


class DealsStillLive(Refusal):
    """Somebody still counts on the person: a deal is neither completed nor called off."""


class MoneyLeft(Refusal):
    """There is money in the wallet, or held for a deal."""


async def erase(tx: Tx, who: Person, *, now: datetime) -> None:
    """Erase a person. Every domain that knows more than people does hears PersonErased and forgets its part.

    Raises DealsStillLive and MoneyLeft; then nothing is changed.
    """
    await people.hold(tx, who.person_id)
    await _must_have_no_live_deals(tx, who)
    await _must_have_no_money(tx, who)
    if not await wallet.close(tx, who.person_id, now=now):
        await _must_have_no_money(tx, who)  # something came in this very moment
    await passkeys.erase(tx, who.person_id)
    await sessions.erase(tx, who.person_id)
    await people.erase(tx, who.person_id, now=now)


async def in_the_way(tx: ReadTx, who: Person) -> list[Obstacle]:
    """The codes of what `erase` would refuse now; none where it would be done."""
    musts: dict[Obstacle, Callable[[ReadTx, Person], Awaitable[None]]] = {
        "deals_still_live": _must_have_no_live_deals,
        "money_left": _must_have_no_money,
    }
    found: list[Obstacle] = []
    for code, must in musts.items():
        try:
            await must(tx, who)
        except Refusal:
            found.append(code)
    return found


async def _must_have_no_live_deals(tx: ReadTx, who: Person) -> None:
    for stage in get_args(Stage):
        if stage not in OVER and await deals.of_person(tx, who, side=None, stage=stage, before=None, limit=1):
            raise DealsStillLive(stage=stage)


async def _must_have_no_money(tx: ReadTx, who: Person) -> None:
    for holding in await wallet.holdings(tx, who.person_id):
        if holding.available.minor or holding.held.minor:
            raise MoneyLeft(available=holding.available, held=holding.held)
    takings = await merchants.takings(tx, who.person_id)
    if takings.minor:
        raise MoneyLeft(available=takings, held=takings - takings)
