"""Open a program, and know by its token which one calls."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.settings import Settings
from everywhere.mini.opening import rules, store
from everywhere.mini.opening.types import LASTS, Opened, Opening
from everywhere.mini.packages import actions as packages
from everywhere.mini.packages.types import Program
from everywhere.pay.openapi.apps import actions as apps
from everywhere.people.types import Person


def frames(settings: Settings) -> str:
    """The addresses of frames, with `{app_id}` in the host; empty where there are none."""
    return rules.frames_of(settings.mini_url, settings.public_url)


async def open_program(tx: Tx, who: Person | None, app_id: str, settings: Settings, *, now: datetime) -> Opened:
    """Open a program for somebody, signed in or not. Raises ProgramUnknown, NoFrames."""
    program, app = await packages.program(tx, app_id), await apps.read(tx, app_id)
    package = None if program is None else await packages.newest(tx, program)
    if program is None or app is None or package is None:
        raise rules.ProgramUnknown(path="app_id")
    frame = rules.frame_of(frames(settings), app_id, program.digest)
    token = rules.fresh_token()
    opening = Opening(app_id, ids.new_id() if who is None else who.person_id, now + LASTS)
    await store.insert(tx, rules.hashed(token), opening)
    shown = web_origins(program, settings)
    return Opened(token, app_id, app.name, frame, package.manifest["app"], package.pages, shown, opening.expires_at)


def web_origins(program: Program, settings: Settings) -> list[str]:
    """The origins whose pages a program may show in a `web-view`."""
    private_allowed = settings.emulator
    return rules.web_origins(
        program.domains, frames=frames(settings), public_url=settings.public_url, private_allowed=private_allowed
    )


async def recognise(tx: ReadTx, token: str, *, now: datetime) -> Opening:
    """Which program calls, and in whose hands. Raises OpeningEnded."""
    found = await store.read(tx, rules.hashed(token), now=now)
    if found is None:
        raise rules.OpeningEnded
    return found


async def forget_old(tx: Tx, *, now: datetime) -> int:
    """Drop openings that have ended; returns how many."""
    return await store.forget(tx, now=now)


async def forget_of(tx: Tx, holder_id: UUID) -> None:
    """Close everything that somebody has open."""
    await store.forget_of(tx, holder_id)
