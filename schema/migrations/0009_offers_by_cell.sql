-- formerly f5095a0c08b0639a35fe74f0f7d3e66e155cacd77436eb54f918b026f7e5cae1
-- What the helper's record is worth in the list "best", as in helper_record; at first that of who did nothing yet.
ALTER TABLE offer ADD COLUMN merit double precision NOT NULL DEFAULT 0.59125;

-- What was written lately that servers keep copies of, with the transaction that wrote it: who remembers which transactions
-- it has seen finds every later one here, in whatever order they commit. The coordinator's.
CREATE TABLE change (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX change_xid ON change (xid);
