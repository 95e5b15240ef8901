"""Prove the ledger: recount everything and say what does not add up."""

from everywhere.kernel.database import ReadTx
from everywhere.pay.ledger.audit import store
from everywhere.pay.ledger.audit.types import Finding

FINDINGS_MAX = 20


async def check(tx: ReadTx) -> list[Finding]:
    """Every broken invariant, at most `FINDINGS_MAX` of a kind; empty is well. Give it a snapshot.

    Per currency debits equal credits, posted and pending. Every account is the sum of its transfers, pendings those
    that are open. No account is beyond its bound, none that is closed holds money. Transfers are in the currency of
    their accounts; each pending is resolved within its amount. Between two shards the clearing accounts hold just what
    is under way, which an event carries, and which arrives once and whole or comes back; nothing is left unclaimed.
    """
    return await store.findings(tx, limit=FINDINGS_MAX)


async def faults(tx: ReadTx) -> list[str]:
    """What `check` finds, in words."""
    return [f"{finding.invariant}: {finding.detail}" for finding in await check(tx)]
