-- Browsers that are told by web push. The secrets are the browser's own: whoever has them can tell it something, and no more.
-- Distributed by person_id.
CREATE TABLE push_subscription (
    person_id uuid NOT NULL,
    id uuid NOT NULL,
    -- It ends with the session by which it was asked for.
    session_id uuid NOT NULL,
    endpoint text NOT NULL,
    p256dh text NOT NULL,
    auth text NOT NULL,
    topics text[] NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, id),
    UNIQUE (person_id, endpoint)
);
