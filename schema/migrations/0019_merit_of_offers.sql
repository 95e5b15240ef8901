-- outside a transaction
-- What 0009 left at its default, a helper at a time: nobody waits for the offers of all.
DO $$
DECLARE
    here record;
BEGIN
    FOR here IN SELECT region, helper_id FROM helper_record LOOP
        UPDATE offer AS o
        SET merit = r.merit
        FROM helper_record AS r
        WHERE r.region = here.region AND r.helper_id = here.helper_id
          AND o.region = here.region AND o.helper_id = here.helper_id AND o.merit <> r.merit;
        COMMIT;
    END LOOP;
END $$;
