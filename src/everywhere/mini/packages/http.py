"""A developer's packages: upload, list, show, take away."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.params import FromPath, JSONBody, MultipartBody
from msgspec import Meta

from everywhere.kernel import limits
from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, tags, wire
from everywhere.kernel.limits import Rate
from everywhere.kernel.paging import Page
from everywhere.mini.packages import actions
from everywhere.mini.packages.types import DOMAINS_MAX, PROGRAM_BYTES_MAX, Kept, Program
from everywhere.people.http import Who

UPLOADS = Rate("mini_package", limit=60, per_s=3600)
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Domains = Annotated[tuple[Annotated[str, Meta(min_length=3, max_length=260)], ...], Meta(max_length=DOMAINS_MAX)]


@dataclass
class PackageForm:
    """A form with one file."""

    file: UploadFile


class PackageView(msgspec.Struct):
    """A package that was kept: `digest` names what is in it."""

    digest: str
    size_bytes: int
    pages: list[str]
    made_at: datetime
    is_shown: bool

    @classmethod
    def of(cls, kept: Kept) -> "PackageView":
        """From a row of the developer's list."""
        return cls(kept.digest, kept.size_bytes, kept.pages, kept.made_at, kept.is_shown)


class ProgramDraft(wire.Input, frozen=True, kw_only=True):
    """Which package opens, which hosts the program may call (those with `wss://` before them by sockets), and from which it may show pictures."""

    digest: Digest
    domains: Domains = ()
    image_domains: Domains = ()


class ProgramView(msgspec.Struct):
    """What opens."""

    app_id: str
    digest: str
    domains: list[str]
    image_domains: list[str]
    changed_at: datetime
    version: int

    @classmethod
    def of(cls, program: Program) -> "ProgramView":
        """From the domain's program."""
        return cls(program.app_id, program.digest, program.domains, program.image_domains, program.changed_at, program.version)


@post("/api/me/apps/{app_id:str}/packages", status_code=201, tags=["mini-programs"])
async def upload(
    app_id: FromPath[str], data: MultipartBody[PackageForm], who: Who, command: given.Command, secrets: given.Secrets
) -> Response[PackageView]:
    """Upload what `everywhere mini build` made, as a ZIP in `file` of a multipart/form-data form: 2 MB, 8 MB with subpackages.

    Nothing opens yet. The same files are kept once, under the same digest.
    """
    await limits.take(command.db, UPLOADS, str(who.person_id), now=command.now)
    archive = await data.file.read(PROGRAM_BYTES_MAX + 1)
    found = await asyncio.to_thread(actions.unpacked, archive)

    async def kept(tx: Tx) -> PackageView:
        return PackageView.of(await actions.keep(tx, who, app_id, found, secrets, now=command.now))

    return await command.run(who.person_id, kept, status=201)


@get("/api/me/apps/{app_id:str}/packages", tags=["mini-programs"])
async def list_packages(app_id: FromPath[str], who: Who, db: given.Db) -> Page[PackageView]:
    """The packages of your app, the latest first; at most 50."""
    async with db.read() as tx:
        return Page([PackageView.of(kept) for kept in await actions.of(tx, who, app_id)])


@delete("/api/me/apps/{app_id:str}/packages/{digest:str}", status_code=204, tags=["mini-programs"])
async def drop(app_id: FromPath[str], digest: FromPath[str], who: Who, db: given.Db) -> None:
    """Forget a package, unless it is the one that opens."""
    await db.transact(lambda tx: actions.drop(tx, who, app_id, digest))


@get("/api/me/apps/{app_id:str}/program", tags=["mini-programs"])
async def read_program(app_id: FromPath[str], who: Who, db: given.Db) -> Response[ProgramView]:
    """What of your app opens."""
    async with db.read() as tx:
        return _shown(await actions.mine(tx, who, app_id))


@put("/api/me/apps/{app_id:str}/program", tags=["mini-programs"])
async def show(
    app_id: FromPath[str],
    data: JSONBody[ProgramDraft],
    who: Who,
    db: given.Db,
    clock: given.Clock,
    if_match: tags.IfMatch = None,
) -> Response[ProgramView]:
    """Let one of your packages open from now on; an earlier one is how you go back."""
    hosts = {"domains": data.domains, "image_domains": data.image_domains}
    matching = lambda version: tags.must_match(if_match, version)  # noqa: E731 - a name for the one-line check
    shown = await db.transact(lambda tx: actions.show(tx, who, app_id, data.digest, must_match=matching, now=clock(), **hosts))
    return _shown(shown)


@delete("/api/me/apps/{app_id:str}/program", status_code=204, tags=["mini-programs"])
async def hide(app_id: FromPath[str], who: Who, db: given.Db) -> None:
    """Let your app open no more; its packages stay."""
    await db.transact(lambda tx: actions.hide(tx, who, app_id))


HANDLERS: list[Any] = [upload, list_packages, drop, read_program, show, hide]


def _shown(program: Program) -> Response[ProgramView]:
    return Response(ProgramView.of(program), headers={"ETag": tags.tag(program.version)})
