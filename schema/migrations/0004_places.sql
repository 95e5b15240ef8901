-- ── places: reference tables, a copy on every node ──────────────────────────────────────────────────────────────

CREATE TABLE city (
    code text PRIMARY KEY,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    country text NOT NULL,
    currency text NOT NULL,
    timezone text NOT NULL,
    languages text[] NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    west double precision NOT NULL,
    south double precision NOT NULL,
    east double precision NOT NULL,
    north double precision NOT NULL,
    -- The legal floor of pay, per hour; a fee below it for the time that a need takes cannot be saved.
    floor_hourly_minor bigint NOT NULL DEFAULT 0 CHECK (floor_hourly_minor >= 0),
    is_open boolean NOT NULL DEFAULT false
);

CREATE TABLE community (
    id uuid PRIMARY KEY,
    city text NOT NULL REFERENCES city (code),
    name_zh text NOT NULL,
    name_en text NOT NULL,
    -- A GeoJSON Polygon or MultiPolygon in WGS-84.
    area jsonb NOT NULL,
    west double precision NOT NULL,
    south double precision NOT NULL,
    east double precision NOT NULL,
    north double precision NOT NULL,
    -- How one becomes a member: {"kind": "open" | "gps" | "email" | "invite", ...}.
    membership_rule jsonb NOT NULL,
    commission_bps integer NOT NULL DEFAULT 0 CHECK (commission_bps BETWEEN 0 AND 3000),
    is_open boolean NOT NULL DEFAULT true
);

CREATE INDEX community_box ON community (city, south, north, west, east);

CREATE TABLE community_invite (
    community_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    uses_left integer NOT NULL CHECK (uses_left >= 0),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (community_id, code_hash)
);

-- ── places, of a person: distributed by person_id ───────────────────────────────────────────────────────────────

CREATE TABLE membership (
    person_id uuid NOT NULL,
    community_id uuid NOT NULL,
    via text NOT NULL,
    since timestamptz NOT NULL,
    -- GPS memberships are checked again every 30 days.
    expires_at timestamptz,
    PRIMARY KEY (person_id, community_id)
);

-- ── places: distributed by region ───────────────────────────────────────────────────────────────────────────────

-- Who was in which cell lately, so that a cell is shown only where enough people are in it.
CREATE TABLE crowd (
    region bigint NOT NULL,
    cell bigint NOT NULL,
    person_id uuid NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (region, cell, person_id)
);

-- From which cells a viewer looked at the map in the last hour; losing it in a crash only forgives. Distributed by viewer.
CREATE UNLOGGED TABLE viewpoint (
    viewer text NOT NULL,
    cell bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (viewer, cell)
);

CREATE INDEX viewpoint_at ON viewpoint (at);
