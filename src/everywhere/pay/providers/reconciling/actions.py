"""Keep a provider's books: take its report in, show where the two part, close the day.

`by_id` is the operator; None where it is the operator's own command line.
"""

from datetime import date, datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import shard_of
from everywhere.pay.providers.outside.types import ProviderName, bank_of, clearing_of, costs_of
from everywhere.pay.providers.reconciling import rules, store
from everywhere.pay.providers.reconciling.types import Break, BreakUnknown, Day, DayNotImported, Imported, Note, ReportLine
from everywhere.pay.providers.transits import actions as transits
from everywhere.pay.providers.transits.types import Transit

PASSAGES_MAX = 200_000


async def take_in(tx: Tx, provider: ProviderName, day: date, report: bytes, *, now: datetime) -> Imported:
    """Take a day's report in, in place of an earlier one of that day. Raises ReportUnreadable, DayClosed."""
    lines, passed_over_count = rules.read(provider, day, report)
    rules.must_be_open(await store.lock(tx, provider, day), now=now)
    await store.replace_lines(tx, provider, day, lines, now=now)
    return Imported(len(lines), passed_over_count)


async def breaks(tx: ReadTx, provider: ProviderName, day: date) -> list[Break]:
    """Where a day's report and books part. Give it a snapshot. Raises DayNotImported."""
    if await store.read(tx, provider, day) is None:
        raise DayNotImported
    _, _, found = await _compared(tx, provider, day)
    return found


async def explain(tx: Tx, provider: ProviderName, day: date, said: Note, *, by_id: UUID | None, now: datetime) -> list[Break]:
    """Say what was found out about a break; the day's breaks then. Raises DayClosed, DayNotImported, BreakUnknown."""
    rules.must_be_open(await store.lock(tx, provider, day), now=now)
    if (said.kind, said.ref) not in {(each.kind, each.ref) for each in await breaks(tx, provider, day)}:
        raise BreakUnknown
    await store.note(tx, provider, day, said, by_id=by_id, now=now)
    return await breaks(tx, provider, day)


async def close(tx: Tx, provider: ProviderName, day: date, *, by_id: UUID | None, now: datetime) -> Day:
    """Close a day for good: what the provider has confirmed leaves the clearing account. Raises DayClosed, DayNotImported, DayNotOver, BreaksUnexplained."""
    rules.must_be_open(await store.lock(tx, provider, day), closes=True, now=now)
    lines, moved, found = await _compared(tx, provider, day)
    rules.must_be_explained(found)
    seal = rules.digest([each for each in lines if each.day == day], found, await store.last_seal(tx, provider))
    await store.close(tx, provider, day, digest=seal, by_id=by_id, now=now)
    for shard, transfers in sorted(rules.closing(provider, day, lines, moved).items()):
        beside = next(each.person_id for each in moved if shard_of(each.person_id) == shard)
        for currency in {each.currency for each in lines}:
            opened = [of(provider, currency, beside=beside) for of in (bank_of, clearing_of, costs_of)]
            await ledger.open_accounts(tx, *opened, now=now)
        await ledger.post(tx, transfers, now=now)
    return Day(provider, day, now, now, by_id, seal)


async def days(tx: ReadTx, provider: ProviderName, *, before: date | None, limit: int) -> list[Day]:
    """The days whose report was taken in, the newest first; one more than `limit`, to see whether there are more."""
    return await store.days(tx, provider, before=before or date.max, limit=limit + 1)


async def _compared(tx: ReadTx, provider: ProviderName, day: date) -> tuple[list[ReportLine], list[Transit], list[Break]]:
    since, until = day - rules.APART, day + rules.APART
    lines = await store.lines(tx, provider, since, until)
    moved = await transits.booked(tx, provider, since, until, limit=PASSAGES_MAX)
    return lines, moved, rules.breaks(day, lines, moved, await store.notes(tx, provider, day))
