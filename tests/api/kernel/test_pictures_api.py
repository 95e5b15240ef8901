import io
from uuid import uuid4

import pytest
from PIL import Image

from everywhere.kernel import files
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once


def jpeg(width: int = 40, height: int = 30, **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(out, "JPEG", **options)
    return out.getvalue()


@pytest.fixture
async def mei(world: World) -> Phone:
    return await sign_in(world, "mei@example.org")


async def kept_count(world: World) -> int:
    return await world.db.pool.fetchval("SELECT count(*) FROM picture")


async def test_an_uploaded_picture_is_shown_to_whoever_knows_its_id(world: World, mei: Phone):
    answer = await mei("POST", "/api/pictures", files={"file": ("cat.jpg", jpeg(), "image/jpeg")}, expect=201)

    assert (answer["width_px"], answer["height_px"], answer["url"]) == (40, 30, f"/api/pictures/{answer['id']}")
    shown = await world.client.get(answer["url"])
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert Image.open(io.BytesIO(shown.content)).size == (40, 30)


async def test_a_picture_may_be_called_what_its_sender_likes(mei: Phone):
    names = ["../../etc/passwd", "a.exe", "", "图片.png", "x" * 300]

    for name in names:
        await mei("POST", "/api/pictures", files={"file": (name or "x", jpeg(), "text/html")}, expect=201)


async def test_the_same_key_keeps_one_picture_and_another_picture_with_it_is_refused(world: World, mei: Phone):
    first, second = [
        await mei("POST", "/api/pictures", files={"file": ("a.jpg", jpeg())}, headers={"Idempotency-Key": "one"}, expect=201)
        for _ in range(2)
    ]
    another = await mei("POST", "/api/pictures", files={"file": ("a.jpg", jpeg(50))}, headers={"Idempotency-Key": "one"})

    assert first == second
    assert (another.status_code, another.json()["code"]) == (409, "idempotency_mismatch")
    assert await kept_count(world) == 1


async def test_what_cannot_be_kept_is_refused_and_nothing_is_kept(world: World, mei: Phone):
    refused = [
        ({"file": ("cat.jpg", b"<script>alert(1)</script>", "image/jpeg")}, 422, "picture_unreadable"),
        ({"file": ("cat.jpg", b"", "image/jpeg")}, 422, "picture_unreadable"),
        ({"file": ("cat.jpg", jpeg()[:300], "image/jpeg")}, 422, "picture_unreadable"),
        ({"file": ("cat.jpg", b"\xff\xd8" + b"\0" * files.BYTES_MAX, "image/jpeg")}, 413, "picture_too_large"),
        ({"other": ("cat.jpg", jpeg(), "image/jpeg")}, 400, "malformed"),
        ({"file": (None, "just words")}, 400, "malformed"),
    ]
    for form, status, code in refused:
        response = await mei("POST", "/api/pictures", files=form)

        assert (response.status_code, response.json()["code"]) == (status, code), form
    assert await kept_count(world) == 0


async def test_a_body_that_is_no_form_is_refused(world: World, mei: Phone):
    bodies = [
        {"content": jpeg(), "headers": {"Content-Type": "image/jpeg"}},
        {"content": b"{}", "headers": {"Content-Type": "application/json"}},
        {"content": b"--b\r\nnonsense", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
        {"content": jpeg(), "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
        {},
    ]
    for body in bodies:
        response = await mei("POST", "/api/pictures", **body)

        assert 400 <= response.status_code < 500, body
        assert response.headers["content-type"] == "application/problem+json"
    assert await kept_count(world) == 0


async def test_only_who_is_signed_in_uploads(world: World):
    response = await world.client.post("/api/pictures", files={"file": ("cat.jpg", jpeg(), "image/jpeg")})

    assert response.status_code == 401
    assert await kept_count(world) == 0


async def test_a_person_keeps_only_so_many_pictures(world: World, mei: Phone, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "PICTURES_MAX", 1)
    await mei("POST", "/api/pictures", files={"file": ("a.jpg", jpeg(), "image/jpeg")}, expect=201)

    refused = await mei("POST", "/api/pictures", files={"file": ("b.jpg", jpeg(), "image/jpeg")}, expect=422)

    assert refused["code"] == "picture_quota_used"
    assert await kept_count(world) == 1


async def test_an_unknown_picture_is_not_found(world: World):
    assert (await world.client.get(f"/api/pictures/{uuid4()}")).status_code == 404
    assert (await world.client.get("/api/pictures/1%00")).status_code == 404


async def test_pictures_must_be_ones_own(world: World, mei: Phone):
    other = await sign_in(world, "other@example.org")
    mine = await mei("POST", "/api/pictures", files={"file": ("a.jpg", jpeg(), "image/jpeg")}, expect=201)

    async with world.db.read() as tx:
        await files.must_be_mine(tx, mei.person_id, [mine["id"], mine["id"]])
        await files.must_be_mine(tx, other.person_id, [])
        for person_id, picture_id in [(other.person_id, mine["id"]), (mei.person_id, uuid4())]:
            with pytest.raises(files.UnknownPicture):
                await files.must_be_mine(tx, person_id, [picture_id])
