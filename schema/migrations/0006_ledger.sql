-- ── pay/ledger: distributed by shard ────────────────────────────────────────────────────────────────────────────

-- Where money is. The bounds are CHECKs, so no code path can overdraw. Nothing that a transfer changes is indexed and
-- half of each page is free, so every change of a balance is a heap-only update.
CREATE TABLE ledger_account (
    shard smallint NOT NULL,
    -- Derived from owner, purpose and currency: nobody needs to look an account up.
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('wallet', 'escrow', 'fees', 'cash')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    -- liability: owed to its owner, never below zero. asset: ours, never below zero. none: either way.
    bound text NOT NULL CHECK (bound IN ('liability', 'asset', 'none')),
    -- Whose money waits in an escrow account until its deal ends.
    held_for uuid,
    debits_pending bigint NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
    debits_posted bigint NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
    credits_pending bigint NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
    credits_posted bigint NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
    version bigint NOT NULL DEFAULT 0,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (shard, id),
    CONSTRAINT ledger_account_owed CHECK (bound <> 'liability' OR debits_pending + debits_posted <= credits_posted),
    CONSTRAINT ledger_account_owned CHECK (bound <> 'asset' OR credits_pending + credits_posted <= debits_posted),
    CONSTRAINT ledger_account_ends_at_zero CHECK (
        closed_at IS NULL OR (debits_posted = credits_posted AND debits_pending = 0 AND credits_pending = 0)
    )
) WITH (fillfactor = 50);

CREATE INDEX ledger_account_owner ON ledger_account (shard, owner_id);
CREATE INDEX ledger_account_held ON ledger_account (held_for) WHERE held_for IS NOT NULL AND closed_at IS NULL;

-- Every movement of money, for ever. An account is locked before its transfer gets its seq, so among the transfers of
-- one account seq is the order in which they happened.
CREATE TABLE ledger_transfer (
    shard smallint NOT NULL,
    id uuid NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    -- posted: moves at once. pending: reserves; then post moves it (or less) or void gives it back.
    kind text NOT NULL CHECK (kind IN ('posted', 'pending', 'post', 'void')),
    debit_id uuid NOT NULL,
    credit_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    pending_id uuid,
    -- From when on a pending can no longer be posted.
    expires_at timestamptz,
    purpose text NOT NULL,
    -- What it is about: a deal, for instance.
    ref uuid,
    -- Transfers of one chain were posted together or not at all.
    chain uuid,
    input_hash bytea NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (shard, id),
    CHECK (debit_id <> credit_id),
    CHECK ((kind IN ('post', 'void')) = (pending_id IS NOT NULL)),
    CHECK (expires_at IS NULL OR kind = 'pending')
);

-- A pending is resolved at most once, whatever the code believes.
CREATE UNIQUE INDEX ledger_transfer_resolves ON ledger_transfer (shard, pending_id) WHERE pending_id IS NOT NULL;
CREATE INDEX ledger_transfer_debit ON ledger_transfer (shard, debit_id, seq);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (shard, credit_id, seq);
CREATE INDEX ledger_transfer_expiry ON ledger_transfer (expires_at) WHERE expires_at IS NOT NULL;

CREATE FUNCTION ledger_transfer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger transfers are never changed: post the opposite instead' USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER ledger_transfer_stays BEFORE UPDATE OR DELETE ON ledger_transfer
FOR EACH ROW EXECUTE FUNCTION ledger_transfer_stays();

CREATE TRIGGER ledger_transfer_stays_whole BEFORE TRUNCATE ON ledger_transfer
FOR EACH STATEMENT EXECUTE FUNCTION ledger_transfer_stays();

