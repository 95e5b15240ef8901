-- ── people: distributed by person_id ────────────────────────────────────────────────────────────────────────────

CREATE TABLE person (
    person_id uuid PRIMARY KEY,
    name text NOT NULL,
    language text NOT NULL DEFAULT 'zh-CN' CHECK (language IN ('zh-CN', 'en')),
    bio text NOT NULL DEFAULT '',
    picture_id uuid,
    role text NOT NULL DEFAULT 'person' CHECK (role IN ('person', 'operator')),
    created_at timestamptz NOT NULL,
    erased_at timestamptz,
    version integer NOT NULL DEFAULT 1
);

-- A phone number or an e-mail address, and whose it is. Distributed by value.
CREATE TABLE handle (
    value text PRIMARY KEY CHECK (value ~ '^(phone|email):'),
    person_id uuid NOT NULL,
    verified_at timestamptz NOT NULL
);

CREATE INDEX handle_person ON handle (person_id);

-- The one-time code that a handle was last sent; only its hash is kept.
CREATE TABLE sign_in_code (
    handle text PRIMARY KEY,
    code_hash bytea NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL
);

CREATE TABLE session (
    person_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    -- What the person sees of it, and ends it by; the token itself is known to the client alone.
    id uuid NOT NULL,
    via text NOT NULL CHECK (via IN ('code', 'passkey')),
    device text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, token_hash)
);

CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE passkey (
    person_id uuid NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person_id, credential_id)
);

-- A challenge is answered once, within minutes.
CREATE TABLE passkey_challenge (
    id uuid PRIMARY KEY,
    person_id uuid,
    purpose text NOT NULL CHECK (purpose IN ('register', 'sign_in')),
    challenge bytea NOT NULL,
    expires_at timestamptz NOT NULL
);

-- What a person agreed to and took back, each as a row of its own, for ever.
CREATE TABLE consent (
    person_id uuid NOT NULL,
    id uuid NOT NULL,
    purpose text NOT NULL,
    given boolean NOT NULL,
    wording_version integer NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, id)
);

CREATE TABLE block (
    person_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, blocked_id),
    CHECK (person_id <> blocked_id)
);

CREATE INDEX block_blocked ON block (blocked_id);

CREATE TABLE report (
    person_id uuid NOT NULL,
    id uuid NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('person', 'need', 'offer', 'deal', 'message', 'review')),
    subject_id uuid NOT NULL,
    reason text NOT NULL,
    text text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, id)
);

-- The regions in which a person has ever asked, offered or dealt: where to look for what is theirs.
CREATE TABLE person_region (
    person_id uuid NOT NULL,
    region bigint NOT NULL,
    PRIMARY KEY (person_id, region)
);
