"""`everywhere pay reconcile …`: a provider's books from the command line."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from everywhere.kernel import catalogue, embedded, migrations
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database, connect
from everywhere.kernel.errors import Refusal
from everywhere.kernel.settings import Settings
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.providers.alipay.actions import Alipay
from everywhere.pay.providers.outside.types import Declined, Unreachable
from everywhere.pay.providers.reconciling import actions
from everywhere.pay.providers.reconciling.http import Reported
from everywhere.pay.providers.reconciling.types import Break, BreakKind, Imported, Note

T = TypeVar("T")
_PROVIDER = click.argument("provider", type=click.Choice(get_args(Reported)))
_DAY = click.argument("day", type=click.DateTime(["%Y-%m-%d"]))


@click.group()
def reconcile() -> None:
    """Compare a provider's report with the books, and close its days."""


@reconcile.command("import")
@_PROVIDER
@_DAY
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(provider: Reported, day: datetime, report: Path) -> None:
    """Take in a day's report from a file: Stripe's CSV of balance changes, Alipay's ZIP."""
    _say(_done(lambda db: db.transact(lambda tx: _take_in(tx, provider, day.date(), report.read_bytes()))))


@reconcile.command()
@_DAY
def fetch(day: datetime) -> None:
    """Ask Alipay for a day's bill, and take it in."""
    try:
        bill = asyncio.run(Alipay(Settings()).bill(day.date().isoformat()))
    except (Unreachable, Declined) as error:
        raise click.ClickException(f"Alipay gave no bill: {error}") from error
    _say(_done(lambda db: db.transact(lambda tx: _take_in(tx, "alipay", day.date(), bill))))


@reconcile.command()
@_PROVIDER
@_DAY
def breaks(provider: Reported, day: datetime) -> None:
    """List where a day's report and the books part; exits 1 while one is unexplained."""
    found = _done(lambda db: _breaks(db, provider, day.date()))
    for each in found:
        click.echo(_line(each))
    click.echo(f"{len(found)} breaks, {sum(1 for each in found if not each.note)} unexplained")
    if any(not each.note for each in found):
        raise SystemExit(1)


@reconcile.command()
@_PROVIDER
@_DAY
@click.argument("kind", type=click.Choice(get_args(BreakKind)))
@click.argument("ref")
@click.argument("note")
def explain(provider: Reported, day: datetime, kind: BreakKind, ref: str, note: str) -> None:
    """Say what was found out about a break."""
    said = Note(kind, ref, note)
    _done(lambda db: db.transact(lambda tx: actions.explain(tx, provider, day.date(), said, by_id=None, now=system_clock())))


@reconcile.command()
@_PROVIDER
@_DAY
def close(provider: Reported, day: datetime) -> None:
    """Close a day for good; its breaks must all be explained."""
    done = _done(lambda db: db.transact(lambda tx: actions.close(tx, provider, day.date(), by_id=None, now=system_clock())))
    click.echo(f"{provider} {done.day} is closed, seal {'' if done.digest is None else done.digest.hex()}")


def _done(work: Callable[[Database], Awaitable[T]]) -> T:
    try:
        return asyncio.run(_connected(work))
    except Refusal as refusal:
        text = catalogue.errors()[refusal.code]
        raise click.ClickException(catalogue.say(text.text, "en", refusal.facts)) from refusal


async def _connected(work: Callable[[Database], Awaitable[T]]) -> T:
    settings = Settings()
    url = embedded.url_of(settings)
    await migrations.migrate(url)
    db = await connect(url, pool_max=2)
    try:
        await db.transact(lambda tx: ledger.adopt_layout(tx, settings.ledger_shards))
        return await work(db)
    finally:
        await db.pool.close()


async def _take_in(tx: Any, provider: Reported, day: date, report: bytes) -> Imported:
    return await actions.take_in(tx, provider, day, report, now=system_clock())


async def _breaks(db: Database, provider: Reported, day: date) -> list[Break]:
    async with db.snapshot() as tx:
        return await actions.breaks(tx, provider, day)


def _say(done: Imported) -> None:
    click.echo(f"{done.lines_count} lines taken in, {done.passed_over_count} passed over")


def _line(each: Break) -> str:
    said = f"  {each.note}" if each.note else ""
    return f"{each.kind:8} {each.ref:40} expected {each.expected_minor} reported {each.reported_minor} {each.currency}{said}"
