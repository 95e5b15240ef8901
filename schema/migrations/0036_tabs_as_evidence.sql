-- What was used first and paid after, or never, is a receipt of standing.
ALTER TABLE standing_fact DROP CONSTRAINT standing_fact_receipt_kind_check;
ALTER TABLE standing_fact ADD CONSTRAINT standing_fact_receipt_kind_check CHECK (receipt_kind IN (
    'deal', 'dispute', 'review', 'handle', 'membership', 'credential', 'mark', 'trade', 'tab'
)) NOT VALID;
