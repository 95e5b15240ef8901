-- While somebody is scored, the handles by which they would be known again, under a key that the database does not have.
CREATE TABLE standing_handle (
    person_id uuid NOT NULL,
    mark uuid NOT NULL,
    -- What their departure is called, under the same key.
    departure uuid NOT NULL,
    -- Of who took their yes back and left something behind; empty while they are scored.
    kept_until timestamptz,
    PRIMARY KEY (person_id, mark)
);

CREATE INDEX standing_handle_mark ON standing_handle (mark);
CREATE INDEX standing_handle_until ON standing_handle (kept_until) WHERE kept_until IS NOT NULL;

-- What is left of who went with broken promises: how many, as they weighed that day, and nothing of whom or what.
CREATE TABLE standing_mark (
    mark uuid NOT NULL,
    departure uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('asker', 'helper', 'merchant')),
    weight double precision NOT NULL CHECK (weight > 0),
    at timestamptz NOT NULL,
    kept_until timestamptz NOT NULL,
    PRIMARY KEY (mark, departure)
);

CREATE INDEX standing_mark_until ON standing_mark (kept_until);

-- Of how many people somebody said something, of how many against them with something to gain by it, and since when a human
-- let them begin anew.
ALTER TABLE standing_witness ADD COLUMN spoken integer NOT NULL DEFAULT 0;
ALTER TABLE standing_witness ADD COLUMN pressed integer NOT NULL DEFAULT 0;
ALTER TABLE standing_witness ADD COLUMN cleared_at timestamptz;

ALTER TABLE standing_fact DROP CONSTRAINT standing_fact_kind_check;
ALTER TABLE standing_fact ADD CONSTRAINT standing_fact_kind_check CHECK (kind IN (
    'kept', 'kept_late', 'called_off', 'not_there', 'left_undone', 'dispute', 'review',
    'verified_phone', 'verified_email', 'verified_place', 'elsewhere', 'returned'
)) NOT VALID;
ALTER TABLE standing_fact DROP CONSTRAINT standing_fact_receipt_kind_check;
ALTER TABLE standing_fact ADD CONSTRAINT standing_fact_receipt_kind_check
CHECK (receipt_kind IN ('deal', 'dispute', 'review', 'handle', 'membership', 'credential', 'mark')) NOT VALID;
