-- What the page of an agreement stands behind, beside orders, reservations and shops.
ALTER TABLE shown_code DROP CONSTRAINT shown_code_kind_check;
ALTER TABLE shown_code ADD CONSTRAINT shown_code_kind_check CHECK (kind IN ('order', 'reservation', 'shop', 'agreement')) NOT VALID;

-- That a payer lets a seller charge them without asking: how much, how often, and what was charged by now.
CREATE TABLE agreement (
    seller_id uuid NOT NULL,
    agreement_no text NOT NULL CHECK (agreement_no ~ '^[0-9]{28}$'),
    app_id text NOT NULL,
    -- The app's own number; of an app that gave none, ours.
    external_no text NOT NULL,
    code text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('offered', 'normal', 'ended')),
    payer_id uuid CHECK (payer_id <> seller_id),
    -- What the payer said yes to: product, scene, limits, how long; and where the app is told.
    terms jsonb NOT NULL,
    digest bytea NOT NULL,
    -- Of an agreement by period, the first day on which it may be charged next.
    next_on date,
    paid_minor bigint NOT NULL CHECK (paid_minor >= 0),
    paid_count integer NOT NULL CHECK (paid_count >= 0),
    -- The calendar month in Shanghai that `month_minor` was charged in, as 202611.
    month integer NOT NULL,
    month_minor bigint NOT NULL CHECK (month_minor >= 0),
    paid_at timestamptz,
    created_at timestamptz NOT NULL,
    offer_ends_at timestamptz NOT NULL,
    signed_at timestamptz,
    valid_until timestamptz,
    ended_at timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (seller_id, agreement_no),
    UNIQUE (seller_id, app_id, external_no),
    CHECK ((payer_id IS NULL) = (signed_at IS NULL))
);

CREATE INDEX agreement_payer ON agreement (payer_id, signed_at) WHERE payer_id IS NOT NULL;
