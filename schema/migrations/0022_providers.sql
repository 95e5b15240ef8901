-- ── pay/providers: distributed by person_id ─────────────────────────────────────────────────────────────────────

-- Money on its way in or out through a provider: written before the provider is asked, ended when it is known what became of it.
CREATE TABLE transit (
    person_id uuid NOT NULL,
    id uuid NOT NULL,
    provider text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('charge', 'payout', 'refund', 'reversal')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('intended', 'waiting', 'done', 'failed')),
    -- Of a refund the charge that it gives back, of a reversal the payout that it takes back.
    of_id uuid,
    -- What it is for, a deal for instance: the provider keeps what belongs together under it.
    group_id uuid,
    -- Of a payout: where the person is paid at the provider.
    account text NOT NULL,
    -- What the provider calls it, and what the provider's report calls it.
    ref text NOT NULL DEFAULT '',
    report_ref text NOT NULL DEFAULT '',
    next_url text NOT NULL DEFAULT '',
    fee_minor bigint,
    reason text NOT NULL DEFAULT '',
    looks integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- The day of the books to which it belongs.
    booked_on date,
    PRIMARY KEY (person_id, id),
    CHECK ((ended_at IS NULL) = (stage IN ('intended', 'waiting'))),
    CHECK ((booked_on IS NULL) = (stage <> 'done')),
    CHECK ((of_id IS NULL) = (kind IN ('charge', 'payout')))
);

CREATE INDEX transit_open ON transit (created_at) WHERE stage IN ('intended', 'waiting');
CREATE INDEX transit_of ON transit (person_id, of_id) WHERE of_id IS NOT NULL;
CREATE INDEX transit_booked ON transit (provider, booked_on) WHERE booked_on IS NOT NULL;

-- Where a person is paid at a provider.
CREATE TABLE provider_account (
    person_id uuid NOT NULL,
    provider text NOT NULL,
    account text NOT NULL DEFAULT '',
    is_ready boolean NOT NULL DEFAULT false,
    -- Whether what deals release goes out at once.
    sends_released boolean NOT NULL DEFAULT false,
    PRIMARY KEY (person_id, provider)
);

-- ── pay/providers/reconciling: the coordinator's ────────────────────────────────────────────────────────────────

-- A day of a provider's books: open, then closed for good under a digest of its lines and of the day closed before it.
CREATE TABLE provider_day (
    provider text NOT NULL,
    day date NOT NULL,
    imported_at timestamptz NOT NULL,
    closed_at timestamptz,
    closed_by uuid,
    digest bytea,
    PRIMARY KEY (provider, day),
    CHECK ((closed_at IS NULL) = (digest IS NULL))
);

-- What the provider's report says of a day, line by line. Sums are signed: positive came in.
CREATE TABLE provider_line (
    provider text NOT NULL,
    day date NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    amount_minor bigint NOT NULL,
    fee_minor bigint NOT NULL,
    currency text NOT NULL,
    PRIMARY KEY (provider, day, kind, ref)
);

-- Breaks that an operator has looked into, in their words.
CREATE TABLE provider_break_note (
    provider text NOT NULL,
    day date NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    note text NOT NULL,
    by_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (provider, day, kind, ref)
);
