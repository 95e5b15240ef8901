-- formerly 3237f3509a3390e77d9d44bb01d8e869fcc365a3d0a85b2da6ad7f12d515ddd4
-- Money between shards of the ledger. Distributed by shard.
ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_purpose_check;
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_purpose_check CHECK (
    purpose IN ('wallet', 'escrow', 'fees', 'cash', 'clearing', 'unclaimed')
) NOT VALID;

-- In how many shards the ledger is, which never changes once there is an account: where money is follows from it. Reference.
CREATE TABLE ledger_layout (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    shards smallint NOT NULL CHECK (shards BETWEEN 1 AND 1024)
);

-- A ledger that is in use is in one shard.
INSERT INTO ledger_layout (shards)
SELECT 1
WHERE EXISTS (SELECT FROM ledger_account);

-- Transfers over clearing accounts, with whom they are about at the other end. The first leg of money between two shards
-- is written with `out`; with `in` its second, or with `back` its opposite where the payee's account had ended.
CREATE TABLE ledger_crossing (
    shard smallint NOT NULL,
    transfer_id uuid NOT NULL,
    way text NOT NULL CHECK (way IN ('out', 'in', 'back')),
    -- Of the first leg: where the second arrives, and its id. Of the others: where the first is, and its id.
    far_shard smallint NOT NULL,
    far_transfer_id uuid NOT NULL,
    far_owner_id uuid NOT NULL,
    far_purpose text NOT NULL,
    PRIMARY KEY (shard, transfer_id)
);
