"""Show a code, and tell what a code stands for."""

import base64
import hashlib
import io
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.pay.codes import rules, store
from everywhere.pay.codes.types import CodeKind, CodeUnknown, PaymentCode, ReceiveCode, ShownCode, TooManyCodes
from everywhere.pay.merchants import actions as merchants
from everywhere.people import actions as people

KEY_PURPOSE = "payment codes"
"""Which of the installation's keys makes payment codes."""
SHOPS_MAX = 100
_CHANCE = secrets.SystemRandom()
_SPENT_KEPT = timedelta(hours=1)
_BORDER = 2
_CODE_BYTES = 15
_BARS = re.compile("1+")
Format = Literal["svg", "png"]


async def present(tx: Tx, key: bytes, person_id: UUID, *, now: datetime) -> PaymentCode:
    """A payment code of a person's that was not used yet. There are ten in each half minute: who pays twice in it shows another."""
    number = await merchants.number_of(tx, person_id)
    possible = rules.payment_codes(key, number, now=now)
    _CHANCE.shuffle(possible)
    spent = await store.spent(tx, possible)
    code = next((each for each in possible if each not in spent), possible[0])
    renews_at = rules.renews_at(now)
    return PaymentCode(code, renews_at, renews_at + rules.STEP)


async def payer_of(tx: ReadTx, key: bytes, code: str, *, now: datetime) -> UUID | None:
    """Who shows this code now; nobody for what is no code, or one that has ended."""
    for number in rules.numbers_in(key, code, now=now):
        owner = await merchants.owner_of(tx, number)
        if owner is not None and owner[1] == "person":
            return owner[0]
    return None


async def spend(tx: Tx, uses: Mapping[str, UUID], *, now: datetime) -> dict[str, UUID]:
    """Use payment codes, each for one thing: what it was first used for is what it answers for ever."""
    return await store.spend(tx, uses, now=now)


async def forget_spent(tx: Tx, *, now: datetime) -> int:
    """Drop used codes that have long ended; returns how many."""
    return await store.forget_spent(tx, before=now - _SPENT_KEPT)


async def show(tx: Tx, kind: CodeKind, *, seller_id: UUID, app_id: str, out_no: str, of: UUID | None = None, now: datetime) -> str:
    """A new code for an order of an app's, or for what it asks to reserve; where it is `of` something, the same each time."""
    shown = ShownCode(_fresh() if of is None else _derived(of), kind, seller_id, app_id, out_no, "", now, None)
    await store.show(tx, shown)
    return shown.code


async def show_shop(tx: Tx, seller_id: UUID, *, label: str, now: datetime) -> ShownCode:
    """A new code to put on a counter. Raises NotAMerchant, TooManyCodes."""
    await people.hold(tx, seller_id)
    await merchants.of(tx, seller_id)
    if await store.count_shops(tx, seller_id) >= SHOPS_MAX:
        raise TooManyCodes(codes_max=SHOPS_MAX)
    shown = ShownCode(_fresh(), "shop", seller_id, "", "", label, now, None)
    await store.show(tx, shown)
    return shown


async def shops_of(tx: ReadTx, seller_id: UUID) -> list[ShownCode]:
    """The codes on a seller's counters, oldest first; at most 100."""
    return await store.shops_of(tx, seller_id, limit=SHOPS_MAX)


async def end_shop(tx: Tx, seller_id: UUID, code: str, *, now: datetime) -> None:
    """Let a counter's code stand for nothing any more. Raises NotFound."""
    if not await store.end(tx, seller_id, code, now=now):
        raise NotFound


async def meaning_of(tx: ReadTx, code: str) -> ShownCode:
    """What a seller's code stands for. Raises CodeUnknown."""
    found = await store.shown(tx, code)
    if found is None or found.ended_at is not None:
        raise CodeUnknown
    return found


async def receive_code(tx: Tx, person_id: UUID) -> str:
    """The code by which others pay somebody; who has none gets one."""
    found = await store.receive_of(tx, person_id)
    if found is None:
        await store.claim_receive(tx, ReceiveCode(_fresh(), person_id))
        found = await store.receive_of(tx, person_id)  # of two askers at once, both are told the first one's
    if found is None:
        raise CodeUnknown
    return found


async def renew_receive_code(tx: Tx, person_id: UUID) -> str:
    """Another code to be paid by; the one before stands for nobody any more."""
    await store.drop_receive(tx, person_id)
    return await receive_code(tx, person_id)


async def receiver_of(tx: ReadTx, code: str) -> UUID:
    """Who is paid by this receive code. Raises CodeUnknown."""
    found = await store.receiver(tx, code)
    if found is None:
        raise CodeUnknown
    return found


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Let the code of somebody who is gone stand for nobody."""
    await store.drop_receive(tx, person_id)


def address_of(code: str, *, public_url: str) -> str:
    """What is in the QR code: an address that opens here in any browser."""
    return f"{public_url.rstrip('/')}/q/{code}"


def receive_address_of(code: str, *, public_url: str) -> str:
    """The same of a person's receive code."""
    return f"{public_url.rstrip('/')}/r/{code}"


def bars(code: str) -> tuple[str, int]:
    """The bars of a payment code (Code 128, ISO/IEC 15417) as the path of an SVG, one unit a module and one high; and how many units wide."""
    import barcode  # here: see `picture`

    modules = barcode.get("code128", code).build()[0]
    path = "".join(f"M{run.start()} 0h{len(run[0])}v1h-{len(run[0])}z" for run in _BARS.finditer(modules))
    return path, len(modules)


def picture(said: str, kind: Format) -> bytes:
    """A QR code (ISO/IEC 18004, error correction M) as SVG or PNG."""
    import segno  # here: a process in which nobody shows a code need not load what draws them

    out = io.BytesIO()
    segno.make_qr(said, error="m").save(out, kind=kind, scale=8 if kind == "png" else 4, border=_BORDER)
    return out.getvalue()


def _fresh() -> str:
    return _written(secrets.token_bytes(_CODE_BYTES))


def _derived(of: UUID) -> str:
    return _written(hashlib.sha256(b"code of " + of.bytes).digest()[:_CODE_BYTES])


def _written(code: bytes) -> str:
    return base64.b32encode(code).decode().lower()


may_be_code = rules.may_be_code
