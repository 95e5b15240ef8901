-- Who may be given shares of a seller's trades.
CREATE TABLE share_partner (
    seller_id uuid NOT NULL,
    payee_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('person', 'merchant')),
    memo text NOT NULL,
    bound_at timestamptz NOT NULL,
    PRIMARY KEY (seller_id, payee_id, side),
    CHECK (payee_id <> seller_id OR side = 'person')
);
