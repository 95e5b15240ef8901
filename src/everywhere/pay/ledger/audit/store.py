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


async def findings(tx: ReadTx, *, limit: int) -> list[Finding]:
    """Everything that is broken, at most `limit` of a kind."""
    found = await UNBALANCED(tx)
    for look in (MISCOUNTED, OUT_OF_BOUNDS, CLOSED_WITH_MONEY, FOREIGN, ILL_RESOLVED):
        found += await look(tx, limit=limit)
    return found
