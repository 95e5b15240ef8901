import io
import struct
import zlib

import pytest
from PIL import Image

from everywhere.kernel import files
from everywhere.kernel.files import PictureTooLarge, PictureUnreadable


def _bytes(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _opened(picture: files.Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.bytes))


def _png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises `width` × `height` pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_of_every_kind_becomes_a_jpeg(kind: str):
    picture = files.encoded(_bytes(Image.new("RGB", (320, 200), "red"), kind))

    assert (picture.media_type, picture.width_px, picture.height_px) == ("image/jpeg", 320, 200)
    assert _opened(picture).format == "JPEG"


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "YCbCr"])
def test_every_colour_mode_can_be_read(mode: str):
    kind = {"CMYK": "JPEG", "YCbCr": "JPEG"}.get(mode, "PNG")

    assert files.encoded(_bytes(Image.new(mode, (40, 30)), kind)).media_type == "image/jpeg"


def test_a_see_through_picture_becomes_a_webp_and_stays_see_through():
    picture = files.encoded(_bytes(Image.new("RGBA", (20, 10), (255, 0, 0, 0)), "PNG"))

    assert (picture.media_type, _opened(picture).getpixel((5, 5))[3]) == ("image/webp", 0)


def test_where_it_was_taken_is_dropped_and_the_picture_stands_upright():
    image = Image.new("RGB", (60, 40), "blue")
    image.paste("red", (0, 0, 60, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° to see it upright
    exif[0x010F] = "Maker of telephones"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 48.0)
    raw = _bytes(image, "JPEG", exif=exif, comment=b"at home", quality=95)
    assert b"Maker" in raw

    picture = files.encoded(raw)

    opened = _opened(picture)
    assert (picture.width_px, picture.height_px) == (40, 60)
    assert opened.getpixel((35, 30))[0] > 200  # the red half, once on top, is now on the right
    assert dict(opened.getexif()) == {}
    assert {"exif", "comment", "icc_profile", "xmp"} & set(opened.info) == set()
    assert b"Maker" not in picture.bytes


def test_metadata_of_a_see_through_picture_is_dropped_too():
    exif = Image.Exif()
    exif[0x010F] = "Maker of telephones"
    raw = _bytes(Image.new("RGBA", (20, 10), (1, 2, 3, 4)), "WEBP", exif=exif, xmp=b"<x>at home</x>")

    kept = files.encoded(raw).bytes

    assert b"Maker" not in kept
    assert b"at home" not in kept


def test_a_large_picture_is_made_smaller_in_its_proportions():
    picture = files.encoded(_bytes(Image.new("RGB", (4000, 1000)), "JPEG"))

    assert (picture.width_px, picture.height_px) == (1600, 400)


def test_of_an_animation_the_first_frame_is_kept():
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    picture = files.encoded(_bytes(frames[0], "WEBP", save_all=True, append_images=frames[1:]))

    assert _opened(picture).getpixel((5, 5))[0] > 200


@pytest.mark.parametrize("size", [(30_000, 30_000), (8000, 5001), (2_000_000_000, 2)])
def test_a_small_file_that_unpacks_to_too_many_pixels_is_too_large(size: tuple[int, int]):
    with pytest.raises(PictureTooLarge):
        files.encoded(_png_claiming(*size))


async def test_a_file_of_too_many_bytes_is_too_large_before_it_is_read():
    with pytest.raises(PictureTooLarge):
        await files.clean(b"\xff" * (files.BYTES_MAX + 1))


GIF = _bytes(Image.new("RGB", (4, 4)), "GIF")
JPEG = _bytes(Image.effect_noise((200, 200), 90), "JPEG")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html><script>alert(1)</script></html>", id="html"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"/>', id="svg"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n", id="postscript"),
        pytest.param(GIF, id="a kind that is not read"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"\0" * 100, id="jpeg by its first bytes only"),
        pytest.param(JPEG[: len(JPEG) // 2], id="half a jpeg"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\xff" * 200, id="png by its first bytes only"),
        pytest.param(b"RIFF\x10\0\0\0WEBPVP8 ", id="webp by its first bytes only"),
        pytest.param(_png_claiming(100, 100), id="png with too few pixels"),
        pytest.param(b"PK\x03\x04" + b"\0" * 300, id="zip"),
    ],
)
def test_what_is_no_picture_is_unreadable(raw: bytes):
    with pytest.raises(PictureUnreadable):
        files.encoded(raw)


def test_a_picture_with_a_script_behind_it_loses_the_script():
    kept = files.encoded(JPEG + b"<script>alert(1)</script>").bytes

    assert b"<script>" not in kept
