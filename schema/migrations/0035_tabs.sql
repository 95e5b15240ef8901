-- What somebody uses first and pays after, since their standing reaches what they and the seller agreed to.
CREATE TABLE tab (
    seller_id uuid NOT NULL,
    tab_no text NOT NULL CHECK (tab_no ~ '^ZMCB[0-9]{28}$'),
    app_id text NOT NULL,
    -- The app's own number.
    out_order_no text NOT NULL,
    agreement_no text NOT NULL,
    payer_id uuid NOT NULL CHECK (payer_id <> seller_id),
    subject text NOT NULL,
    limit_minor bigint NOT NULL CHECK (limit_minor > 0),
    digest bytea NOT NULL,
    category text NOT NULL,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    stage text NOT NULL CHECK (stage IN ('open', 'due', 'paid', 'unpaid', 'closed')),
    -- The payment that was asked for; empty before.
    trade_no text NOT NULL,
    due_at timestamptz,
    next_try_at timestamptz,
    ended_at timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (seller_id, tab_no),
    UNIQUE (seller_id, app_id, out_order_no),
    CHECK ((next_try_at IS NOT NULL) = (stage = 'due'))
);

CREATE INDEX tab_payer ON tab (payer_id, opened_at);
CREATE INDEX tab_due ON tab (seller_id, trade_no) WHERE stage = 'due';
CREATE INDEX tab_try ON tab (next_try_at) WHERE stage = 'due';
