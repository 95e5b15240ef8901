-- When a payment password was set by somebody who did not know the one before.
ALTER TABLE pay_password ADD COLUMN reset_at timestamptz;

-- A person's code to be paid by; a newer one takes its place.
CREATE TABLE receive_code (
    code text PRIMARY KEY,
    person_id uuid NOT NULL UNIQUE
);
