-- outside a transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS complaint_buyer ON complaint (buyer_id);
