"""Complain of a trade, answer, settle, decide."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids, outbox
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotAllowed
from everywhere.pay.complaints import rules, store
from everywhere.pay.complaints.types import Complaint, ComplaintChanged, ComplaintUnknown, Kind, Move, Reason, Side, Word
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.receipts import actions as receipts
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.people.types import Person

WORDS_SHOWN = 200
SELLERS_SHOWN = 500
SWEPT_MAX = 500
_NO_KIND = "00600"
_KINDS: dict[Move, Kind] = {"reply": "reply", "answer": "answer", "supplement": "supplement", "decide": "decision"}
moves = rules.moves


async def open_one(tx: Tx, buyer_id: UUID, trade_id: UUID, *, reason: Reason, text: str, now: datetime) -> Complaint:
    """Complain of what one paid for; who complained of it before has that complaint. Raises NotFound, NothingToComplainOf."""
    receipt = await receipts.get(tx, buyer_id, trade_id)
    trade = await trades.get(tx, receipt.seller_id, receipt.trade_no, now=now)
    number = trades.new_number(now, kind=_NO_KIND)
    made = rules.opened(trade, buyer_id, number, reason=reason, text=text, now=now)
    if await store.insert(tx, made):
        await outbox.emit(tx, ComplaintChanged(made.seller_id, made.complaint_no, made.version, "buyer"))
        return made
    return await of_trade(tx, buyer_id, trade_id, now=now)


async def say(tx: Tx, found: Complaint, side: Side, move: Move, text: str, *, now: datetime) -> Complaint:
    """One side's move, with what it says. Raises ComplaintPastThisStep, TooManyWords."""
    before = await _locked(tx, found, now=now)
    after = rules.moved(before, side, move, now=now)
    if text:
        rules.must_have_room(await store.count_words(tx, before.seller_id, before.complaint_no, side))
        kind = _KINDS.get(move, "reply")
        word = Word(
            seller_id=after.seller_id,
            complaint_no=after.complaint_no,
            id=ids.new_id(),
            side=side,
            kind=kind,
            text=text,
            at=now,
        )
        await store.add_word(tx, word)
    return await _save(tx, after, side)


async def decide(tx: Tx, operator: Person, found: Complaint, *, refund_minor: int, note: str, now: datetime) -> Complaint:
    """An operator's word, with what the seller must give back; nobody decides about themselves.

    Raises NotAllowed, ComplaintPastThisStep, RefundTooMuch, TradeFinished, TradeClosed, SellerShortOfFunds.
    """
    if operator.person_id in (found.seller_id, found.buyer_id):
        raise NotAllowed
    after = await say(tx, found, "operator", "decide", note, now=now)
    if refund_minor == 0:
        return after
    after = replace(after, refund_minor=refund_minor)
    await store.save(tx, after)
    trade = await trades.get(tx, after.seller_id, after.trade_no, now=now)
    number = f"complaint-{after.complaint_no}"
    await refunds.refund(tx, trade, trade.money(refund_minor), out_request_no=number, reason=note[:64], now=now)
    return after


async def of_trade(tx: ReadTx, buyer_id: UUID, trade_id: UUID, *, now: datetime) -> Complaint:
    """A buyer's complaint of what they paid for. Raises NotFound, ComplaintUnknown."""
    receipt = await receipts.get(tx, buyer_id, trade_id)
    return _as_of(await store.of_trade(tx, receipt.seller_id, receipt.trade_no), now)


async def get(tx: ReadTx, seller_id: UUID, complaint_no: str, *, app_id: str | None = None, now: datetime) -> Complaint:
    """A complaint against a seller; of one app's trades only, where one is given. Raises ComplaintUnknown, another app's alike."""
    found = _as_of(await store.read(tx, seller_id, complaint_no), now)
    if app_id is not None and found.app_id != app_id:
        raise ComplaintUnknown
    return found


async def about(tx: ReadTx, seller_id: UUID, trade_no: str, *, now: datetime) -> Complaint | None:
    """What is complained of in a trade, if anything."""
    found = await store.of_trade(tx, seller_id, trade_no)
    return found and rules.as_of(found, now)


async def of_seller(
    tx: ReadTx,
    seller_id: UUID,
    *,
    app_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime,
) -> list[Complaint]:
    """What a seller's buyers complain of, the newest first; at most 500."""
    found = await store.of_seller(tx, seller_id, app_id=app_id, since=since, until=until, limit=SELLERS_SHOWN)
    return [rules.as_of(each, now) for each in found]


async def for_operators(tx: ReadTx, *, after: tuple[datetime, str] | None, limit: int) -> list[Complaint]:
    """What waits for an operator, the oldest first; one more than `limit` where there are more."""
    return await store.for_operators(tx, after=after, limit=limit + 1)


async def export(tx: ReadTx, buyer_id: UUID) -> list[dict[str, object]]:
    """What a person complained of, with what was said; the newest 500."""
    found = await store.of_buyer(tx, buyer_id, limit=SELLERS_SHOWN)
    return [{"complaint": each, "words": await words_of(tx, each)} for each in found]


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Take out what somebody said who is gone; that there was a complaint stays with its trade."""
    await store.scrub(tx, person_id)


async def words_of(tx: ReadTx, complaint: Complaint) -> list[Word]:
    """What was said, oldest first; at most 200."""
    return await store.words(tx, complaint.seller_id, complaint.complaint_no, limit=WORDS_SHOWN)


async def words_of_some(tx: ReadTx, complaints: Sequence[Complaint]) -> dict[str, list[Word]]:
    """What was said in each, oldest first, by the numbers of the complaints."""
    said: dict[str, list[Word]] = {each.complaint_no: [] for each in complaints}
    for word in await store.words_of_some(tx, [(each.seller_id, each.complaint_no) for each in complaints]):
        said[word.complaint_no].append(word)
    return said


async def due(tx: ReadTx, *, now: datetime) -> list[Complaint]:
    """Some in which somebody let their time pass."""
    return await store.due(tx, now=now, limit=SWEPT_MAX)


async def write_due(tx: Tx, found: Complaint, *, now: datetime) -> None:
    """Write what time has made of a complaint, if nobody did."""
    before = await store.lock(tx, found.seller_id, found.complaint_no)
    if before is not None and (after := rules.as_of(before, now)) != before:
        await _save(tx, after, "operator")


async def _locked(tx: Tx, found: Complaint, *, now: datetime) -> Complaint:
    return _as_of(await store.lock(tx, found.seller_id, found.complaint_no), now)


async def _save(tx: Tx, after: Complaint, by: Side) -> Complaint:
    await store.save(tx, after)
    await outbox.emit(tx, ComplaintChanged(after.seller_id, after.complaint_no, after.version, by))
    return after


def _as_of(found: Complaint | None, now: datetime) -> Complaint:
    if found is None:
        raise ComplaintUnknown
    return rules.as_of(found, now)
