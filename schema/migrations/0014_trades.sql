-- ── pay/merchants ───────────────────────────────────────────────────────────────────────────────────────────────

-- The 16 digits by which the Open API knows somebody, as the one who pays and as the one who sells. The coordinator's.
CREATE TABLE pay_number (
    number text PRIMARY KEY CHECK (number ~ '^2088[0-9]{12}$'),
    person_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('person', 'merchant')),
    UNIQUE (person_id, side)
);

-- Who sells, and under which name. Distributed by person_id.
CREATE TABLE merchant (
    person_id uuid PRIMARY KEY,
    number text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
);

-- ── pay/guard: distributed by person_id ─────────────────────────────────────────────────────────────────────────

-- The six digits that confirm a payment; hashed with a pepper that is not in the database.
CREATE TABLE pay_password (
    person_id uuid PRIMARY KEY,
    hash text NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    set_at timestamptz NOT NULL
);

-- How much somebody paid lately, for the limits.
CREATE TABLE spending (
    person_id uuid PRIMARY KEY,
    tier smallint NOT NULL DEFAULT 1 CHECK (tier BETWEEN 1 AND 3),
    ever_minor bigint NOT NULL DEFAULT 0,
    year integer NOT NULL DEFAULT 0,
    year_minor bigint NOT NULL DEFAULT 0,
    hour timestamptz NOT NULL DEFAULT '-infinity',
    hour_count integer NOT NULL DEFAULT 0
);

-- ── pay/codes ───────────────────────────────────────────────────────────────────────────────────────────────────

-- Payment codes that were used, and for which order, for as long as they could be shown again. Distributed by code.
CREATE TABLE spent_code (
    code text PRIMARY KEY,
    used_for uuid NOT NULL,
    at timestamptz NOT NULL
);

CREATE INDEX spent_code_at ON spent_code (at);

-- What a printed or displayed code stands for: an order, or a shop where the payer types the amount. Distributed by code.
CREATE TABLE shown_code (
    code text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('order', 'reservation', 'shop')),
    seller_id uuid NOT NULL,
    app_id text NOT NULL,
    -- The order's number at its app; of a shop's code empty.
    out_no text NOT NULL,
    label text NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz
);

CREATE INDEX shown_code_shop ON shown_code (seller_id, created_at) WHERE kind = 'shop';

-- ── pay/trades: distributed by seller_id, beside people; receipt by person_id ───────────────────────────────────

-- What an app wants to be paid and nobody has begun to pay; terms are as the trade will have them.
CREATE TABLE trade_intent (
    seller_id uuid NOT NULL,
    app_id text NOT NULL,
    out_trade_no text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('precreate', 'page', 'wap', 'app')),
    code text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    digest bytea NOT NULL,
    terms jsonb NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (seller_id, app_id, out_trade_no)
);

-- A trade: an order that somebody pays, and where its money is.
CREATE TABLE trade (
    seller_id uuid NOT NULL,
    trade_no text NOT NULL CHECK (trade_no ~ '^[0-9]{28}$'),
    app_id text NOT NULL,
    out_trade_no text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    digest bytea NOT NULL,
    terms jsonb NOT NULL,
    stage text NOT NULL CHECK (stage IN ('waiting', 'paid', 'finished', 'closed')),
    buyer_id uuid CHECK (buyer_id <> seller_id),
    -- What an escrowed trade still holds, and what becomes of it: held until it is confirmed, then frozen for shares, or released.
    held_minor bigint NOT NULL DEFAULT 0 CHECK (held_minor >= 0),
    holding text NOT NULL DEFAULT 'none' CHECK (holding IN ('none', 'held', 'frozen', 'released')),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    shared_minor bigint NOT NULL DEFAULT 0 CHECK (shared_minor >= 0),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    paid_at timestamptz,
    ended_at timestamptz,
    -- When the money is released by itself.
    settles_at timestamptz,
    -- When it is past refunding.
    finishes_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (seller_id, trade_no),
    UNIQUE (seller_id, app_id, out_trade_no),
    CHECK (refunded_minor + held_minor <= amount_minor),
    CHECK ((paid_at IS NULL) = (stage = 'waiting' OR (stage = 'closed' AND refunded_minor = 0))),
    CHECK (stage <> 'closed' OR refunded_minor IN (0, amount_minor)),
    CHECK (holding IN ('held', 'frozen') OR held_minor = 0)
);

