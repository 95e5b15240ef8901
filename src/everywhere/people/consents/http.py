"""Consents of the person who asks."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, put
from litestar.params import FromPath, JSONBody

from everywhere.kernel.database import ReadTx
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.people.consents import actions
from everywhere.people.consents.types import PURPOSES, Consent, Purpose
from everywhere.people.http import Who
from everywhere.people.types import Person


class ConsentWord(wire.Input, frozen=True):
    """Yes or no, to the wording that the person was shown."""

    given: bool
    wording_version: wire.Version = 1


class SpokenWire(msgspec.Struct):
    """What was said once."""

    given: bool
    wording_version: int
    at: datetime


class ConsentWire(msgspec.Struct):
    """What stands now for a purpose; `given` is false where nothing was ever said."""

    purpose: Purpose
    given: bool
    wording_version: int | None
    at: datetime | None


class ConsentView(ConsentWire):
    """What stands now, and everything that was said before, the newest first."""

    history: list[SpokenWire]


@get("/api/me/consents", tags=["people"])
async def list_consents(who: Who, db: given.Db) -> Page[ConsentWire]:
    """What you agreed to, purpose by purpose."""
    async with db.read() as tx:
        latest = await actions.latest(tx, who)
    return Page([ConsentWire(*_standing(purpose, latest.get(purpose))) for purpose in PURPOSES])


@get("/api/me/consents/{purpose:str}", tags=["people"])
async def read_consent(purpose: FromPath[Purpose], who: Who, db: given.Db) -> ConsentView:
    """What you said about one purpose, and when."""
    async with db.read() as tx:
        return await _view(tx, who, purpose)


@put("/api/me/consents/{purpose:str}", tags=["people"])
async def say_consent(
    purpose: FromPath[Purpose], data: JSONBody[ConsentWord], who: Who, db: given.Db, clock: given.Clock
) -> ConsentView:
    """Agree, or take it back; the history keeps both."""
    await db.transact(lambda tx: actions.say(tx, who, purpose, given=data.given, wording_version=data.wording_version, now=clock()))
    async with db.read() as tx:
        return await _view(tx, who, purpose)


HANDLERS: list[Any] = [list_consents, read_consent, say_consent]


async def _view(tx: ReadTx, who: Person, purpose: Purpose) -> ConsentView:
    history = await actions.history(tx, who, purpose)
    spoken = [SpokenWire(consent.given, consent.wording_version, consent.at) for consent in history]
    return ConsentView(*_standing(purpose, history[0] if history else None), history=spoken)


def _standing(purpose: Purpose, consent: Consent | None) -> tuple[Purpose, bool, int | None, datetime | None]:
    if consent is None:
        return purpose, False, None, None
    return purpose, consent.given, consent.wording_version, consent.at
