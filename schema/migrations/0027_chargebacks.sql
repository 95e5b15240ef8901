-- A payer's bank takes a charge back, or gives that up again: transits that nobody here asked for.
ALTER TABLE transit DROP CONSTRAINT transit_kind_check;
ALTER TABLE transit ADD CONSTRAINT transit_kind_check
CHECK (kind IN ('charge', 'payout', 'refund', 'reversal', 'chargeback', 'chargeback_return')) NOT VALID;
