"""A helper's switch: on, somewhere else, off."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, Meta, UnsetType

from everywhere.help.offers import actions
from everywhere.help.offers.availability.actions import Switchboard
from everywhere.help.offers.types import Availability, Switch
from everywhere.kernel.http import given, wire
from everywhere.people.http import Who
from everywhere.places.types import Point

Board = NamedDependency[Switchboard]
Hour = Annotated[int, Meta(ge=0, le=23)]


class QuietHours(wire.Input, frozen=True):
    """Local hours in which nobody may be asked by a wave; over midnight where `from_hour` is the larger; equal: none."""

    from_hour: Hour
    to_hour: Hour


class AvailabilityDraft(wire.Input, frozen=True, kw_only=True):
    """On or off, and where you are, which nobody is shown. Without `at` you count as near to all your offers.

    Without `quiet_hours` they stay as they are; null takes them away.
    """

    available: bool
    at: wire.PointWire | None = None
    quiet_hours: QuietHours | UnsetType | None = UNSET

    def switch(self, person_id: UUID) -> Switch:
        """As the domain knows it."""
        at = None if self.at is None else Point(self.at.lat, self.at.lon)
        match self.quiet_hours:
            case QuietHours(from_hour, to_hour):
                return Switch(person_id, self.available, at, (from_hour, to_hour))
            case None:
                return Switch(person_id, self.available, at, (0, 0))
            case _:
                return Switch(person_id, self.available, at, None)


class AvailabilityView(msgspec.Struct):
    """Whether you are on, whether your place is known, and since when that is so."""

    available: bool
    is_located: bool
    quiet_hours: QuietHours | None
    at: datetime | None


def view_of(switch: Availability | None) -> AvailabilityView:
    """As it travels; who was never on is off."""
    if switch is None:
        return AvailabilityView(available=False, is_located=False, quiet_hours=None, at=None)
    quiet = None
    if switch.quiet_from_hour is not None and switch.quiet_to_hour is not None:
        quiet = QuietHours(switch.quiet_from_hour, switch.quiet_to_hour)
    return AvailabilityView(switch.is_available, switch.point is not None, quiet, switch.at)


@put("/api/me/availability", tags=["offers"])
async def set_availability(data: JSONBody[AvailabilityDraft], who: Who, switchboard: Board) -> AvailabilityView:
    """Go on, move, or go off. Send it as often as you move: what nobody would notice costs no write."""
    return view_of(await switchboard.switch(data.switch(who.person_id)))


@get("/api/me/availability", tags=["offers"])
async def get_availability(who: Who, db: given.Db) -> AvailabilityView:
    """Whether you are switched on."""
    async with db.read() as tx:
        return view_of((await actions.availability_of(tx, [who.person_id])).get(who.person_id))


HANDLERS = [set_availability, get_availability]
