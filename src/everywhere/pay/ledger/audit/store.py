# ruff: noqa: S608 - what is put into a query is a part of this file
"""The invariants of the ledger, each as a query whose answer is empty while it holds."""

from everywhere.kernel.database import ReadTx
from everywhere.kernel.query import rows
from everywhere.pay.ledger.audit.types import Finding

UNBALANCED = rows(
    Finding,
    """
    SELECT 'debits equal credits' AS invariant,
           format('%s: posted differ by %s, pending by %s', currency, sum(debits_posted) - sum(credits_posted),
                  sum(debits_pending) - sum(credits_pending)) AS detail
      FROM ledger_account
     GROUP BY currency
    HAVING sum(debits_posted) <> sum(credits_posted) OR sum(debits_pending) <> sum(credits_pending)
     ORDER BY currency""",
)

# One pass over the transfers: what is posted, and what is pending and not resolved, on both sides, summed by account.
MISCOUNTED = rows(
    Finding,
    """
    WITH counted AS (
        SELECT t.shard, t.debit_id, t.credit_id,
               CASE WHEN t.kind IN ('posted', 'post') THEN t.amount_minor ELSE 0 END AS posted,
               CASE WHEN t.kind = 'pending' AND r.id IS NULL THEN t.amount_minor ELSE 0 END AS pending
          FROM ledger_transfer t LEFT JOIN ledger_transfer r ON r.shard = t.shard AND r.pending_id = t.id
    ), summed AS (
        SELECT shard, id, sum(dr_posted) AS dr_posted, sum(dr_pending) AS dr_pending, sum(cr_posted) AS cr_posted,
               sum(cr_pending) AS cr_pending
          FROM (
              SELECT shard, debit_id AS id, posted AS dr_posted, pending AS dr_pending, 0 AS cr_posted, 0 AS cr_pending FROM counted
              UNION ALL
              SELECT shard, credit_id, 0, 0, posted, pending FROM counted
          ) side
         GROUP BY shard, id
    )
    SELECT 'an account is the sum of its transfers' AS invariant,
           format('account %s has debits %s and %s pending, credits %s and %s pending; its transfers say %s, %s, %s, %s',
                  coalesce(a.id, s.id), a.debits_posted, a.debits_pending, a.credits_posted, a.credits_pending,
                  coalesce(s.dr_posted, 0), coalesce(s.dr_pending, 0), coalesce(s.cr_posted, 0), coalesce(s.cr_pending, 0)) AS detail
      FROM ledger_account a FULL JOIN summed s ON s.shard = a.shard AND s.id = a.id
     WHERE (a.debits_posted, a.debits_pending, a.credits_posted, a.credits_pending)
           IS DISTINCT FROM
           (coalesce(s.dr_posted, 0), coalesce(s.dr_pending, 0), coalesce(s.cr_posted, 0), coalesce(s.cr_pending, 0))
     LIMIT :limit""",
)

OUT_OF_BOUNDS = rows(
    Finding,
    """
    SELECT 'no account is overdrawn' AS invariant, format('account %s (%s, %s)', id, purpose, bound) AS detail
      FROM ledger_account
     WHERE (bound = 'liability' AND debits_pending + debits_posted > credits_posted)
        OR (bound = 'asset' AND credits_pending + credits_posted > debits_posted)
     LIMIT :limit""",
)

CLOSED_WITH_MONEY = rows(
    Finding,
    """
    SELECT 'a closed account holds nothing' AS invariant, format('account %s (%s)', id, purpose) AS detail
      FROM ledger_account
     WHERE closed_at IS NOT NULL AND (debits_posted <> credits_posted OR debits_pending <> 0 OR credits_pending <> 0)
     LIMIT :limit""",
)

FOREIGN = rows(
    Finding,
    """
    SELECT 'a transfer is in the currency of its accounts' AS invariant, format('transfer %s', t.id) AS detail
      FROM ledger_transfer t
      LEFT JOIN ledger_account d ON d.shard = t.shard AND d.id = t.debit_id
      LEFT JOIN ledger_account c ON c.shard = t.shard AND c.id = t.credit_id
     WHERE t.currency IS DISTINCT FROM d.currency OR t.currency IS DISTINCT FROM c.currency
     LIMIT :limit""",
)

ILL_RESOLVED = rows(
    Finding,
    """
    SELECT 'a pending is resolved by its own, within its amount' AS invariant, format('transfer %s', r.id) AS detail
      FROM ledger_transfer r LEFT JOIN ledger_transfer p ON p.shard = r.shard AND p.id = r.pending_id
     WHERE r.pending_id IS NOT NULL
       AND ((p.kind, p.debit_id, p.credit_id) IS DISTINCT FROM ('pending', r.debit_id, r.credit_id)
            OR r.amount_minor > p.amount_minor OR (r.kind = 'void' AND r.amount_minor <> p.amount_minor))
     LIMIT :limit""",
)


