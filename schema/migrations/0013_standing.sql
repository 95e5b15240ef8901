-- ── standing: distributed by person_id ──────────────────────────────────────────────────────────────────────────

-- Evidence of how somebody kept their word, each fact with its receipt; rows are added and never changed. Kept only of people
-- who agreed to be scored.
CREATE TABLE standing_fact (
    person_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN (
        'kept', 'kept_late', 'called_off', 'not_there', 'left_undone', 'dispute', 'review',
        'verified_phone', 'verified_email', 'verified_place', 'elsewhere'
    )),
    role text NOT NULL CHECK (role IN ('asker', 'helper', 'merchant')),
    category text NOT NULL,
    value double precision NOT NULL CHECK (value BETWEEN 0 AND 1),
    weight double precision NOT NULL CHECK (weight > 0),
    -- The other one of the deal.
    by_id uuid,
    receipt_kind text NOT NULL CHECK (receipt_kind IN ('deal', 'dispute', 'review', 'handle', 'membership', 'credential')),
    receipt_id uuid NOT NULL,
    at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, id)
);

-- Facts that were found wrong: they stay, and count no more. Kept when the facts themselves are dropped, so that what was
-- wrong once does not come back.
CREATE TABLE standing_correction (
    person_id uuid NOT NULL,
    fact_id uuid NOT NULL,
    reason text NOT NULL,
    by_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, fact_id)
);

-- Scores as they were made last, and by which version of the formula.
CREATE TABLE standing_score (
    person_id uuid PRIMARY KEY,
    score integer NOT NULL CHECK (score BETWEEN 350 AND 950),
    as_asker integer NOT NULL CHECK (as_asker BETWEEN 350 AND 950),
    as_helper integer NOT NULL CHECK (as_helper BETWEEN 350 AND 950),
    as_merchant integer NOT NULL CHECK (as_merchant BETWEEN 350 AND 950),
    facts integer NOT NULL,
    formula integer NOT NULL,
    scored_at timestamptz NOT NULL
);

-- What people say about others is weighed by this; counted again every night from all facts.
CREATE TABLE standing_witness (
    person_id uuid PRIMARY KEY,
    reviews_given integer NOT NULL,
    value_sum double precision NOT NULL,
    credence double precision NOT NULL CHECK (credence BETWEEN 0 AND 1),
    counted_at timestamptz NOT NULL
);

-- What a person lets others see.
CREATE TABLE standing_choice (
    person_id uuid PRIMARY KEY,
    shown text NOT NULL CHECK (shown IN ('score', 'band', 'nothing')),
    at timestamptz NOT NULL
);

-- A person contests a fact, or the whole; somebody human decides before the time is up.
CREATE TABLE standing_appeal (
    person_id uuid NOT NULL,
    id uuid NOT NULL,
    fact_id uuid,
    text text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('open', 'granted', 'refused', 'lapsed')),
    due_at timestamptz NOT NULL,
    decided_by uuid,
    note text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL,
    decided_at timestamptz,
    PRIMARY KEY (person_id, id)
);

-- One open appeal about a fact.
CREATE UNIQUE INDEX standing_appeal_once ON standing_appeal (person_id, fact_id) WHERE stage = 'open';
CREATE INDEX standing_appeal_open ON standing_appeal (due_at, id) WHERE stage = 'open';

-- ── standing: reference ─────────────────────────────────────────────────────────────────────────────────────────

-- From which standing on one may ask and offer: everywhere, in a community, for a category, or for both; the narrowest counts.
CREATE TABLE standing_gate (
    -- All zeros: everywhere. Empty: every category.
    community_id uuid NOT NULL,
    category text NOT NULL,
    to_ask integer NOT NULL CHECK (to_ask = 0 OR to_ask BETWEEN 350 AND 950),
    to_offer integer NOT NULL CHECK (to_offer = 0 OR to_offer BETWEEN 350 AND 950),
    -- The way past the gate for who has little evidence: jobs of at most this fee, held until the work is done; 0: none.
    newcomer_fee_minor bigint NOT NULL CHECK (newcomer_fee_minor >= 0),
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (community_id, category)
);

-- Other installations whose credentials are taken as evidence.
CREATE TABLE standing_issuer (
    did text PRIMARY KEY,
    name text NOT NULL,
    added_by uuid NOT NULL,
    added_at timestamptz NOT NULL
);