CREATE INDEX trade_expiry ON trade (expires_at) WHERE stage = 'waiting';
CREATE INDEX trade_settling ON trade (settles_at) WHERE holding IN ('held', 'frozen');
CREATE INDEX trade_finishing ON trade (finishes_at) WHERE stage = 'paid';
CREATE INDEX trade_paid ON trade (seller_id, paid_at) WHERE paid_at IS NOT NULL;

CREATE TABLE trade_refund (
    seller_id uuid NOT NULL,
    trade_no text NOT NULL,
    out_request_no text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    -- With this one, so much was refunded of the trade.
    total_minor bigint NOT NULL CHECK (total_minor >= amount_minor),
    reason text NOT NULL,
    terms jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (seller_id, trade_no, out_request_no)
);

CREATE INDEX trade_refund_at ON trade_refund (seller_id, at);

-- What an escrowed trade's seller asked of its money: to release it, or to give shares of it to others.
CREATE TABLE trade_settlement (
    seller_id uuid NOT NULL,
    trade_no text NOT NULL,
    out_request_no text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('release', 'share')),
    settle_no text NOT NULL,
    digest bytea NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    shares jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (seller_id, trade_no, out_request_no)
);

-- What a person paid to merchants, told from the trades by a hearer.
CREATE TABLE receipt (
    person_id uuid NOT NULL,
    trade_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    trade_no text NOT NULL,
    merchant_name text NOT NULL,
    subject text NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    refunded_minor bigint NOT NULL DEFAULT 0,
    awaits boolean NOT NULL DEFAULT false,
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, trade_id)
);

CREATE INDEX receipt_seller ON receipt (person_id, seller_id);

-- ── pay/reservations: distributed by seller_id, beside people ────────────────────────────────────────────────────────

-- Money that a payer lets an app reserve for later: how much in all, and what became of it.
CREATE TABLE reservation (
    seller_id uuid NOT NULL,
    auth_no text NOT NULL CHECK (auth_no ~ '^[0-9]{28}$'),
    app_id text NOT NULL,
    out_order_no text NOT NULL,
    out_request_no text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('init', 'authorized', 'finished', 'closed')),
    code text NOT NULL,
    payer_id uuid CHECK (payer_id <> seller_id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    rest_minor bigint NOT NULL CHECK (rest_minor >= 0),
    paid_minor bigint NOT NULL CHECK (paid_minor >= 0),
    currency text NOT NULL,
    digest bytea NOT NULL,
    terms jsonb NOT NULL,
    -- How often the reservation was replaced by a smaller one: the ledger's ids count on.
    leg integer NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (seller_id, auth_no),
    UNIQUE (seller_id, app_id, out_order_no),
    CHECK (rest_minor + paid_minor <= amount_minor)
);

CREATE INDEX reservation_expiry ON reservation (expires_at) WHERE stage = 'init';

CREATE TABLE reservation_step (
    seller_id uuid NOT NULL,
    auth_no text NOT NULL,
    out_request_no text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('reserve', 'give_back', 'pay')),
    operation_id text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    remark text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (seller_id, auth_no, kind, out_request_no)
);

-- ── pay/remits: distributed by seller_id, beside people ─────────────────────────────────────────────────────────

-- Money that a merchant sent to somebody.
CREATE TABLE remit (
    seller_id uuid NOT NULL,
    app_id text NOT NULL,
    out_biz_no text NOT NULL,
    order_id text NOT NULL,
    fund_order_id text NOT NULL,
    payee_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    digest bytea NOT NULL,
    terms jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (seller_id, app_id, out_biz_no)
);

CREATE INDEX remit_order ON remit (seller_id, order_id);
