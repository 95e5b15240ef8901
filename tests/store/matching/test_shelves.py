"""Shelves against the database: the same first pages, whatever was written a moment before and by whomever."""

import random
from dataclasses import replace
from uuid import uuid4

import pytest
from msgspec import structs

from everywhere.help.matching.browse import store as database
from everywhere.help.matching.browse.types import OffersWanted
from everywhere.help.matching.cards import http as cards
from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.record import actions as records
from everywhere.help.matching.shelves import actions, rules
from everywhere.help.matching.shelves.actions import Shelves
from everywhere.help.matching.shelves.types import Look
from everywhere.help.offers import store as offers
from everywhere.kernel.changes import Watch, note
from everywhere.people import store as people
from support import neighbourhood as hood

PAGE = 21


def some_look(chance, hidden=()):
    return Look(
        point=hood.point_near(chance, 3000),
        radius_m=chance.choice((300, 1200, 3000, 4000)),
        category=chance.choice(hood.CATEGORIES),
        is_best=chance.random() < 0.5,
        after=None,
        limit=chance.choice((3, PAGE)),
        hidden=frozenset(each.bytes for each in hidden),
        median_minor=chance.choice((None, 9000.0)),
        typical_minutes=60,
    )


async def searched(db, look, now):
    """What the database says to the same question: ranks and ids."""
    wanted = OffersWanted(
        point=look.point,
        radius_m=look.radius_m,
        category=look.category,
        community_id=None,
        after=None,
        limit=1000,
        sort="best" if look.is_best else "distance",
    )
    async with db.read() as tx:
        found = await database.offers(
            tx,
            wanted,
            radius_m=look.radius_m,
            categories=[look.category],
            hidden=[],
            median_minor=look.median_minor,
            typical_minutes=60,
            now=now,
        )
    return sorted((round(offer.rank, 6), offer.id.bytes) for offer in found if offer.helper_id.bytes not in look.hidden)


async def pages(shelves, look):
    """Everything, page after page."""
    found = []
    while page := await shelves.first(look):
        found += [(round(rank, 6), offer_id) for rank, _, offer_id, _ in page]
        look = structs.replace(look, after=(page[-1][0], page[-1][2]))
    return found


async def test_pages_from_shelves_are_those_of_the_database(db, clock):
    rows = await hood.crowd(db, offers=1500, now=clock())
    chance = random.Random(1)
    shelves = Shelves(db, cards.keep)
    for _ in range(30):
        look = some_look(chance, [row["helper_id"] for row in chance.sample(rows, 5)])
        found = await pages(shelves, look)
        assert sorted(found) == await searched(db, look, clock())
        assert [rank for rank, _ in found] == sorted(rank for rank, _ in found)


async def test_what_anybody_committed_is_there_at_once_for_every_server(db, clock):
    rows = [row for row in await hood.crowd(db, offers=600, now=clock()) if row["stage"] != "removed"]
    chance = random.Random(2)
    servers = [Shelves(db, cards.keep) for _ in range(2)]
    for _ in range(60):
        row = chance.choice(rows)
        async with db.write() as tx:
            offer = await offers.lock(tx, row["id"])
            price = chance.randrange(2000, 30_000) if offer.price_kind != "talk" else None
            await offers.save(tx, replace(offer, stage=chance.choice(("open", "paused")), price_minor=price))
            if chance.random() < 0.2:
                await records.recount(tx, offer.helper_id, now=clock())
        look = some_look(chance)
        if chance.random() < 0.7:  # where it was changed
            look = structs.replace(look, category=row["category"], point=hood.Point(row["lat"], row["lon"]))
        expected = (await searched(db, look, clock()))[: look.limit]
        for shelves in servers:
            found = [(round(rank, 6), offer_id) for rank, _, offer_id, _ in await shelves.first(look)]
            assert [rank for rank, _ in found] == [rank for rank, _ in expected]
            assert {one for one in found if one[0] < found[-1][0]} == {one for one in expected if one[0] < expected[-1][0]}


async def test_a_card_has_the_name_that_its_helper_has_now(db, clock):
    (helper,) = await hood.people(db, 1, now=clock())
    await hood.copy(db, "offer", [hood.offer(helper, hood.CENTRE, now=clock())])
    shelves = Shelves(db, cards.keep)
    look = structs.replace(some_look(random.Random(1)), point=hood.CENTRE, radius_m=2000, category="plumber")
    ((_, _, _, before),) = await shelves.first(look)
    async with db.write() as tx:
        await people.save(tx, replace(await people.lock(tx, helper), name="Another"))
    ((_, _, _, after),) = await shelves.first(look)
    assert b"Another" not in before.still
    assert b"Another" in after.still


async def test_a_change_is_found_whatever_the_order_of_commits(db):
    watch = Watch()
    first, second = uuid4(), uuid4()
    async with db.pool.acquire() as slow:
        late = slow.transaction()
        await late.start()
        await slow.execute("INSERT INTO change (kind, id) VALUES ('offer', $1)", first)
        async with db.read() as tx:
            assert await watch.look(tx) is None, "who looks for the first time knows nothing"
        async with db.write() as tx:
            await note(tx, "offer", [second])
        async with db.read() as tx:
            assert await watch.look(tx) == [("offer", second)]
            await late.commit()
            assert await watch.look(tx) == [("offer", first)]
            assert await watch.look(tx) == []
    seconds = 0.0
    forgetful = Watch(lambda: seconds)
    async with db.read() as tx:
        await forgetful.look(tx)
        assert await forgetful.look(tx) == []
        seconds = 1e6
        assert await forgetful.look(tx) is None


async def test_a_failed_round_is_told_to_who_waits_and_the_next_begins_anew(db, clock, monkeypatch):
    await hood.crowd(db, offers=200, now=clock())
    shelves = Shelves(db, cards.keep)
    look = some_look(random.Random(3))
    expected = await shelves.first(look)
    monkeypatch.setattr(actions.Watch, "look", broken)
    with pytest.raises(OSError, match="gone"):
        await shelves.first(look)
    monkeypatch.undo()
    assert [spot[:3] for spot in await shelves.first(look)] == [spot[:3] for spot in expected]


async def broken(*_):
    raise OSError("gone")


async def test_little_room_changes_no_answer(db, clock, monkeypatch):
    await hood.crowd(db, offers=800, now=clock())
    monkeypatch.setattr(actions, "LINES_MAX", 50)
    small, chance = Shelves(db, cards.keep, cards_max=30), random.Random(4)
    for _ in range(20):
        look = some_look(chance)
        found = [(round(rank, 6), offer_id) for rank, _, offer_id, _ in await small.first(look)]
        assert [rank for rank, _ in found] == [rank for rank, _ in (await searched(db, look, clock()))[: look.limit]]
        assert len(small._cards) <= 30


def test_prices_count_on_shelves_as_in_the_rules():
    kinds = {8000.0: ("fixed", 8000), -6000.0: ("hourly", 6000), float("nan"): ("talk", None)}
    parts = rules.price_parts(rules.np.array(list(kinds)), 9000.0, 90)
    expected = [ranking.price_part(ranking.for_one_job(kind, minor, 90), 9000.0) for kind, minor in kinds.values()]
    assert parts.tolist() == pytest.approx(expected)
