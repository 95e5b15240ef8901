-- Below which address people come back to an app who allowed it something.
ALTER TABLE open_app ADD COLUMN callback_url text NOT NULL DEFAULT '';

-- What somebody allows an app: to know who they are, or to call in their name.
CREATE TABLE open_grant (
    person_id uuid NOT NULL,
    app_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('user', 'merchant')),
    scopes text[] NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, app_id, kind)
);

-- Codes and tokens by which apps use it, as SHA-256 of what the app has.
CREATE TABLE open_code (
    hash bytea PRIMARY KEY,
    app_id text NOT NULL,
    kind text NOT NULL,
    person_id uuid NOT NULL,
    scopes text[] NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX open_code_expiry ON open_code (expires_at);

CREATE TABLE open_token (
    id uuid PRIMARY KEY,
    hash bytea NOT NULL UNIQUE,
    refresh_hash bytea NOT NULL UNIQUE,
    app_id text NOT NULL,
    kind text NOT NULL,
    person_id uuid NOT NULL,
    scopes text[] NOT NULL,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    refresh_expires_at timestamptz NOT NULL
);

CREATE INDEX open_token_person ON open_token (person_id, app_id);
CREATE INDEX open_token_expiry ON open_token (refresh_expires_at);

-- What app servers are told by themselves until they say that they took it, and every sending.
CREATE TABLE open_notification (
    app_id text NOT NULL,
    id uuid NOT NULL,
    url text NOT NULL,
    subject text NOT NULL,
    fields jsonb NOT NULL,
    manner text NOT NULL CHECK (manner IN ('trade', 'message')),
    sign_type text NOT NULL,
    charset text NOT NULL,
    created_at timestamptz NOT NULL,
    sent_count integer NOT NULL DEFAULT 0,
    next_at timestamptz,
    taken_at timestamptz,
    PRIMARY KEY (app_id, id)
);

CREATE INDEX open_notification_log ON open_notification (app_id, created_at, id);
CREATE INDEX open_notification_age ON open_notification (created_at);

CREATE TABLE open_notification_try (
    app_id text NOT NULL,
    notification_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('success', 'refused', 'unreachable', 'private')),
    status integer,
    said text NOT NULL,
    by_hand boolean NOT NULL,
    PRIMARY KEY (app_id, notification_id, id)
);

CREATE INDEX open_notification_try_age ON open_notification_try (at);
