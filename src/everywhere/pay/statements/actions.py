"""Put a statement together: the movements of a span of days, the other sides by name, what there was before and after."""

import asyncio
import functools
import gc
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from uuid import UUID

from everywhere.kernel.catalogue import Language
from everywhere.kernel.database import ReadTx
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import Mark, Movement
from everywhere.pay.merchants.types import takings_of
from everywhere.pay.statements import rules
from everywhere.pay.statements.types import Entry, Form, Of, Statement, StatementTooLong
from everywhere.pay.trades.receipts.types import Receipt
from everywhere.pay.wallet import actions as wallet
from everywhere.people import actions as people
from everywhere.people.types import Person

PAGE = 500
_PRINTER = ThreadPoolExecutor(1, "printer")
"""One paper at a time: whoever asks for many waits, and nobody else does."""
Line = tuple[Movement, int, str]


async def of(tx: ReadTx, who: Person, account: Of, currency: str, since: date, until: date) -> Statement:
    """A person's statement. Give it a snapshot. Raises SpanBackwards, StatementTooLong."""
    rules.must_go_forward(since, until)
    found, closing_minor = await _between(tx, who.person_id, account, currency, rules.begins_at(since), rules.ends_at(until))
    others = await people.faces(tx, [each.other_owner_id for each, _, _ in found if each.other_purpose == "wallet"])
    entries = [
        Entry(
            each.at,
            each.purpose,
            others[each.other_owner_id].name if each.other_owner_id in others else "",
            note,
            each.signed_minor,
            after_minor,
            str(each.id),
        )
        for each, after_minor, note in reversed(found)
    ]
    opening_minor = entries[0].balance_minor - entries[0].minor if entries else closing_minor
    return Statement(account, who.name, currency, since, until, opening_minor, closing_minor, entries)


async def printed(statement: Statement, form: Form, language: Language, *, now: datetime) -> bytes:
    """The statement as a file. Raises StatementTooLong for more than fits on paper."""
    if form == "csv":
        return rules.as_csv(statement, language, now=now)
    if len(statement.entries) > rules.PRINTED_MAX:
        raise StatementTooLong(lines_max=rules.PRINTED_MAX)
    title = rules.said(f"statement_of_{statement.of}", language)
    rows = [rules.cells(each, statement.currency, language) for each in statement.entries]
    return await _pdf(title, rules.head(statement, language, now=now), rules.columns(language), rows, now=now)


async def printed_receipt(receipt: Receipt, language: Language, *, now: datetime) -> bytes:
    """A receipt as a PDF."""
    return await _pdf(rules.said("receipt", language), rules.of_receipt(receipt, language), [], [], now=now)


async def _pdf(title: str, facts: rules.Facts, columns: list[str], rows: list[list[str]], *, now: datetime) -> bytes:
    work = functools.partial(_on_paper, title, facts, columns, rows, now)
    return await asyncio.get_running_loop().run_in_executor(_PRINTER, work)


def _on_paper(title: str, facts: rules.Facts, columns: list[str], rows: list[list[str]], made_at: datetime) -> bytes:
    # What sets type takes 35 MiB and a third of a second to load: only a process that prints does, beside the loop.
    from everywhere.pay.statements.printing import actions as printing

    made = printing.pdf(title, facts, columns, rows, made_at=made_at)
    # The font hangs together in circles, 8 MiB of it each time: left alone, a server that prints grows by hundreds.
    gc.collect()
    return made


async def _between(
    tx: ReadTx, person_id: UUID, account: Of, currency: str, since: datetime, until: datetime
) -> tuple[list[Line], int]:
    """The movements of a span, newest first, and the balance at its end."""
    found: list[Line] = []
    closing_minor: int | None = None
    mark: Mark | None = None
    while True:
        page = await _page(tx, person_id, account, currency, mark)
        for movement, after_minor, note in page:
            if movement.at >= until:
                continue
            closing_minor = after_minor if closing_minor is None else closing_minor
            if movement.at < since:
                return found, closing_minor
            found.append((movement, after_minor, note))
        if len(found) > rules.LINES_MAX:
            raise StatementTooLong(lines_max=rules.LINES_MAX)
        if len(page) < PAGE:
            return found, closing_minor or 0
        movement, after_minor, _ = page[-1]
        mark = Mark(movement.seq, after_minor - movement.signed_minor)


async def _page(tx: ReadTx, person_id: UUID, account: Of, currency: str, mark: Mark | None) -> list[Line]:
    if account == "wallet":
        lines = await wallet.statement(tx, person_id, currency, after=mark, limit=PAGE)
        return [(each.movement, each.balance_after.minor, each.note) for each in lines if each.balance_after is not None]
    moved = await ledger.statement(tx, takings_of(person_id, currency), after=mark, limit=PAGE)
    return [(movement, after_minor, "") for movement, after_minor in moved]
