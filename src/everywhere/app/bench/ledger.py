"""`everywhere bench ledger`: transfers a second by group commit, as a multiple of pgbench's TPC-B on the same server in the same run."""

import asyncio
import random
import re
import time
from collections.abc import Callable, Sequence

from everywhere.app.bench import figures
from everywhere.app.bench.figures import Figure, Result
from everywhere.app.bench.server import fresh_server, migrated
from everywhere.kernel import embedded, ids
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database
from everywhere.kernel.money import Money
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.posting.actions import Poster
from everywhere.pay.ledger.types import Account, posted

TPCB_SCALE = 50
TPCB_CLIENTS = 32
ACCOUNTS = 10_000
SECONDS = 5
CALLERS_AND_BARS = ((32, 2.0), (256, 4.0), (1_024, 5.5))
HOT_BAR = 0.7
_CASH = Account(ids.derived_id("bench", "cash"), "cash", "CNY", "none")
_ONE_FEN = Money(1, "CNY")


async def measure(rounds: int) -> Result:
    """Run pgbench and ours in turn, `rounds` times; medians of the ratios within a round."""
    async with fresh_server() as url, migrated(url, pool_max=4) as db:
        await _pgbench(url, "--initialize", "--quiet", f"--scale={TPCB_SCALE}")
        wallets = await _funded(db)
        uniform: dict[int, list[float]] = {callers: [] for callers, _ in CALLERS_AND_BARS}
        hot: dict[int, list[float]] = {callers: [] for callers, _ in CALLERS_AND_BARS}
        peer: list[float] = []
        for _ in range(rounds):
            peer.append(await _tpcb(url))
            for callers, _ in CALLERS_AND_BARS:
                uniform[callers].append(await _transfers(db, wallets, callers, lambda: random.choice(wallets)))  # noqa: S311 - load, not secrets
                hot[callers].append(await _transfers(db, wallets, callers, lambda: wallets[0]))
        faults = await _faults(db)
    return Result(
        bench="ledger",
        at=system_clock(),
        machine=figures.machine(),
        rounds=rounds,
        figures=[*_figures(peer, uniform, hot)],
        notes=[
            f"peer: pgbench TPC-B, prepared, scale {TPCB_SCALE}, {TPCB_CLIENTS} clients; invariants after the run: {faults or 'true'}"
        ],
    )


def _figures(peer: list[float], uniform: dict[int, list[float]], hot: dict[int, list[float]]) -> list[Figure]:
    found = []
    for callers, bar in CALLERS_AND_BARS:
        ratios = [ours / theirs for ours, theirs in zip(uniform[callers], peer, strict=True)]
        name = f"transfers/s at {callers:,} callers ÷ TPC-B"
        found.append(Figure(name, figures.median(ratios), "×", figures.median(peer), "tps", bar))
        found.append(Figure(f"transfers/s at {callers:,} callers", figures.median(uniform[callers]), "/s"))
        shares = [one / all_ for one, all_ in zip(hot[callers], uniform[callers], strict=True)]
        found.append(Figure(f"one hot payee ÷ uniform at {callers:,} callers", figures.median(shares), "×", bar=HOT_BAR))
    return found


async def _funded(db: Database) -> list[Account]:
    wallets = [Account(ids.derived_id("bench", number), "wallet", "CNY", "liability") for number in range(ACCOUNTS)]
    now = system_clock()
    for start in range(0, ACCOUNTS, 1000):
        part = wallets[start : start + 1000]
        async with db.write() as tx:
            await ledger.open_accounts(tx, _CASH, *part, now=now)
            units = [[posted(ids.new_id(), _CASH, wallet, Money(10**9, "CNY"), purpose="top_up")] for wallet in part]
            await ledger.post_units(tx, units, now=now)
    return wallets


async def _transfers(db: Database, wallets: Sequence[Account], callers: int, payee: Callable[[], Account]) -> float:
    """Transfers a second, each from a wallet chosen at random, by so many callers that each wait for their answer."""
    poster = Poster(db, system_clock)
    ends = time.perf_counter() + SECONDS
    counts = await asyncio.gather(*(_caller(poster, wallets, payee, ends) for _ in range(callers)))
    took = SECONDS + time.perf_counter() - ends
    await poster.close()
    return sum(counts) / took


async def _caller(poster: Poster, wallets: Sequence[Account], payee: Callable[[], Account], ends: float) -> int:
    done = 0
    while time.perf_counter() < ends:
        debit, credit = random.choice(wallets), payee()  # noqa: S311 - load, not secrets
        if debit.owner_id == credit.owner_id:
            continue
        codes = await poster.post(posted(ids.new_id(), debit, credit, _ONE_FEN, purpose="payment"))
        if codes != ["ok"]:
            raise AssertionError(f"a funded payment was answered {codes}")
        done += 1
    return done


async def _tpcb(url: str) -> float:
    said = await _pgbench(
        url, "--no-vacuum", "--protocol=prepared", f"--client={TPCB_CLIENTS}", "--jobs=2", f"--time={SECONDS}", "--random-seed=7"
    )
    found = re.search(r"tps = ([\d.]+)", said)
    if found is None:
        raise RuntimeError(f"pgbench said no figure:\n{said}")
    return float(found[1])


async def _pgbench(url: str, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        str(embedded.tool("pgbench")), *words, url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(said.decode())
    return said.decode()


async def _faults(db: Database) -> list[str]:
    async with db.snapshot() as tx:
        return [f"{finding.invariant}: {finding.detail}" for finding in await ledger.check(tx)]
