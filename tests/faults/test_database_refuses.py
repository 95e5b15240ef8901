"""What people are told when the database cannot write, and that the same request works once it can."""

import pytest

from support.world import World, sign_in

REFUSE = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'on purpose' USING ERRCODE = '{sqlstate}';
    END $$;
    CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"""
RELENT = "DROP FUNCTION refuse CASCADE"
AMOUNT = {"amount": {"minor": 12_300, "currency": "CNY"}}
DISK_FULL, OUT_OF_MEMORY, STATEMENT_TIMED_OUT, LOCK_TIMED_OUT = "53100", "53200", "57014", "55P03"
ANSWERS = {
    DISK_FULL: (507, "storage_full"),
    OUT_OF_MEMORY: (503, "overloaded"),
    STATEMENT_TIMED_OUT: (503, "overloaded"),
    LOCK_TIMED_OUT: (503, "overloaded"),
}


@pytest.mark.parametrize("sqlstate", ANSWERS)
async def test_money_that_cannot_be_written_is_refused_by_name_and_comes_with_the_same_key(world: World, sqlstate: str):
    ann = await sign_in(world, "ann@example.org")
    key = {"Idempotency-Key": "once"}
    await world.db.pool.execute(REFUSE.format(sqlstate=sqlstate, table="ledger_transfer"))

    refused = await ann("POST", "/api/wallet/top-ups", AMOUNT, headers=key)
    assert (refused.status_code, refused.json()["code"]) == ANSWERS[sqlstate]
    assert int(refused.headers["Retry-After"]) >= 1
    wallet = await ann("GET", "/api/wallet", expect=200)
    assert wallet["balances"][0]["available"]["minor"] == 0

    await world.db.pool.execute(RELENT)
    for _ in range(2):
        await ann("POST", "/api/wallet/top-ups", AMOUNT, headers=key, expect=201)
    wallet = await ann("GET", "/api/wallet", expect=200)
    assert wallet["balances"][0]["available"]["minor"] == 12_300


@pytest.mark.parametrize("sqlstate", ANSWERS)
async def test_a_command_that_cannot_be_written_is_refused_by_name(world: World, sqlstate: str):
    ann = await sign_in(world, "ann@example.org")
    before = await ann("GET", "/api/me", expect=200)
    await world.db.pool.execute(REFUSE.format(sqlstate=sqlstate, table="person"))

    refused = await ann("PATCH", "/api/me", {"name": "Ann"})

    assert (refused.status_code, refused.json()["code"]) == ANSWERS[sqlstate]
    assert await ann("GET", "/api/me", expect=200) == before
