"""Pictures: decoded and encoded anew, so that what is kept is a picture, small, and says nothing about where it was taken."""

import asyncio
import io
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from PIL import Image, ImageCms, ImageOps

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound, Refusal
from everywhere.kernel.query import row, rows, value, write

BYTES_MAX = 10_000_000
PIXELS_MAX = 40_000_000
EDGE_MAX_PX = 1600
PICTURES_MAX = 500
_JPEG_QUALITY = 82
_WEBP_QUALITY = 82
MediaType = Literal["image/jpeg", "image/webp"]

Image.init()
FORMATS = tuple(name for name in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF") if name in Image.OPEN)
"""What is read; HEIF only where Pillow was given a plug-in for it."""

# A decoded picture takes up to 160 MB: two at a time, on threads of their own.
_decoders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pictures")


class PictureUnreadable(Refusal):
    """The file is no picture of a kind that is read, or a broken one."""


class PictureTooLarge(Refusal):
    """The file has too many bytes, or unpacks to too many pixels."""


class PictureQuotaUsed(Refusal):
    """The person keeps as many pictures as one may."""


class UnknownPicture(Refusal):
    """A picture that is named is not there, or was uploaded by someone else."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it was encoded here: no metadata, no edge longer than `EDGE_MAX_PX`."""

    media_type: MediaType
    width_px: int
    height_px: int
    bytes: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known about a picture beside its pixels."""

    id: UUID
    media_type: MediaType
    width_px: int
    height_px: int
    at: datetime


INSERT = write(
    """
    INSERT INTO picture (id, person_id, media_type, width_px, height_px, bytes, at)
    VALUES (:id, :person_id, :media_type, :width_px, :height_px, :bytes, :at)"""
)

READ = row(Picture, "SELECT media_type, width_px, height_px, bytes FROM picture WHERE id = :id")

COUNT_OF = value(int, "SELECT count(*) FROM picture WHERE person_id = :person_id")

COUNT_MINE = value(int, "SELECT count(*) FROM picture WHERE person_id = :person_id AND id = ANY(:ids::uuid[])")

OF_PERSON = rows(
    Kept, "SELECT id, media_type, width_px, height_px, at FROM picture WHERE person_id = :person_id ORDER BY at, id LIMIT :limit"
)

FORGET_OF = write("DELETE FROM picture WHERE person_id = :person_id")


async def clean(raw: bytes) -> Picture:
    """Decode and encode anew, on a thread. Raises PictureUnreadable or PictureTooLarge.

    What the sender called the file or its type does not matter, only what it is.
    """
    if len(raw) > BYTES_MAX:
        raise PictureTooLarge(bytes_max=BYTES_MAX, pixels_max=PIXELS_MAX)
    return await asyncio.get_running_loop().run_in_executor(_decoders, encoded, raw)


async def keep(tx: Tx, person_id: UUID, raw: bytes, *, now: datetime) -> UUID:
    """Clean and save a picture; raises what `clean` and `save` raise. A request cleans before its transaction instead."""
    return await save(tx, person_id, await clean(raw), now=now)


async def save(tx: Tx, person_id: UUID, picture: Picture, *, now: datetime) -> UUID:
    """Save a cleaned picture and return its id, which is all that one needs to see it. Raises PictureQuotaUsed."""
    if (await COUNT_OF(tx, person_id=person_id) or 0) >= PICTURES_MAX:
        raise PictureQuotaUsed(pictures_max=PICTURES_MAX)
    picture_id = ids.new_id()
    await INSERT(
        tx,
        id=picture_id,
        person_id=person_id,
        media_type=picture.media_type,
        width_px=picture.width_px,
        height_px=picture.height_px,
        bytes=picture.bytes,
        at=now,
    )
    return picture_id


async def get(tx: ReadTx, picture_id: UUID) -> Picture:
    """A picture. Raises NotFound."""
    picture = await READ(tx, id=picture_id)
    if picture is None:
        raise NotFound
    return picture


async def of_person(tx: ReadTx, person_id: UUID) -> list[Kept]:
    """The pictures that a person uploaded, oldest first."""
    return await OF_PERSON(tx, person_id=person_id, limit=PICTURES_MAX)


async def must_be_mine(tx: ReadTx, person_id: UUID, picture_ids: Collection[UUID]) -> None:
    """Raise UnknownPicture unless the person uploaded every one of these."""
    wanted = set(picture_ids)
    if wanted and await COUNT_MINE(tx, person_id=person_id, ids=list(wanted)) != len(wanted):
        raise UnknownPicture(path="picture_ids")


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Drop a person's pictures."""
    await FORGET_OF(tx, person_id=person_id)


def encoded(raw: bytes) -> Picture:
    """The picture upright, in sRGB, without metadata: JPEG, or WebP where it is see-through. Of an animation, the first frame."""
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
            _must_fit(opened)
            opened.draft(None, (EDGE_MAX_PX, EDGE_MAX_PX))  # a JPEG of 40 megapixels need not be decoded in full
            image = _upright(opened)
        return _packed(image)
    except PictureTooLarge:
        raise
    except Image.DecompressionBombError as bomb:
        raise PictureTooLarge(bytes_max=BYTES_MAX, pixels_max=PIXELS_MAX) from bomb
    except Exception as fault:  # whatever a decoder trips over, the bytes are no picture
        raise PictureUnreadable from fault


def _must_fit(opened: Image.Image) -> None:
    if opened.width * opened.height > PIXELS_MAX:
        raise PictureTooLarge(bytes_max=BYTES_MAX, pixels_max=PIXELS_MAX)


def _upright(opened: Image.Image) -> Image.Image:
    opened.load()
    profile = opened.info.get("icc_profile")
    image = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    image.thumbnail((EDGE_MAX_PX, EDGE_MAX_PX), Image.Resampling.LANCZOS)
    image.getexif().update(opened.getexif())
    image = ImageOps.exif_transpose(image)
    return _in_srgb(image, profile) if profile and opened.mode == "RGB" else image


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    # Telephones photograph in wider colours; without its profile such a picture would look pale.
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _packed(image: Image.Image) -> Picture:
    pixels = Image.new(image.mode, image.size)
    pixels.paste(image)
    out = io.BytesIO()
    if pixels.mode == "RGBA":
        pixels.save(out, "WEBP", quality=_WEBP_QUALITY, method=4)
        return Picture("image/webp", pixels.width, pixels.height, out.getvalue())
    pixels.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    return Picture("image/jpeg", pixels.width, pixels.height, out.getvalue())
