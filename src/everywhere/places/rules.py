"""Geometry and what follows from it: distances, the regions and rows of a search, what is shown of a point, who may join."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, assert_never

import h3.api.basic_int as h3
import msgspec
import shapely

from everywhere.kernel.ids import REGION_RESOLUTION, Region, derived_id
from everywhere.kernel.money import Money
from everywhere.places.types import (
    Cell,
    City,
    Community,
    CommunityId,
    EmailNotAccepted,
    FeeBelowFloor,
    Membership,
    OutsideCommunity,
    Point,
    ProofNeeded,
    Shown,
    TooManyMemberships,
    WrongCurrency,
)

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS-84 ellipsoid (IUGG)."""
SEARCH_RADIUS_MAX_M = 100_000
ROWS_PER_DEGREE = 222
"""Rows of latitude in a degree: one is about 500 m high."""
BUCKETS_M = (300, 600, 1000, 1500, 2000, 3000, 5000, 7500, 10_000, 15_000, 20_000, 30_000, 50_000)
SHOWN_RESOLUTIONS = (8, 7, 6)
CROWD_MIN = 5
"""So many people must have been in a cell lately before anybody is shown in it (k-anonymity)."""
CROWD_DAYS = 30
NEIGHBOUR_MIN_M = 11_000
"""Least distance between the centres of neighbouring regions, over the globe."""
GPS_MEMBERSHIP_DAYS = 30
MEMBERSHIPS_MAX = 2

_METRES_PER_DEGREE = math.radians(EARTH_RADIUS_M)
# A cell's descendants reach over its border; measured over the globe, by less than 6 % of its radius.
_OVERREACH = 1.1


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine on the mean sphere; within 0.5 % of the ellipsoid)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2)
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2)
    chord = half_lat * half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lon * half_lon
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def distance_bucket(distance_m: float) -> int:
    """The upper bound, in metres, of the bucket that a distance is told in; beyond 50 km, steps of 50 km."""
    if distance_m <= BUCKETS_M[-1]:
        return BUCKETS_M[bisect_left(BUCKETS_M, distance_m)]
    return math.ceil(distance_m / BUCKETS_M[-1]) * BUCKETS_M[-1]


def lat_row(lat: float) -> int:
    """The row of latitude, about 500 m high, that a search scans."""
    return math.floor(lat * ROWS_PER_DEGREE)


def rows_within(point: Point, radius_m: float) -> tuple[int, int]:
    """First and last row that a circle touches."""
    reach = radius_m / _METRES_PER_DEGREE
    return lat_row(max(-90.0, point.lat - reach)), lat_row(min(90.0, point.lat + reach))


def lons_within(point: Point, radius_m: float) -> tuple[float, float]:
    """West and east bound of a circle in degrees; all the way round where it touches a pole or the 180th meridian."""
    reach = math.radians(radius_m / _METRES_PER_DEGREE)
    sine = math.sin(reach) / max(math.cos(math.radians(point.lat)), 1e-12)
    if reach >= math.pi / 2 or sine >= 1:
        return -180.0, 180.0
    span = math.degrees(math.asin(sine))
    west, east = point.lon - span, point.lon + span
    return (west, east) if west >= -180 and east <= 180 else (-180.0, 180.0)


def region_at(point: Point) -> Region:
    """The region of a point: the ancestor of the finest cell that is shown, so that a thing and its cell share one."""
    return Region(h3.cell_to_parent(cell_at(point), REGION_RESOLUTION))


def regions_within(point: Point, radius_m: float) -> list[Region]:
    """Every region in which something within `radius_m` (at most 100 km) can be, and few others."""
    if not 0 <= radius_m <= SEARCH_RADIUS_MAX_M:
        raise ValueError(f"a search radius is between 0 and {SEARCH_RADIUS_MAX_M} m")
    rings = 1 + math.ceil(max(0.0, radius_m - 2000) / NEIGHBOUR_MIN_M)
    home = region_at(point)
    near = (region for region in h3.grid_disk(home, rings) if distance_m(point, _centre(region)) <= radius_m + _reach_m(region))
    return sorted({home, *(Region(region) for region in near)})


def cell_at(point: Point, resolution: int = SHOWN_RESOLUTIONS[0]) -> Cell:
    """The H3 cell of a point."""
    finest = _finest_cell(point.lat, point.lon)
    return Cell(finest if resolution == SHOWN_RESOLUTIONS[0] else h3.cell_to_parent(finest, resolution))


@lru_cache(maxsize=64)
def _finest_cell(lat: float, lon: float) -> int:
    # Few: one request asks again and again for the cell of the same point, and the next one comes from elsewhere.
    return int(h3.latlng_to_cell(lat, lon, SHOWN_RESOLUTIONS[0]))


def cell_centre(cell: int) -> Point:
    """The middle of a cell: what is shown of whatever is in it."""
    return _centre(cell)


@lru_cache(maxsize=65_536)
def region_of_cell(cell: int) -> Region:
    """The region that a cell is in."""
    return Region(h3.cell_to_parent(cell, REGION_RESOLUTION))


