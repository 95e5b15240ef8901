"""Pictures: one is uploaded, gets an id, and is named by that id wherever it belongs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, MultipartBody

from everywhere.kernel import files, limits
from everywhere.kernel.database import Tx
from everywhere.kernel.files import Picture
from everywhere.kernel.http import given
from everywhere.kernel.limits import Rate
from everywhere.people.http import Who
from everywhere.people.types import Person, PersonErased

UPLOADS = Rate("picture", limit=60, per_s=3600)
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Security-Policy": "default-src 'none'"}


@dataclass
class PictureForm:
    """A form with one file."""

    file: UploadFile


class PictureView(msgspec.Struct):
    """A picture that was kept: its id for other requests, its address for `<img>`, its size."""

    id: UUID
    url: str
    width_px: int
    height_px: int


@post("/api/pictures", status_code=201, tags=["pictures"])
async def upload(data: MultipartBody[PictureForm], who: Who, command: given.Command) -> Response[PictureView]:
    """Upload a JPEG, PNG, WebP or AVIF of at most 10 MB and 40 megapixels, as `file` of a multipart/form-data form.

    It is encoded anew, at most 1600 pixels long, without metadata: nobody learns where it was taken.
    """
    await limits.take(command.db, UPLOADS, str(who.person_id), now=command.now)
    picture = await files.clean(await data.file.read(files.BYTES_MAX + 1))
    return await command.run(who.person_id, lambda tx: _kept(tx, who, picture, command.now), status=201)


@get("/api/pictures/{picture_id:uuid}", tags=["pictures"], media_type="image/*")
async def show(picture_id: FromPath[UUID], db: given.Db) -> Response[bytes]:
    """A picture, for whoever knows its id; it never changes."""
    async with db.read() as tx:
        picture = await files.get(tx, picture_id)
    return Response(picture.bytes, media_type=picture.media_type, headers=_FOR_EVER)


HANDLERS: list[Any] = [upload, show]


async def forget_erased(tx: Tx, event: PersonErased, _now: datetime) -> None:
    """Drop the pictures of a person who is gone."""
    await files.forget_person(tx, event.person_id)


async def _kept(tx: Tx, who: Person, picture: Picture, now: datetime) -> PictureView:
    picture_id = await files.save(tx, who.person_id, picture, now=now)
    return PictureView(picture_id, f"/api/pictures/{picture_id}", picture.width_px, picture.height_px)
