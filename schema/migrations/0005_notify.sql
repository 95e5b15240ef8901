-- ── notify ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- The inbox: facts, rendered in the reader's language when they are read. Distributed by person_id.
CREATE TABLE notice (
    person_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    facts jsonb NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    -- Of unread notices with the same fold only the latest stays: ten messages in a thread are one notice.
    fold text,
    at timestamptz NOT NULL,
    read_at timestamptz,
    PRIMARY KEY (person_id, id)
);

CREATE INDEX notice_unread ON notice (person_id, id) WHERE read_at IS NULL;
CREATE INDEX notice_fold ON notice (person_id, fold) WHERE read_at IS NULL AND fold IS NOT NULL;

-- What goes over the event streams, kept for a day so that a stream can resume. Only the relay writes here, one
-- transaction after another, so seq is in the order of commits. Distributed by topic: "person:<id>" or "cell:<H3
-- resolution 6>".
CREATE TABLE live_event (
    topic text NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    body jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (topic, seq)
);

CREATE INDEX live_event_seq ON live_event (seq);

-- The last seq that was forgotten: a stream that stopped before it has missed something. One row; a reference table.
CREATE TABLE live_horizon (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    forgotten_seq bigint NOT NULL
);

INSERT INTO live_horizon (forgotten_seq) VALUES (0);
