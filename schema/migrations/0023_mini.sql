-- Files of mini-programs by what is in them: one that many packages hold is kept once.
CREATE TABLE mini_file (
    digest text PRIMARY KEY,
    bytes bytea NOT NULL,
    put_at timestamptz NOT NULL
);

-- Compiled programs as their developers uploaded them: the SHA-256 of every file by path, signed by this installation.
CREATE TABLE mini_package (
    app_id text NOT NULL,
    digest text NOT NULL,
    owner_id uuid NOT NULL,
    manifest jsonb NOT NULL,
    files jsonb NOT NULL,
    size_bytes integer NOT NULL,
    signature bytea NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (app_id, digest)
);

CREATE INDEX mini_package_owner ON mini_package (owner_id);

-- What opens when somebody opens an app, and which hosts it may call and take pictures from.
CREATE TABLE mini_program (
    app_id text PRIMARY KEY,
    owner_id uuid NOT NULL,
    digest text NOT NULL,
    domains text[] NOT NULL,
    image_domains text[] NOT NULL,
    changed_at timestamptz NOT NULL,
    version integer NOT NULL
);

CREATE INDEX mini_program_owner ON mini_program (owner_id);

-- Who has which program open, by the SHA-256 of the token that the page around it has.
CREATE TABLE mini_opening (
    hash bytea PRIMARY KEY,
    app_id text NOT NULL,
    holder_id uuid NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX mini_opening_expiry ON mini_opening (expires_at);
CREATE INDEX mini_opening_holder ON mini_opening (holder_id);

-- Cookies of the hosts that a program calls, a jar for each person and program.
CREATE TABLE mini_jar (
    holder_id uuid NOT NULL,
    app_id text NOT NULL,
    cookies jsonb NOT NULL,
    used_at timestamptz NOT NULL,
    PRIMARY KEY (holder_id, app_id)
);

CREATE INDEX mini_jar_use ON mini_jar (used_at);

-- What programs tried and were not let do, for their developers.
CREATE TABLE mini_note (
    app_id text NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (app_id, id)
);

CREATE INDEX mini_note_log ON mini_note (app_id, at, id);
CREATE INDEX mini_note_age ON mini_note (at);
