"""When a tab has ended, evidence is told."""

from datetime import datetime

from everywhere.kernel.database import Tx
from everywhere.pay.tabs import actions as tabs
from everywhere.pay.tabs.types import TabEnded
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.owing import rules


async def hear_of_tab(tx: Tx, event: TabEnded, now: datetime) -> None:
    """Tell what it says about its payer, who agreed to be scored when it was opened."""
    fact = rules.fact_of(await tabs.get(tx, event.seller_id, event.tab_no, now=now))
    await evidence.hear(tx, [] if fact is None else [fact], now=now)
