"""Put the bill of a merchant's account together from the ledger, with the trades behind its movements."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx
from everywhere.pay.bills.account import rules
from everywhere.pay.bills.account.types import Entry
from everywhere.pay.bills.types import NoSuchBill, Span
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import Mark, Movement
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.merchants.types import takings_of
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades.refunds import actions as refunds
from everywhere.pay.trades.types import Trade

PAGE = 500
_PERSON = "wallet"


async def must_have_entries(tx: ReadTx, seller_id: UUID, span: Span) -> None:
    """Raise NoSuchBill for a span in which nothing moved the account. Give it a snapshot."""
    if not await _moved(tx, seller_id, span):
        raise NoSuchBill


async def zip_of(tx: ReadTx, seller_id: UUID, span: Span, *, now: datetime) -> bytes:
    """The bill of a span of time, as a ZIP. Give it a snapshot. Raises NotAMerchant."""
    merchant = await merchants.of(tx, seller_id)
    moved = await _moved(tx, seller_id, span)
    about = await _trades(tx, seller_id, span, now=now)
    people = {each.other_owner_id for each, _ in moved if each.other_purpose == _PERSON}
    names = {person_id: await merchants.logon_of(tx, person_id) for person_id in people}
    entries = [_entry(movement, after, about, names.get(movement.other_owner_id, "")) for movement, after in reversed(moved)]
    return rules.zipped(merchant.number, span, entries, now=now)


async def _moved(tx: ReadTx, seller_id: UUID, span: Span) -> list[tuple[Movement, int]]:
    """What moved the account, newest first."""
    found: list[tuple[Movement, int]] = []
    mark: Mark | None = None
    while True:
        page = await ledger.statement(tx, takings_of(seller_id, merchants.CURRENCY), after=mark, limit=PAGE)
        found += [each for each in page if span.since <= each[0].at < span.until]
        if len(page) < PAGE or page[-1][0].at < span.since:
            return found
        movement, after = page[-1]
        mark = Mark(movement.seq, after - movement.signed_minor)


async def _trades(tx: ReadTx, seller_id: UUID, span: Span, *, now: datetime) -> dict[UUID, Trade]:
    """The trades that were paid or given back in the time, by the id that the ledger has."""
    paid = await trades.paid_between(tx, seller_id, span.since, span.until)
    given = {each.trade_no for each in await refunds.between(tx, seller_id, span.since, span.until)}
    older = await trades.read_some(tx, [(seller_id, trade_no) for trade_no in sorted(given)], now=now)
    return {**older, **{each.id: each for each in paid}}


def _entry(movement: Movement, after: int, about: dict[UUID, Trade], other: str) -> Entry:
    trade = None if movement.ref is None else about.get(movement.ref)
    return Entry(
        number=str(movement.id),
        trade_no="" if trade is None else trade.trade_no,
        out_trade_no="" if trade is None else trade.out_trade_no,
        subject="" if trade is None else trade.said.subject,
        at=movement.at,
        other=other,
        minor=movement.signed_minor,
        balance_minor=after,
        purpose=movement.purpose,
    )
