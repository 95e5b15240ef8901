-- How far in the log a person's last command went, so that what reads from a replica never misses it. Losing it in a
-- crash only sends readers to the primary for a moment. Distributed by person_id.
CREATE UNLOGGED TABLE last_write (
    person_id uuid PRIMARY KEY,
    lsn pg_lsn NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
