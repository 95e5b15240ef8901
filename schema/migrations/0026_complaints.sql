-- Looks at every code, and holds up nobody meanwhile.
ALTER TABLE shown_code VALIDATE CONSTRAINT shown_code_kind_check;

-- A buyer's complaint about a trade, and how far it has come.
CREATE TABLE complaint (
    seller_id uuid NOT NULL,
    complaint_no text NOT NULL CHECK (complaint_no ~ '^[0-9]{28}$'),
    trade_no text NOT NULL,
    app_id text NOT NULL,
    buyer_id uuid NOT NULL CHECK (buyer_id <> seller_id),
    reason text NOT NULL,
    text text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('seller', 'buyer', 'operator', 'settled', 'decided', 'withdrawn')),
    -- Until when whoever's turn it is may wait.
    due_at timestamptz,
    refund_minor bigint CHECK (refund_minor >= 0),
    opened_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    ended_at timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (seller_id, complaint_no),
    UNIQUE (seller_id, trade_no)
);

CREATE INDEX complaint_seller ON complaint (seller_id, changed_at);
CREATE INDEX complaint_operator ON complaint (opened_at, complaint_no) WHERE stage = 'operator';
CREATE INDEX complaint_due ON complaint (due_at) WHERE due_at IS NOT NULL;

-- What was said in a complaint, and by which side.
CREATE TABLE complaint_word (
    seller_id uuid NOT NULL,
    complaint_no text NOT NULL,
    id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('buyer', 'seller', 'operator')),
    kind text NOT NULL CHECK (kind IN ('reply', 'answer', 'supplement', 'decision')),
    text text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (seller_id, complaint_no, id)
);