@lru_cache(maxsize=4096)
def cells_of_region(region: Region) -> list[tuple[int, int]]:
    """For each shown resolution, the lowest and the highest number of a region's cells; no other cell is between them."""
    children = (h3.cell_to_children(region, resolution) for resolution in SHOWN_RESOLUTIONS)
    return [(min(each), max(each)) for each in children]


def cell_family(point: Point) -> list[tuple[int, int]]:
    """For each shown resolution, the lowest and highest finest cell below the point's cell: descendants are one range."""
    families = []
    for resolution in SHOWN_RESOLUTIONS:
        children = h3.cell_to_children(cell_at(point, resolution), SHOWN_RESOLUTIONS[0])
        families.append((min(children), max(children)))
    return families


def shown(point: Point, crowd_sizes: list[int]) -> Shown:
    """The point as others see it: the finest cell with a crowd, else the coarsest. One size for each shown resolution."""
    enough = (resolution for resolution, size in zip(SHOWN_RESOLUTIONS, crowd_sizes, strict=True) if size >= CROWD_MIN)
    cell = cell_at(point, next(enough, SHOWN_RESOLUTIONS[-1]))
    centre = _centre(cell)
    return Shown(region_at(point), cell, centre.lat, centre.lon, lat_row(centre.lat))


def cell_radius_m(cell: int) -> int:
    """How far from a cell's centre its corners are, in metres, rounded up: how blurred a shown point is."""
    return math.ceil(_reach_m(cell) / _OVERREACH)


def cell_name(cell: int) -> str:
    """The cell as H3's hexadecimal text, which maps understand."""
    return str(h3.int_to_str(cell))


def is_inside(point: Point, community: Community) -> bool:
    """Whether a point is in a community's polygon, its border included."""
    in_box = community.south <= point.lat <= community.north and community.west <= point.lon <= community.east
    return in_box and bool(_area(community.area_json).covers(shapely.Point(point.lon, point.lat)))


def community_of(feature: dict[str, Any]) -> dict[str, Any]:
    """A community's row from a GeoJSON feature; its id comes from city and name, so that loading twice adds nothing."""
    properties = feature["properties"]
    west, south, east, north = shapely.from_geojson(msgspec.json.encode(feature["geometry"])).bounds
    return {
        **properties,
        "id": derived_id("community", properties["city"], properties["name_zh"]),
        "area": feature["geometry"],
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }


def must_have_room(present: Sequence[Membership], wanted: CommunityId) -> None:
    """Raise TooManyMemberships for one who would belong to more communities than one may."""
    others = [each for each in present if each.community_id != wanted]
    if len(others) >= MEMBERSHIPS_MAX:
        raise TooManyMemberships(limit=MEMBERSHIPS_MAX)


def proven(community: Community, *, at: Point | None, emails: Sequence[str], invite: str | None, now: datetime) -> datetime | None:
    """Until when this proof makes a member, None for no end; whether an invite is good, the database says.

    Raises ProofNeeded, OutsideCommunity and EmailNotAccepted.
    """
    match community.kind:
        case "open":
            return None
        case "gps":
            if at is None:
                raise ProofNeeded(path="at")
            if not is_inside(at, community):
                raise OutsideCommunity(path="at")
            return now + timedelta(days=GPS_MEMBERSHIP_DAYS)
        case "email":
            if not emails:
                raise ProofNeeded(path="email")
            if not any(is_in_domain(email, community.membership_rule["domains"]) for email in emails):
                raise EmailNotAccepted(path="email")
            return None
        case "invite":
            if invite is None:
                raise ProofNeeded(path="invite")
            return None
        case _:
            assert_never(community.kind)


def is_in_domain(email: str, domains: Sequence[str]) -> bool:
    """Whether an e-mail address is in one of `domains`, or below one of them."""
    host = email.rsplit("@", 1)[-1].lower()
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def must_meet_floor(city: City, fee: Money | None, minutes: int, *, path: str = "fee") -> None:
    """Let a fee pass that is lawful in `city` for so much time; None is to be agreed later. Raises WrongCurrency and FeeBelowFloor."""
    if fee is None:
        return
    if fee.currency != city.currency:
        raise WrongCurrency(path=path, currency=city.currency)
    floor = city.floor_for(minutes)
    if fee < floor:
        raise FeeBelowFloor(path=path, fee=fee, floor=floor, minutes=minutes, amount=f"{floor.minor / 100:.2f} {floor.currency}")


@lru_cache(maxsize=4096)
def _centre(cell: int) -> Point:
    return Point(*h3.cell_to_latlng(cell))


@lru_cache(maxsize=4096)
def _reach_m(cell: int) -> float:
    centre = _centre(cell)
    return _OVERREACH * max(distance_m(centre, Point(lat, lon)) for lat, lon in h3.cell_to_boundary(cell))


@lru_cache(maxsize=1024)
def _area(area_json: str) -> Any:  # shapely is untyped here
    area = shapely.from_geojson(area_json)
    shapely.prepare(area)
    return area
