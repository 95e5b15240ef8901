"""What other domains ask of places, and what people do there: look, join, leave."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib import resources
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec

from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.errors import NotFound, TooManyRequests
from everywhere.people.types import Person
from everywhere.places import rules, store
from everywhere.places.disks import rules as disks
from everywhere.places.gcj02 import rules as gcj02
from everywhere.places.types import (
    City,
    Community,
    CommunityId,
    InviteNotValid,
    Membership,
    NotByInvite,
    OutsideCities,
    Point,
    Shown,
)

# Pure geometry and law, for every domain above.
cell_at = rules.cell_at
cell_centre = rules.cell_centre
cell_name = rules.cell_name
cell_radius_m = rules.cell_radius_m
cells_within = disks.cells_within
disk_around = disks.disk_around
distance_bucket = rules.distance_bucket
distance_m = rules.distance_m
from_gcj02 = gcj02.from_gcj02
is_inside = rules.is_inside
lat_row = rules.lat_row
lons_within = rules.lons_within
must_meet_floor = rules.must_meet_floor
region_at = rules.region_at
region_of_cell = rules.region_of_cell
regions_within = rules.regions_within
rows_within = rules.rows_within
to_gcj02 = gcj02.to_gcj02

LOOK_CELLS_MAX = 120
"""From so many cells one may look at the map in an hour: a walk through a city, not a scan of it."""

NOTED_MAX = 100_000
# What this process knows to be in the database, so that who looks again from where they were costs no question.
_NOTED: WeakKeyDictionary[Database, OrderedDict[tuple[str, int], datetime]] = WeakKeyDictionary()


async def city_at(tx: ReadTx, point: Point, *, path: str = "at") -> City:
    """The open city that a point is in. Raises OutsideCities."""
    city = await store.city_at(tx, point)
    if city is None:
        raise OutsideCities(path=path)
    return city


async def city(tx: ReadTx, code: str) -> City:
    """The city with this code, open or not. Raises NotFound."""
    found = await store.city(tx, code)
    if found is None:
        raise NotFound
    return found


async def cities(tx: ReadTx, *, after: tuple[bool, str] | None, limit: int) -> list[City]:
    """Every city, open ones first, after `(is_open, code)`."""
    return await store.cities(tx, after, limit)


async def community_at(tx: ReadTx, point: Point) -> Community | None:
    """The smallest open community whose polygon holds the point."""
    return next(iter(await communities_at(tx, point)), None)


async def communities_at(tx: ReadTx, point: Point) -> list[Community]:
    """Every open community whose polygon holds the point, smallest first."""
    return [each for each in await store.communities_around(tx, point) if rules.is_inside(point, each)]


async def communities(tx: ReadTx, *, point: Point | None, city_code: str | None, after: UUID | None, limit: int) -> list[Community]:
    """Open communities in the order of their ids: of a city, around a point (those few in one answer, smallest first), or all."""
    if point is None:
        return await store.communities(tx, city_code, after, limit)
    around = await communities_at(tx, point)
    return [each for each in around if city_code in (None, each.city)][: limit - 1]


async def community(tx: ReadTx, community_id: UUID) -> Community:
    """One open community. Raises NotFound."""
    found = await store.community(tx, CommunityId(community_id))
    if found is None or not found.is_open:
        raise NotFound
    return found


async def communities_named(tx: ReadTx, community_ids: Sequence[UUID]) -> list[Community]:
    """The open communities among these ids."""
    return await store.communities_named(tx, community_ids)


async def blur(tx: Tx, person_id: UUID, point: Point, *, now: datetime) -> Shown:
    """Note that a person is here, and answer what others see of it: a cell in which enough people were lately.

    Ask once for each thing and keep the answer: then it is the same for every viewer and every query.
    """
    await note_presence(tx, person_id, point, now=now)
    return await blurred(tx, person_id, point, now=now)


async def blurred(tx: ReadTx, person_id: UUID | None, point: Point, *, now: datetime) -> Shown:
    """What others would see of a person who posted here now; nothing is noted. None is somebody who was never seen."""
    region = rules.region_at(point)
    since = now - timedelta(days=rules.CROWD_DAYS)
    others = [
        await store.crowd_size(tx, region, cells, beside=person_id, since=since, enough=rules.CROWD_MIN)
        for cells in rules.cell_family(point)
    ]
    return rules.shown(point, [size + 1 for size in others])


async def note_presence(tx: Tx, person_id: UUID, point: Point, *, now: datetime) -> None:
    """Note that a person is here, so that they count in the crowd of the cell; nobody is told."""
    await note_presences(tx, {person_id: point}, now=now)


async def note_presences(tx: Tx, here: Mapping[UUID, Point], *, now: datetime) -> None:
    """`note_presence` for many people by id."""
    if here:
        await store.see(tx, [(rules.region_at(at), rules.cell_at(at), person_id) for person_id, at in here.items()], now)


async def look_from(db: Database, viewer_key: str, point: Point, now: datetime) -> None:
    """Let a viewer look at the map from a point. Raises TooManyRequests after too many distinct cells in an hour.

    Without this, whoever asks from enough places learns more than one answer tells.
    """
    cell = rules.cell_at(point)
    noted = _NOTED.setdefault(db, OrderedDict())
    noted_at = noted.get((viewer_key, cell))
    if noted_at is not None and noted_at > now - store.LOOK_COUNTS_FOR:
        return
    async with db.read(newest=True) as tx:
        looking = await store.looking(tx, viewer_key, cell, now)
    if looking.noted_at is None:
        if looking.cells >= LOOK_CELLS_MAX:
            raise TooManyRequests(retry_after_s=600)
        async with db.write() as tx:
            await store.look(tx, viewer_key, cell, now)
    noted[viewer_key, cell] = looking.noted_at or now
    if len(noted) > NOTED_MAX:
        noted.popitem(last=False)


async def memberships(tx: ReadTx, person_id: UUID, *, now: datetime) -> list[Membership]:
    """The communities that a person belongs to now."""
    return await store.memberships(tx, person_id, now)


async def join(
    tx: Tx, who: Person, community_id: UUID, *, at: Point | None, emails: Sequence[str], invite: str | None, now: datetime
) -> Membership:
    """Make someone a member by the community's rule, or hold a membership for longer.

    `emails` are verified ones. Raises NotFound, TooManyMemberships, ProofNeeded, OutsideCommunity, EmailNotAccepted, InviteNotValid.
    """
    wanted = await community(tx, community_id)
    await store.lock_joining(tx, who.person_id)
    present = await store.memberships(tx, who.person_id, now)
    rules.must_have_room(present, wanted.id)
    expires_at = rules.proven(wanted, at=at, emails=emails, invite=invite, now=now)
    already = next((each for each in present if each.community_id == wanted.id), None)
    uses_invite = wanted.kind == "invite" and already is None
    if uses_invite and not await store.use_invite(tx, wanted.id, _hashed(invite or ""), now):
        raise InviteNotValid(path="invite")
    joined = Membership(who.person_id, wanted.id, wanted.kind, already.since if already else now, expires_at)
    await store.join(tx, joined)
    return joined


async def leave(tx: Tx, who: Person, community_id: UUID) -> None:
    """End a membership. Raises NotFound where there is none."""
    if not await store.leave(tx, who.person_id, CommunityId(community_id)):
        raise NotFound


async def invite(tx: Tx, community_id: UUID, *, uses: int, days: int, now: datetime) -> str:
    """A fresh invite code of a community; only its hash is kept. Raises NotFound and NotByInvite."""
    wanted = await community(tx, community_id)
    if wanted.kind != "invite":
        raise NotByInvite
    code = secrets.token_urlsafe(9)
    await store.add_invite(tx, wanted.id, _hashed(code), uses, now + timedelta(days=days))
    return code


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Drop a person's memberships, and what remembers where they were."""
    await store.forget_person(tx, person_id)


async def export(tx: ReadTx, person_id: UUID, *, now: datetime) -> list[Membership]:
    """The communities that a person belongs to."""
    return await store.memberships(tx, person_id, now)


async def forget_old(tx: Tx, *, now: datetime) -> int:
    """Drop traces that blur nothing and limit nothing any more; returns how many."""
    traces = await store.forget_crowd(tx, now - timedelta(days=rules.CROWD_DAYS))
    return traces + await store.forget_looks(tx, now - timedelta(hours=1))


async def load_reference(tx: Tx) -> int:
    """Bring the cities and communities that come with the product into the database; returns how many."""
    data = resources.files("everywhere.places") / "data"
    cities = msgspec.json.decode((data / "cities.json").read_bytes(), type=list[City])
    features = msgspec.json.decode((data / "communities.geojson").read_bytes())["features"]
    await store.save_cities(tx, cities)
    await store.save_communities(tx, [rules.community_of(feature) for feature in features])
    return len(cities) + len(features)


def _hashed(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
