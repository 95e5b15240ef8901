from pathlib import Path

import httpx
import pytest

from everywhere.app.web import Dist, Web, content_policy
from everywhere.kernel.settings import Settings

PAGE = b"<!doctype html><title>Everywhere</title>"
SCRIPT = b"console.log('everywhere')"


async def _api(scope, receive, send):
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"application/problem+json")]})
    await send({"type": "http.response.body", "body": b"{}"})


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "app-1a2b.js.br").write_bytes(b"brotli")
    (tmp_path / "assets" / "app-1a2b.js.gz").write_bytes(b"gzip")
    return tmp_path


def _client(folder: Path | None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=Web(_api, Settings(), Dist(folder)))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://web")


async def test_every_screens_address_is_the_one_page_and_is_asked_for_anew_each_time(dist: Path):
    async with _client(dist) as client:
        for path in ("/", "/me/settings", "/needs/01a2035b-7fb4-7309-a561-a1dd08507931"):
            answer = await client.get(path)
            assert (answer.status_code, answer.content) == (200, PAGE)
            assert answer.headers["cache-control"] == "no-cache"
            assert "script-src 'self';" in answer.headers["content-security-policy"]


async def test_a_page_that_did_not_change_is_not_sent_again(dist: Path):
    async with _client(dist) as client:
        tag = (await client.get("/")).headers["etag"]
        answer = await client.get("/", headers={"If-None-Match": tag})

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "coding"), [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None)]
)
async def test_a_hashed_file_is_kept_for_ever_in_the_best_coding_that_is_taken(dist: Path, accepted: str, coding: str | None):
    transport = httpx.ASGITransport(app=Web(_api, Settings(), Dist(dist)))  # type: ignore[arg-type]
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://web") as client,
        client.stream("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": accepted}) as answer,
    ):
        body = b"".join([part async for part in answer.aiter_raw()])

    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert body == {"br": b"brotli", "gzip": b"gzip", None: SCRIPT}[coding]


@pytest.mark.parametrize(
    "path", ["/api/none", "/api", "/metrics", "/gateway.do", "/v3/alipay/trade", "/none.png", "/assets/old-9z.js"]
)
async def test_the_api_and_files_that_are_not_there_are_left_to_the_api(dist: Path, path: str):
    async with _client(dist) as client:
        answer = await client.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_nothing_is_posted_to_a_page(dist: Path):
    async with _client(dist) as client:
        assert (await client.post("/me")).status_code == 404
        assert (await client.head("/me")).content == b""


async def test_without_a_build_the_first_page_says_how_to_make_one():
    async with _client(None) as client:
        first, other = await client.get("/"), await client.get("/me")

    assert "make web" in first.text
    assert other.status_code == 404


def test_an_operators_map_opens_the_policy_for_what_it_is_made_of():
    assert "connect-src 'self';" in content_policy(Settings())
    assert "connect-src 'self' https:;" in content_policy(Settings(map_style="https://tiles.example.org/style.json"))
