from support.world import World


async def test_what_calling_off_would_cost_is_told_before_anybody_agreed(world: World):
    asked = {"policy": "fair", "minor": 1999, "currency": "CNY"}
    terms = (await world.client.get("/api/cancellation-terms", params=asked)).json()

    assert terms["policy"] == "fair"
    assert terms["free_until"] is None
    assert [(each["when"], each["to_helper"]["minor"], each["to_asker"]["minor"]) for each in terms["terms"]] == [
        ("a_day_ahead", 0, 1999),
        ("hours_ahead", 399, 1600),
        ("short_notice", 999, 1000),
        ("under_way", 1499, 500),
    ]


async def test_terms_of_no_policy_or_price_are_refused(world: World):
    for query in ("policy=kind&minor=1&currency=CNY", "policy=fair&minor=-1&currency=CNY", "policy=fair&minor=1&currency=yuan", ""):
        response = await world.client.get(f"/api/cancellation-terms?{query}")
        assert (response.status_code, response.json()["code"]) == (400, "malformed"), query
