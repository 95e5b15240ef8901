import asyncio
import os
import subprocess
import sys

import pytest

from support.world import World, sign_in

pytestmark = pytest.mark.once


async def everywhere(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "everywhere.app.cli", *words]
    environment = {**os.environ, "EVERYWHERE_DATABASE_URL": url}
    return await asyncio.to_thread(
        subprocess.run, command, env=environment, check=False, capture_output=True, text=True, timeout=60
    )


async def test_whoever_signed_in_once_becomes_an_operator_and_a_person_again(world: World, database_url: str):
    phone = await sign_in(world, "+8613800000001")

    granted = await everywhere(database_url, "operator", "grant", "138 0000 0001")
    as_operator = await phone("GET", "/api/me", expect=200)
    revoked = await everywhere(database_url, "operator", "revoke", "+8613800000001")

    assert granted.returncode == revoked.returncode == 0, granted.stderr + revoked.stderr
    assert granted.stdout.strip().endswith(": operator")
    assert as_operator["role"] == "operator"
    assert (await phone("GET", "/api/me", expect=200))["role"] == "person"


async def test_nobody_becomes_an_operator_unseen(world: World, database_url: str):
    unknown = await everywhere(database_url, "operator", "grant", "nobody@example.org")
    nonsense = await everywhere(database_url, "operator", "grant", "nobody")

    assert (unknown.returncode, nonsense.returncode) == (1, 1)
    assert "not a phone number" in nonsense.stderr
    assert "Traceback" not in unknown.stderr + nonsense.stderr
    assert await world.db.pool.fetchval("SELECT count(*) FROM person") == 0
