from support.world import World, sign_in


async def test_a_code_turns_into_a_token_that_opens_me(world: World):
    phone = await sign_in(world, "+8613800000001")

    me = await phone("GET", "/api/me", expect=200)

    assert (me["id"], me["phone"], me["email"], me["version"]) == (phone.person_id, "+8613800000001", None, 1)
