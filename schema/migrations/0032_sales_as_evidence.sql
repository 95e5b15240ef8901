-- What remains of somebody's credence as one of a shop's buyers.
ALTER TABLE standing_witness ADD COLUMN custom double precision NOT NULL DEFAULT 1 CHECK (custom > 0 AND custom <= 1);

ALTER TABLE standing_fact DROP CONSTRAINT standing_fact_receipt_kind_check;
ALTER TABLE standing_fact ADD CONSTRAINT standing_fact_receipt_kind_check CHECK (receipt_kind IN (
    'deal', 'dispute', 'review', 'handle', 'membership', 'credential', 'mark', 'trade'
)) NOT VALID;
