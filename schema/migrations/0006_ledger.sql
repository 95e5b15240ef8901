-- ── pay/ledger: distributed by shard ────────────────────────────────────────────────────────────────────────────
-- (tables and posting functions; see pay.md §5.2)
SELECT 1;
