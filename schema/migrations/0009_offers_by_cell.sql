-- What the helper's record is worth in the list "best", as in helper_record; at first that of who did nothing yet.
ALTER TABLE offer ADD COLUMN merit double precision NOT NULL DEFAULT 0.59125;

UPDATE offer AS o
SET merit = r.merit
FROM helper_record AS r
WHERE r.region = o.region AND r.helper_id = o.helper_id;

-- All things in a cell are equally far: what orders them within it stands beside them.
CREATE INDEX offer_shelf ON offer (category, cell, id) INCLUDE (region, helper_id, merit, price_kind, price_minor) WHERE stage = 'open';

-- What was written lately that servers keep copies of, with the transaction that wrote it: who remembers which transactions
-- it has seen finds every later one here, in whatever order they commit. The coordinator's.
CREATE TABLE change (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX change_xid ON change (xid);
