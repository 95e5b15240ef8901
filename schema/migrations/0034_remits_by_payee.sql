-- outside a transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS remit_payee ON remit (seller_id, payee_id);