-- Post transfers one after another, exactly as if each came alone, and say of each what became of it: the arrays are
-- the columns of the batch, `codes` has its order. Transfers of one unit (same number, side by side) stand or fall
-- together. debits and credits of a post or void are NULL: its pending knows them; a post without amount moves all.
--
-- Rows of the tables are found by id = ANY(...) only, and what is joined is then as small as the batch. Without nested
-- loops and sequential scans every plan is linear in the batch, whatever the statistics say when it is first made.
CREATE FUNCTION ledger_post_exact(
    in_shard smallint, in_now timestamptz, ids uuid[], units integer[], kinds text[], debits uuid[], credits uuid[],
    amounts bigint[], currencies text[], pendings uuid[], expiries timestamptz[], purposes text[], refs uuid[], chains uuid[],
    hashes bytea[]
) RETURNS text[] LANGUAGE plpgsql SET enable_nestloop = off SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    n CONSTANT integer := cardinality(ids);
    codes text[] := array_fill(NULL::text, ARRAY[n]);
    -- The accounts in question, and their columns as the batch moves them.
    account_ids uuid[]; account_currencies text[]; bounds text[]; opens boolean[];
    dr_pending bigint[]; dr_posted bigint[]; cr_pending bigint[]; cr_posted bigint[];
    -- Of each transfer: its accounts' places in account_ids, and what it adds to pending and to posted.
    drs integer[]; crs integer[];
    add_pending bigint[] := array_fill(0::bigint, ARRAY[n]);
    add_posted bigint[] := array_fill(0::bigint, ARRAY[n]);
    -- Of each transfer: the hash under which its id is stored, the first transfer here with its id (which notes in
    -- `holders` who holds that id now), and the first here that has its pending's id.
    known_hashes bytea[]; firsts integer[]; pending_firsts integer[];
    holders integer[] := array_fill(0, ARRAY[n]);
    -- Of each post and void: its pending as stored, and (at the first that names it) whether it is resolved.
    stored_amounts bigint[]; stored_expiries timestamptz[]; stored_currencies text[];
    resolves integer[]; resolved boolean[];
    whole bigint; expiry timestamptz; currency_here text; hash_here bytea; code text;
    dr integer; cr integer; source integer; unit_from integer := 1; failed boolean := false;
