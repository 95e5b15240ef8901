-- ── kernel ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- Events on their way to their hearers; a row is gone once it is heard.
CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    body jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT now()
);

-- Events that no hearer could hear, for the operator.
CREATE TABLE outbox_dead (
    seq bigint PRIMARY KEY,
    kind text NOT NULL,
    body jsonb NOT NULL,
    error text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- First answers of requests that came with an Idempotency-Key.
CREATE TABLE idempotency (
    person_id uuid NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    answer bytea,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (person_id, key)
);

CREATE INDEX idempotency_at ON idempotency (at);

-- Counters of tries; losing them in a crash only forgives.
CREATE UNLOGGED TABLE rate (
    key text PRIMARY KEY,
    window_ends_at timestamptz NOT NULL,
    used integer NOT NULL
);

-- Pictures as they were re-encoded here: no metadata, bounded size.
CREATE TABLE picture (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    media_type text NOT NULL,
    width_px integer NOT NULL,
    height_px integer NOT NULL,
    bytes bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX picture_person ON picture (person_id);
