"""Looking from a point: every list and map begins here, so that no viewpoint goes uncounted."""

from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.params import QueryParameter

from everywhere.help.matching.ranking import rules as ranking
from everywhere.help.matching.ranking.types import Reason, ReasonCode
from everywhere.help.matching.viewing.types import Sight
from everywhere.kernel import catalogue
from everywhere.kernel.catalogue import Language
from everywhere.kernel.errors import Malformed
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.origin import origin_of
from everywhere.people.http import Viewer
from everywhere.people.types import Person
from everywhere.places import actions as places
from everywhere.places.types import Point

At = Annotated[str, QueryParameter(name="at", max_length=60, description="Where you look from, lat,lon in degrees (WGS-84).")]
Near = Annotated[str, QueryParameter(name="near", max_length=60, description="Where you look from, lat,lon in degrees (WGS-84).")]
Request_ = Request[Any, Any, Any]


class WhyWire(msgspec.Struct):
    """A reason: `text` for people in their language, `code` and `facts` for programs."""

    code: ReasonCode
    text: str
    facts: dict[str, float]

    @classmethod
    def of(cls, reason: Reason, language: Language) -> "WhyWire":
        """In the words of `language`."""
        return cls(reason.code, ranking.said(reason, language), dict(reason.facts))


async def look_at(request: Request_, db: given.Db, clock: given.Clock, viewer: Viewer, at: At) -> Sight:
    """The dependency `sight` of what is asked with `at=`. Raises TooManyRequests for who looks from too many places."""
    return await _look(request, db, clock, viewer, _point(at, "at"))


async def look_near(request: Request_, db: given.Db, clock: given.Clock, viewer: Viewer, near: Near) -> Sight:
    """The dependency `sight` of what is asked with `near=`. Raises TooManyRequests for who looks from too many places."""
    return await _look(request, db, clock, viewer, _point(near, "near"))


def language_of(request: Request_, viewer: Person | None) -> Language:
    """What the request asks for, else what the person chose."""
    # Not from `request.headers`, which first reads all of them.
    header = next((words.decode("latin-1") for name, words in request.scope["headers"] if name == b"accept-language"), None)
    return viewer.language if viewer is not None and not header else catalogue.pick_language(header)


async def _look(request: Request_, db: given.Db, clock: given.Clock, viewer: Person | None, point: Point) -> Sight:
    key = f"person:{viewer.person_id}" if viewer else f"address:{origin_of(request)}"
    now = clock()
    await places.look_from(db, key, point, now)
    return Sight(viewer, key, point, language_of(request, viewer), now)


def _point(text: str, path: str) -> Point:
    try:
        point = wire.parse_point(text)
    except (ValueError, msgspec.ValidationError) as error:
        raise Malformed(path=path, reason="a point is lat,lon in degrees, like 31.2304,121.4737") from error
    return Point(point.lat, point.lon)