BEGIN
    -- What is pending never changes, so it can be read before the locks, and tells which accounts to lock.
    SELECT array_agg(coalesce(t.debit_id, p.debit_id) ORDER BY t.ord), array_agg(coalesce(t.credit_id, p.credit_id) ORDER BY t.ord),
           array_agg(p.amount_minor ORDER BY t.ord), array_agg(p.expires_at ORDER BY t.ord), array_agg(p.currency ORDER BY t.ord)
      INTO debits, credits, stored_amounts, stored_expiries, stored_currencies
      FROM unnest(debits, credits, pendings) WITH ORDINALITY AS t (debit_id, credit_id, pending_id, ord)
      LEFT JOIN (
          SELECT id, debit_id, credit_id, amount_minor, expires_at, currency FROM ledger_transfer
           WHERE shard = in_shard AND id = ANY(pendings) AND kind = 'pending'
      ) p ON p.id = t.pending_id;

    SELECT array_agg(id), array_agg(currency), array_agg(bound), array_agg(closed_at IS NULL),
           array_agg(debits_pending), array_agg(debits_posted), array_agg(credits_pending), array_agg(credits_posted)
      INTO account_ids, account_currencies, bounds, opens, dr_pending, dr_posted, cr_pending, cr_posted
      FROM (
          SELECT * FROM ledger_account WHERE shard = in_shard AND id = ANY(debits || credits) ORDER BY id FOR NO KEY UPDATE
      ) locked;

    SELECT array_agg(d.place ORDER BY t.ord), array_agg(c.place ORDER BY t.ord), array_agg(known.input_hash ORDER BY t.ord),
           array_agg(twin.ord ORDER BY t.ord), array_agg(p.ord ORDER BY t.ord), array_agg(r.ord ORDER BY t.ord),
           array_agg(done.pending_id IS NOT NULL ORDER BY t.ord)
      INTO drs, crs, known_hashes, firsts, pending_firsts, resolves, resolved
      FROM unnest(ids, debits, credits, pendings) WITH ORDINALITY AS t (id, debit_id, credit_id, pending_id, ord)
      LEFT JOIN unnest(account_ids) WITH ORDINALITY AS d (id, place) ON d.id = t.debit_id
      LEFT JOIN unnest(account_ids) WITH ORDINALITY AS c (id, place) ON c.id = t.credit_id
      LEFT JOIN (
          SELECT id, input_hash FROM ledger_transfer WHERE shard = in_shard AND id = ANY(ids)
      ) known ON known.id = t.id
      LEFT JOIN (SELECT id, min(ord) AS ord FROM unnest(ids) WITH ORDINALITY AS u (id, ord) GROUP BY id) twin ON twin.id = t.id
      LEFT JOIN (SELECT id, min(ord) AS ord FROM unnest(ids) WITH ORDINALITY AS u (id, ord) GROUP BY id) p ON p.id = t.pending_id
      LEFT JOIN (SELECT id, min(ord) AS ord FROM unnest(pendings) WITH ORDINALITY AS u (id, ord) GROUP BY id) r ON r.id = t.pending_id
      LEFT JOIN (
          SELECT pending_id FROM ledger_transfer WHERE shard = in_shard AND pending_id = ANY(pendings)
      ) done ON done.pending_id = t.pending_id;

    FOR i IN 1..n LOOP
        IF i > 1 AND units[i] <> units[i - 1] THEN
            unit_from := i;
            failed := false;
        END IF;
        IF failed THEN
            codes[i] := 'chain_failed';
            CONTINUE;
        END IF;

        hash_here := coalesce(known_hashes[i], hashes[nullif(holders[firsts[i]], 0)]);
        dr := drs[i];
        cr := crs[i];
        IF hash_here IS NOT NULL THEN
            code := CASE WHEN hash_here = hashes[i] THEN 'exists' ELSE 'exists_different' END;
        ELSIF kinds[i] IN ('post', 'void') THEN
            source := nullif(holders[pending_firsts[i]], 0);
            IF kinds[source] = 'pending' THEN
                dr := drs[source];
                cr := crs[source];
                whole := amounts[source];
                expiry := expiries[source];
                currency_here := currencies[source];
            ELSE
                whole := stored_amounts[i];
                expiry := stored_expiries[i];
                currency_here := stored_currencies[i];
            END IF;
            code := CASE
                WHEN whole IS NULL THEN 'pending_missing'
                WHEN resolved[resolves[i]] THEN 'pending_resolved'
                WHEN kinds[i] = 'post' AND expiry <= in_now THEN 'pending_expired'
                WHEN kinds[i] = 'post' AND currencies[i] <> currency_here THEN 'currency_differs'
                WHEN kinds[i] = 'post' AND amounts[i] > whole THEN 'pending_exceeded'
                ELSE 'ok' END;
            add_pending[i] := -whole;
            add_posted[i] := CASE WHEN kinds[i] = 'void' THEN 0 ELSE coalesce(amounts[i], whole) END;
        ELSE
            add_pending[i] := CASE WHEN kinds[i] = 'pending' THEN amounts[i] ELSE 0 END;
            add_posted[i] := CASE WHEN kinds[i] = 'pending' THEN 0 ELSE amounts[i] END;
            currency_here := currencies[i];
            code := CASE
                WHEN dr IS NULL OR cr IS NULL THEN 'account_missing'
                WHEN NOT opens[dr] OR NOT opens[cr] THEN 'account_closed'
                WHEN account_currencies[dr] <> currency_here OR account_currencies[cr] <> currency_here THEN 'currency_differs'
                WHEN bounds[dr] = 'liability' AND dr_pending[dr] + dr_posted[dr] + amounts[i] > cr_posted[dr] THEN 'insufficient_funds'
                WHEN bounds[cr] = 'asset' AND cr_pending[cr] + cr_posted[cr] + amounts[i] > dr_posted[cr] THEN 'insufficient_funds'
                ELSE 'ok' END;
        END IF;

        -- A chain was either posted before, whole, or was not.
        IF i > unit_from AND code IN ('ok', 'exists') AND code <> codes[unit_from] THEN
            code := 'chain_differs';
        END IF;
        codes[i] := code;

        IF code = 'ok' THEN
            dr_pending[dr] := dr_pending[dr] + add_pending[i];
            cr_pending[cr] := cr_pending[cr] + add_pending[i];
            dr_posted[dr] := dr_posted[dr] + add_posted[i];
            cr_posted[cr] := cr_posted[cr] + add_posted[i];
            holders[firsts[i]] := i;
            drs[i] := dr;
            crs[i] := cr;
            IF kinds[i] IN ('post', 'void') THEN
                resolved[resolves[i]] := true;
                amounts[i] := CASE WHEN kinds[i] = 'void' THEN whole ELSE add_posted[i] END;
                currencies[i] := currency_here;
            END IF;
        ELSIF code <> 'exists' THEN
            failed := true;
            FOR j IN unit_from..i - 1 LOOP
                CONTINUE WHEN codes[j] <> 'ok';
                codes[j] := 'chain_failed';
                dr := drs[j];
                cr := crs[j];
                dr_pending[dr] := dr_pending[dr] - add_pending[j];
                cr_pending[cr] := cr_pending[cr] - add_pending[j];
                dr_posted[dr] := dr_posted[dr] - add_posted[j];
                cr_posted[cr] := cr_posted[cr] - add_posted[j];
                holders[firsts[j]] := 0;
                IF kinds[j] IN ('post', 'void') THEN
                    resolved[resolves[j]] := false;
                END IF;
            END LOOP;
        END IF;
    END LOOP;

    INSERT INTO ledger_transfer (
        shard, id, kind, debit_id, credit_id, amount_minor, currency, pending_id, expires_at, purpose, ref, chain, input_hash, at
    )
    SELECT in_shard, t.id, t.kind, account_ids[t.dr], account_ids[t.cr], t.amount, t.currency, t.pending_id, t.expires_at,
           t.purpose, t.ref, t.chain, t.input_hash, in_now
      FROM unnest(ids, kinds, drs, crs, amounts, currencies, pendings, expiries, purposes, refs, chains, hashes, codes)
           WITH ORDINALITY AS t (
               id, kind, dr, cr, amount, currency, pending_id, expires_at, purpose, ref, chain, input_hash, code, ord
           )
     WHERE t.code = 'ok'
     ORDER BY t.ord;

    UPDATE ledger_account a
       SET debits_pending = t.debits_pending, debits_posted = t.debits_posted,
           credits_pending = t.credits_pending, credits_posted = t.credits_posted, version = a.version + 1
      FROM unnest(account_ids, dr_pending, dr_posted, cr_pending, cr_posted)
           AS t (id, debits_pending, debits_posted, credits_pending, credits_posted)
     WHERE a.shard = in_shard AND a.id = ANY(account_ids) AND a.id = t.id
       AND (a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted)
           IS DISTINCT FROM (t.debits_pending, t.debits_posted, t.credits_pending, t.credits_posted);

    RETURN codes;
