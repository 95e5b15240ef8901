from support.world import World


async def test_categories_come_whole_and_in_pages(world: World):
    whole = (await world.client.get("/api/categories")).json()
    pages, cursor = [], ""
    while cursor is not None:
        page = (await world.client.get("/api/categories", params={"limit": 5} | ({"cursor": cursor} if cursor else {}))).json()
        pages += page["items"]
        cursor = page["next"]

    assert whole["next"] is None
    assert pages == whole["items"]
    assert len(pages) == 24
    plumber = next(each for each in pages if each["code"] == "plumber")
    assert plumber["form"]["properties"]["problem"]["x-title-zh"] == "问题"
    assert plumber["cancellation_policy"] == "fair"
    assert [each["code"] for each in pages if not each["is_enabled"]] == ["borrow_money"]


async def test_a_list_of_categories_refuses_what_it_cannot_read(world: World):
    for query in ("limit=0", "limit=101", "limit=ten", "cursor=abc", "cursor=W10", "cursor=" + "A" * 600):
        response = await world.client.get(f"/api/categories?{query}")
        assert (response.status_code, response.json()["code"]) == (400, "malformed"), query
