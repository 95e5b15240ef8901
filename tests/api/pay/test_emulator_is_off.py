"""The emulator's doors are not there in the product, whatever its settings say."""

import pytest

from support.world import World, running

PATHS = (
    "/emulator",
    "/emulator/page.js",
    "/emulator/api/keys",
    "/emulator/api/buyers",
    "/emulator/api/faults",
    "/emulator/api/reset",
)


@pytest.mark.once
@pytest.mark.parametrize("emulator", [False, True])
async def test_nothing_of_the_emulator_is_served(database_url: str, *, emulator: bool):
    async with running(database_url, emulator=emulator) as world:
        assert {await status(world, method, path) for path in PATHS for method in ("GET", "POST", "PUT", "DELETE")} == {404}


async def status(world: World, method: str, path: str) -> int:
    return (await world.client.request(method, path, json={})).status_code