END;
$$;

-- Post a batch. Most batches move money of one currency at once, repeat nothing and overdraw nobody even if all that is
-- paid out went before all that is paid in: then the order does not matter and two statements do. If one of them finds
-- otherwise, what it did is rolled back and the batch goes the exact way.
--
-- The update meets the accounts in the order of their ids (so does the index scan, so does the sorted sum), which keeps
-- two batches from waiting for each other; its conditions are judged on the newest version of each row.
CREATE FUNCTION ledger_post_batch(
    in_shard smallint, in_now timestamptz, ids uuid[], units integer[], kinds text[], debits uuid[], credits uuid[],
    amounts bigint[], currencies text[], pendings uuid[], expiries timestamptz[], purposes text[], refs uuid[], chains uuid[],
    hashes bytea[]
) RETURNS text[] LANGUAGE plpgsql SET enable_nestloop = off SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    fits boolean;
BEGIN
    IF kinds <@ ARRAY['posted'] AND currencies <@ currencies[1:1] THEN
        BEGIN
            WITH moved AS MATERIALIZED (
                SELECT id, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit
                  FROM (
                      SELECT id, amount AS debit, 0 AS credit FROM unnest(debits, amounts) AS d (id, amount)
                      UNION ALL
                      SELECT id, 0, amount FROM unnest(credits, amounts) AS c (id, amount)
                  ) leg
                 GROUP BY id ORDER BY id
            ), done AS (
                UPDATE ledger_account a
                   SET debits_posted = a.debits_posted + m.debit, credits_posted = a.credits_posted + m.credit, version = a.version + 1
                  FROM moved m
                 WHERE a.shard = in_shard AND a.id = ANY(debits || credits) AND a.id = m.id
                   AND a.currency = currencies[1] AND a.closed_at IS NULL
                   AND (a.bound <> 'liability' OR a.debits_pending + a.debits_posted + m.debit <= a.credits_posted)
                   AND (a.bound <> 'asset' OR a.credits_pending + a.credits_posted + m.credit <= a.debits_posted)
                RETURNING 1
            )
            SELECT (SELECT count(*) FROM done) = (SELECT count(*) FROM moved) INTO fits;
            IF NOT fits THEN
                RAISE no_data_found;
            END IF;

            INSERT INTO ledger_transfer (
                shard, id, kind, debit_id, credit_id, amount_minor, currency, purpose, ref, chain, input_hash, at
            )
            SELECT in_shard, t.id, 'posted', t.debit_id, t.credit_id, t.amount, t.currency, t.purpose, t.ref, t.chain, t.input_hash, in_now
              FROM unnest(ids, debits, credits, amounts, currencies, purposes, refs, chains, hashes) WITH ORDINALITY
                   AS t (id, debit_id, credit_id, amount, currency, purpose, ref, chain, input_hash, ord)
             ORDER BY t.ord;

            RETURN array_fill('ok'::text, ARRAY[cardinality(ids)]);
        EXCEPTION WHEN no_data_found OR unique_violation THEN
            NULL;
        END;
    END IF;
    RETURN ledger_post_exact(
        in_shard, in_now, ids, units, kinds, debits, credits, amounts, currencies, pendings, expiries, purposes, refs, chains, hashes
    );
END;
$$;

-- ── pay/wallet: distributed by shard ────────────────────────────────────────────────────────────────────────────

-- What a payer wrote with a payment. Transfers stay for ever; words can be erased, so they are not in them. The hash ties
-- the words to the very request that they came with.
CREATE TABLE wallet_note (
    shard smallint NOT NULL,
    transfer_id uuid NOT NULL,
    input_hash bytea NOT NULL,
    writer_id uuid NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (shard, transfer_id, input_hash)
);

CREATE INDEX wallet_note_writer ON wallet_note (writer_id);
