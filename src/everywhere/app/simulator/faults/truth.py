"""What must be true in the database after everything that happened: nothing lost, nothing done twice."""

import asyncpg

from everywhere.app.simulator.report import Check

# Each counts what is wrong.
UNHEARD = """
    WITH emitted AS (SELECT kind, body, count(*) AS times FROM chaos.emitted GROUP BY kind, body),
         heard AS (SELECT kind, body, count(*) AS times FROM chaos.heard GROUP BY kind, body)
    SELECT count(*) FROM emitted FULL JOIN heard USING (kind, body) WHERE emitted.times IS DISTINCT FROM heard.times"""

LOST_JOBS = """
    SELECT count(*) FROM chaos.queued q
     WHERE NOT EXISTS (SELECT FROM pgqueuer p WHERE p.id = q.id)
       AND NOT EXISTS (SELECT FROM pgqueuer_log l WHERE l.job_id = q.id AND l.status = 'successful')"""

FAILED_JOBS = "SELECT count(*) FROM pgqueuer WHERE status = 'failed'"

# Every step of a deal is told to both, once.
MISTOLD_DEALS = """
    WITH wanted AS (
        SELECT d.id, person_id, 'deal_' || e.kind AS kind, count(*) AS times
          FROM deal_event e JOIN deal d ON d.region = e.region AND d.id = e.deal_id
         CROSS JOIN LATERAL unnest(ARRAY[d.asker_id, d.helper_id]) AS person_id
         GROUP BY d.id, person_id, e.kind
    ), told AS (
        SELECT subject_id AS id, person_id, kind, count(*) AS times
          FROM notice WHERE subject_kind = 'deal' AND kind LIKE 'deal\\_%' GROUP BY subject_id, person_id, kind
    )
    SELECT count(*) FROM wanted FULL JOIN told USING (id, person_id, kind) WHERE wanted.times IS DISTINCT FROM told.times"""

MISASKED_REVIEWS = """
    SELECT count(*)
      FROM deal d CROSS JOIN LATERAL unnest(ARRAY[d.asker_id, d.helper_id]) AS side(person_id)
     WHERE d.stage IN ('completed', 'resolved')
       AND 1 <> (SELECT count(*) FROM notice n WHERE n.person_id = side.person_id AND n.kind = 'review_due' AND n.subject_id = d.id)"""

NOT_ON_STREAM = """
    SELECT count(*) FROM notice n
     WHERE 1 <> (SELECT count(*) FROM live_event l WHERE l.topic = 'person:' || n.person_id AND l.body ->> 'id' = n.id::text)"""

# Paid, given back, closed unpaid, past refunding: each is told once.
MISTOLD_TRADES = """
    WITH happened AS (
        SELECT t.app_id, t.out_trade_no,
               (t.paid_at IS NOT NULL)::int + (t.stage = 'finished' OR t.stage = 'closed' AND t.paid_at IS NULL)::int
               + (SELECT count(*) FROM trade_refund r WHERE r.seller_id = t.seller_id AND r.trade_no = t.trade_no) AS steps
          FROM trade t WHERE t.terms ->> 'notify_url' <> ''
    )
    SELECT count(*) FROM happened h
     WHERE steps <> (SELECT count(*) FROM open_notification n WHERE n.app_id = h.app_id AND n.subject = h.out_trade_no)"""

ILL_RECEIVED_TRADES = """
    SELECT count(*)
      FROM (SELECT * FROM trade WHERE paid_at IS NOT NULL) t
      FULL JOIN (SELECT * FROM receipt WHERE NOT awaits) r
        ON r.seller_id = t.seller_id AND r.trade_no = t.trade_no AND r.person_id = t.buyer_id
     WHERE t.amount_minor IS DISTINCT FROM r.amount_minor OR t.refunded_minor IS DISTINCT FROM r.refunded_minor"""

ILL_REFUNDED_TRADES = """
    SELECT count(*) FROM trade t
     WHERE refunded_minor <> (SELECT coalesce(sum(amount_minor), 0) FROM trade_refund r
                               WHERE r.seller_id = t.seller_id AND r.trade_no = t.trade_no)"""

TRUTHS: tuple[tuple[str, str, str], ...] = (
    ("every event was heard exactly once", UNHEARD, "SELECT count(*) FROM chaos.emitted"),
    ("every job is done or waits", LOST_JOBS, "SELECT count(*) FROM chaos.queued"),
    ("no job failed to the end", FAILED_JOBS, "SELECT count(*) FROM chaos.queued"),
    ("every step of a deal was told to both once", MISTOLD_DEALS, "SELECT count(*) FROM deal_event"),
    ("both were asked once for a review", MISASKED_REVIEWS, "SELECT count(*) FROM deal WHERE stage IN ('completed', 'resolved')"),
    ("every notice went over its stream once", NOT_ON_STREAM, "SELECT count(*) FROM notice"),
    ("every step of a trade has one notification", MISTOLD_TRADES, "SELECT count(*) FROM open_notification"),
    ("every paid trade has the receipt that says the same", ILL_RECEIVED_TRADES, "SELECT count(*) FROM receipt"),
    ("what was given back of a trade is the sum of its refunds", ILL_REFUNDED_TRADES, "SELECT count(*) FROM trade_refund"),
)

# A long time later nothing may still wait for a moment that is over; $1 is the product's time.
LATE: tuple[tuple[str, str], ...] = (
    ("no need outlived its time", "SELECT count(*) FROM need WHERE stage = 'open' AND expires_at < $1"),
    ("no bid outlived its time", "SELECT count(*) FROM bid WHERE stage = 'open' AND expires_at < $1"),
    ("no trade outlived its time", "SELECT count(*) FROM trade WHERE stage = 'waiting' AND expires_at < $1"),
    ("no notification waits", "SELECT count(*) FROM open_notification WHERE taken_at IS NULL AND created_at < $1"),
    ("no deal waits past its deadline", "SELECT count(*) FROM deal WHERE deadline_at < $1"),
    (
        "every review was revealed in the end",
        """SELECT count(*) FROM review r JOIN deal d ON d.region = r.region AND d.id = r.deal_id
            WHERE r.revealed_at IS NULL AND d.ended_at < $1::timestamptz - interval '8 days'""",
    ),
)


async def checks(connection: "asyncpg.Connection[asyncpg.Record]", *, are_streams_kept: bool = True) -> list[Check]:
    """Once everything has come to rest; `are_streams_kept` says whether what went over streams is not yet forgotten."""
    found = []
    for name, wrong, of in TRUTHS:
        if wrong is NOT_ON_STREAM and not are_streams_kept:
            continue
        count = await connection.fetchval(wrong)
        found.append(Check(name, count == 0, f"{count} wrong, of {await connection.fetchval(of)}"))
    return found
