"""Money between shards: sent in the payer's transaction, carried by the outbox, and there a moment later, or back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import structlog

from everywhere.kernel import outbox
from everywhere.kernel.database import Tx
from everywhere.pay.ledger import store as ledger
from everywhere.pay.ledger.crossing import rules, store
from everywhere.pay.ledger.crossing.store import Leg, Way
from everywhere.pay.ledger.crossing.types import MoneySent
from everywhere.pay.ledger.types import Account, Shard, Transfer, TransferId, clearing_of

log = structlog.get_logger(__name__)


class Carried(NamedTuple):
    """An event that is heard, and when."""

    event: MoneySent
    now: datetime


def arrival_of(leg: Transfer) -> Transfer | None:
    """The second leg of a transfer, where it has one."""
    return None if leg.crossing is None else rules.arrival(rules.sent(leg))


async def prepare(tx: Tx, leaving: Sequence[Transfer], *, now: datetime) -> None:
    """Open the clearing accounts that first legs go into."""
    ways = [leg.crossing for leg in leaving if leg.crossing is not None]
    if ways:
        await ledger.open_accounts(tx, [clearing_of(way.payer, way.payee) for way in ways], now=now)


async def send(tx: Tx, leaving: Sequence[Transfer]) -> None:
    """Send on the money of first legs of one shard that were just posted, each of them once."""
    if not leaving:
        return
    events = [rules.sent(leg) for leg in leaving]
    legs = [
        Leg(leg, "out", Shard(event.payee.shard), rules.arrival(event).id, rules.payee_of(event))
        for leg, event in zip(leaving, events, strict=True)
    ]
    await store.insert(tx, leaving[0].shard, legs)
    await outbox.emit_all(tx, events)


async def land(tx: Tx, carried: Sequence[Carried]) -> None:
    """Let money arrive, or return what cannot; whoever carries it twice, it moves once."""
    now = carried[-1].now
    arrivals = [(rules.arrival(event), event) for event, _ in carried]
    refused = await _post(tx, "in", arrivals, now=now)
    returns = [(rules.returned(event, rules.payer_of(event)), event) for event in refused]
    homeless = await _post(tx, "back", returns, now=now)
    for event in homeless:
        log.error("money_unclaimed", transfer_id=event.transfer_id, minor=event.minor, currency=event.currency)
    await _post(tx, "back", [(rules.returned(event, rules.unclaimed_of(event)), event) for event in homeless], now=now)


async def _post(tx: Tx, way: Way, legs: list[tuple[Transfer, MoneySent]], *, now: datetime) -> list[MoneySent]:
    """Post legs shard by shard, each alone; what was refused is returned."""
    refused = []
    by_shard: defaultdict[Shard, list[tuple[Transfer, MoneySent]]] = defaultdict(list)
    for leg, event in legs:
        by_shard[leg.shard].append((leg, event))
    for shard, here in sorted(by_shard.items()):  # everybody takes several shards in this order
        await ledger.open_accounts(tx, [account for _, event in here for account in _needed(way, event)], now=now)
        codes = await ledger.post(tx, shard, [[leg] for leg, _ in here], now=now)
        done = [_leg(way, leg, event) for (leg, event), code in zip(here, codes, strict=True) if code == "ok"]
        if done:
            await store.insert(tx, shard, done)
        refused += [event for (_, event), code in zip(here, codes, strict=True) if rules.is_refused(code)]
    return refused


def _needed(way: Way, event: MoneySent) -> list[Account]:
    payer, payee = rules.payer_of(event), rules.payee_of(event)
    if way == "in":
        return [payee, clearing_of(payee, payer)]
    return [payer, rules.unclaimed_of(event)]


def _leg(way: Way, leg: Transfer, event: MoneySent) -> Leg:
    first = TransferId(event.transfer_id)
    far = rules.payer_of(event) if way == "in" else rules.payee_of(event)
    return Leg(leg, way, Shard(event.payer.shard), first, far)
