-- What who asks puts down beside the price, waived from a standing on; held apart from the price, and shared out by a dispute alone.
ALTER TABLE standing_gate ADD COLUMN deposit_minor bigint NOT NULL DEFAULT 0 CHECK (deposit_minor >= 0);
ALTER TABLE standing_gate ADD COLUMN deposit_waived_from integer NOT NULL DEFAULT 0
CHECK (deposit_waived_from = 0 OR deposit_waived_from BETWEEN 350 AND 950);

ALTER TABLE deal ADD COLUMN deposit_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN deposit_id uuid;
ALTER TABLE deal ADD COLUMN deposit_taken_minor bigint NOT NULL DEFAULT 0;

ALTER TABLE dispute ADD COLUMN deposit_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE dispute ADD COLUMN from_deposit_minor bigint NOT NULL DEFAULT 0;
