-- outside a transaction
-- All things in a cell are equally far: what orders them within it stands beside them.
CREATE INDEX CONCURRENTLY IF NOT EXISTS offer_shelf ON offer (
    category, cell, id
) INCLUDE (region, helper_id, merit, price_kind, price_minor) WHERE stage = 'open';