# The legs of crossings, each with its transfer and the clearing account that it goes over.
_LEGS = """
    WITH leg AS (
        SELECT x.*, t.currency, t.amount_minor, CASE x.way WHEN 'out' THEN t.credit_id ELSE t.debit_id END AS clearing_id
          FROM ledger_crossing x JOIN ledger_transfer t ON t.shard = x.shard AND t.id = x.transfer_id
    ), answered AS (
        SELECT o.*, i.transfer_id AS arrived_id, i.amount_minor AS arrived_minor, i.currency AS arrived_currency,
               b.transfer_id AS returned_id, b.amount_minor AS returned_minor
          FROM leg o
          LEFT JOIN leg i ON i.way = 'in' AND i.shard = o.far_shard AND i.transfer_id = o.far_transfer_id
          LEFT JOIN leg b ON b.way = 'back' AND b.shard = o.shard AND b.far_transfer_id = o.transfer_id
         WHERE o.way = 'out'
    )"""

CLEARING_APART = rows(
    Finding,
    f"""{_LEGS}, side AS (
        SELECT DISTINCT least(shard, far_shard) AS low, greatest(shard, far_shard) AS high, shard, clearing_id FROM leg
    ), held AS (
        SELECT side.low, side.high, a.currency, sum(a.credits_posted - a.debits_posted) AS minor
          FROM side JOIN ledger_account a ON a.shard = side.shard AND a.id = side.clearing_id
         GROUP BY side.low, side.high, a.currency
    ), under_way AS (
        SELECT least(shard, far_shard) AS low, greatest(shard, far_shard) AS high, currency, sum(amount_minor) AS minor
          FROM answered WHERE arrived_id IS NULL AND returned_id IS NULL
         GROUP BY 1, 2, currency
    )
    SELECT 'clearing accounts hold what is under way between two shards' AS invariant,
           format('%s and %s, %s: %s is held, %s is under way', low, high, currency, coalesce(h.minor, 0), coalesce(u.minor, 0)) AS detail
      FROM held h FULL JOIN under_way u USING (low, high, currency)
     WHERE coalesce(h.minor, 0) <> coalesce(u.minor, 0)
     LIMIT :limit""",
)

ILL_CROSSED = rows(
    Finding,
    f"""{_LEGS}
    SELECT 'what left a shard arrives once and whole, or comes back' AS invariant, format('transfer %s', transfer_id) AS detail
      FROM answered
     WHERE (arrived_id IS NOT NULL AND returned_id IS NOT NULL)
        OR (arrived_minor, arrived_currency) IS DISTINCT FROM (amount_minor, currency) AND arrived_id IS NOT NULL
        OR returned_minor <> amount_minor
     UNION ALL
    SELECT 'money on a clearing account is a leg of a crossing', format('transfer %s', t.id)
      FROM ledger_account a
      JOIN ledger_transfer t ON t.shard = a.shard AND (t.debit_id = a.id OR t.credit_id = a.id)
     WHERE a.purpose = 'clearing' AND NOT EXISTS (SELECT FROM ledger_crossing x WHERE x.shard = t.shard AND x.transfer_id = t.id)
     LIMIT :limit""",
)

# An event that was given up is a fault of its own, which the doctor tells.
LOST = rows(
    Finding,
    f"""{_LEGS}
    SELECT 'money under way is carried by an event' AS invariant, format('transfer %s', transfer_id) AS detail
      FROM answered
     WHERE arrived_id IS NULL AND returned_id IS NULL
       AND transfer_id NOT IN (SELECT (body ->> 'transfer_id')::uuid FROM outbox WHERE kind = 'money_sent')
       AND transfer_id NOT IN (SELECT (body ->> 'transfer_id')::uuid FROM outbox_dead WHERE kind = 'money_sent')
     LIMIT :limit""",
)

UNCLAIMED = rows(
    Finding,
    """
    SELECT 'nothing waits for an operator to find its owner' AS invariant,
           format('%s %s in account %s of shard %s', credits_posted - debits_posted, currency, id, shard) AS detail
      FROM ledger_account
     WHERE purpose = 'unclaimed' AND credits_posted > debits_posted
     LIMIT :limit""",
)

_LOOKS = (MISCOUNTED, OUT_OF_BOUNDS, CLOSED_WITH_MONEY, FOREIGN, ILL_RESOLVED, CLEARING_APART, ILL_CROSSED, LOST, UNCLAIMED)


async def findings(tx: ReadTx, *, limit: int) -> list[Finding]:
    """Everything that is broken, at most `limit` of a kind."""
    found = await UNBALANCED(tx)
    for look in _LOOKS:
        found += await look(tx, limit=limit)
    return found
