-- The platform's own keys, sealed under the installation's secret: a root, and the key that signs what the gateway says.
CREATE TABLE open_platform_key (
    purpose text PRIMARY KEY CHECK (purpose IN ('root', 'platform')),
    sealed bytea NOT NULL,
    pem text NOT NULL,
    sn text NOT NULL,
    created_at timestamptz NOT NULL
);

-- Programs of developers that call the Open API. A closed one stays, so that its number is never another's.
CREATE TABLE open_app (
    app_id text PRIMARY KEY,
    owner_id uuid NOT NULL,
    name text NOT NULL,
    sign_type text NOT NULL CHECK (sign_type IN ('RSA2', 'RSA')),
    mode text NOT NULL CHECK (mode IN ('key', 'certificate')),
    public_key bytea,
    cert_sn text NOT NULL,
    aes_key bytea,
    notify_url text NOT NULL,
    outflow_needs_certificate boolean NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    version integer NOT NULL
);

CREATE INDEX open_app_owner ON open_app (owner_id);

-- Certificates that the platform gave to apps.
CREATE TABLE open_certificate (
    sn text PRIMARY KEY,
    app_id text NOT NULL,
    pem text NOT NULL,
    created_at timestamptz NOT NULL
);
