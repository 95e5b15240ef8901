"""Packages by HTTP: uploaded, shown, opened, taken away; frames serve them with a policy that leaves no network."""

import re
from pathlib import Path

from everywhere.app import frames
from everywhere.kernel.settings import Settings
from everywhere.mini.packages import actions as packages
from everywhere.mini.packages import rules
from support.mini import APART_FILES, FILES, an_app, shown, uploaded, zipped
from support.world import World, made, sign_in

MINI = Path(__file__).parents[3] / "mini"
POLICY_OF_DEVELOPERS = MINI / "host" / "src" / "policy.ts"
SERVED_BY_DEVELOPERS = MINI / "cli" / "src" / "serve.ts"


async def test_a_package_is_kept_once_shown_and_gone_back_from(world: World):
    dev = await sign_in(world, "dev@example.org")
    app_id = await an_app(dev)
    first = await uploaded(dev, app_id)
    again = await uploaded(dev, app_id)
    second = await uploaded(dev, app_id, {**FILES, "logic.js": b"Page({data: {}})"})
    path = f"/api/me/apps/{app_id}"

    assert first == again
    assert first["pages"] == ["pages/index/index"]
    for digest, version in ((first["digest"], 1), (second["digest"], 2), (first["digest"], 3)):
        program = await dev("PUT", f"{path}/program", {"digest": digest}, expect=200)
        assert (program["digest"], program["version"]) == (digest, version)
    listed = await dev("GET", f"{path}/packages", expect=200)
    assert {each["digest"]: each["is_shown"] for each in listed["items"]} == {first["digest"]: True, second["digest"]: False}
    await dev("DELETE", f"{path}/packages/{first['digest']}", expect=409)
    await dev("DELETE", f"{path}/packages/{second['digest']}", expect=204)
    await dev("PUT", f"{path}/program", {"digest": second["digest"]}, expect=404)
    assert len((await dev("GET", f"{path}/packages", expect=200))["items"]) == 1


async def test_files_that_no_package_holds_are_dropped_a_day_later(world: World):
    dev = await sign_in(world, "dev@example.org")
    app_id = await an_app(dev)
    first = await uploaded(dev, app_id)
    await uploaded(dev, app_id, {**FILES, "logic.js": b"Page({data: {}})"})
    await dev("DELETE", f"/api/me/apps/{app_id}/packages/{first['digest']}", expect=204)

    assert await world.db.transact(lambda tx: packages.forget_files(tx, now=world.clock())) == 0
    world.clock.advance(days=2)
    assert await world.db.transact(lambda tx: packages.forget_files(tx, now=world.clock())) == 1
    kept = await world.db.pool.fetch("SELECT bytes FROM mini_file")
    assert FILES["logic.js"] not in {row["bytes"] for row in kept}


async def test_an_app_is_its_developers_alone(world: World):
    dev, other = await sign_in(world, "dev@example.org"), await sign_in(world, "other@example.org")
    app_id, digest = await shown(dev)
    path = f"/api/me/apps/{app_id}"

    for method, tail, body in (
        ("GET", "/packages", None),
        ("DELETE", f"/packages/{digest}", None),
        ("GET", "/program", None),
        ("PUT", "/program", {"digest": digest}),
        ("DELETE", "/program", None),
        ("GET", "/notes", None),
    ):
        await other(method, path + tail, body, expect=404)
    await other("POST", f"{path}/packages", files={"file": ("p.zip", zipped())}, expect=404)
    assert (await dev("GET", f"{path}/program", expect=200))["digest"] == digest


async def test_what_is_unfit_is_refused_and_nothing_is_kept(world: World):
    dev = await sign_in(world, "dev@example.org")
    app_id = await an_app(dev)
    path = f"/api/me/apps/{app_id}"
    refused = await dev("POST", f"{path}/packages", files={"file": ("p.zip", b"no archive")}, expect=422)

    assert refused["code"] == "package_unfit"
    assert (await dev("GET", f"{path}/packages", expect=200))["items"] == []
    digest = (await uploaded(dev, app_id))["digest"]
    wrong = await dev("PUT", f"{path}/program", {"digest": digest, "domains": ["https://x"]}, expect=422)
    assert (wrong["code"], wrong["path"]) == ("domain_unfit", "domains")
    await dev("GET", f"{path}/program", expect=404)


async def test_anybody_opens_a_program_and_none_that_is_hidden(world: World):
    dev = await sign_in(world, "dev@example.org")
    app_id, digest = await shown(dev)
    opened = (await world.client.post(f"/api/mini/{app_id}/openings")).json()

    assert opened["frame"] == f"http://{app_id}.localhost:8000/{digest}/"
    assert (opened["name"], opened["app"]["window"], opened["pages"]) == (
        "Tea house",
        {"defaultTitle": "Tea"},
        ["pages/index/index"],
    )
    await dev("DELETE", f"/api/me/apps/{app_id}/program", expect=204)
    assert (await world.client.post(f"/api/mini/{app_id}/openings")).json()["code"] == "program_unknown"
    assert (await world.client.post("/api/mini/123/openings")).status_code == 404


async def test_a_frame_gets_its_own_files_and_no_others(world: World):
    dev = await sign_in(world, "dev@example.org")
    app_id, digest = await shown(dev, image_domains=["pictures.example.org"])
    _, other = await shown(dev, {**FILES, "logic.js": b"Page({other: 1})"})
    at = f"http://{app_id}.localhost:8000"
    page = await world.client.get(f"{at}/{digest}/")
    script = await world.client.get(f"{at}/{digest}/logic.js")

    assert page.text.index("/frame.js") < page.text.index("view.js") < page.text.index("logic.js")
    assert "img-src 'self' data: blob: https://pictures.example.org;" in page.headers["content-security-policy"]
    assert (script.content, script.headers["content-type"]) == (FILES["logic.js"], "text/javascript; charset=utf-8")
    assert "immutable" in script.headers["cache-control"]
    assert "sandbox allow-scripts" in script.headers["content-security-policy"]
    again = await world.client.get(f"{at}/{digest}/logic.js", headers={"If-None-Match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for path in (
        "/",
        f"/{'0' * 64}/",
        f"/{digest}/nothing.js",
        f"/{other}/logic.js",
        f"/{digest}/%2e%2e/{other}/logic.js",
        "/api/health",
        "/api/me",
        "/index.html",
    ):
        answer = await world.client.get(at + path)
        assert (answer.status_code, answer.content) == (404, b""), path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert (await world.client.post(f"{at}/api/sign-in", json={})).status_code == 404


async def test_a_programs_web_pages_are_those_of_its_listed_hosts_in_a_page_of_its_own_origin(world: World):
    dev = await sign_in(world, "dev@example.org")
    app_id, _ = await shown(dev, domains=["shop.example.org", "wss://live.example.org", "127.0.0.1:9000", "a.example:8443"])
    opened = await dev("POST", f"/api/mini/{app_id}/openings", {}, expect=201)
    page = await world.client.get(f"http://{app_id}.localhost:8000/web-view")
    policy = page.headers["content-security-policy"].split("; ")

    assert opened["web_origins"] == ["https://a.example:8443", "https://shop.example.org"]
    assert "frame-src https://a.example:8443 https://shop.example.org" in policy
    assert "frame-ancestors http://127.0.0.1:8000" in policy
    assert "script-src 'self'" in policy
    assert 'data-around="http://127.0.0.1:8000"' in page.text
    assert (await world.client.get("http://123.localhost:8000/web-view")).status_code == 404
    await dev("DELETE", f"/api/me/apps/{app_id}/program", expect=204)
    assert (await world.client.get(f"http://{app_id}.localhost:8000/web-view")).status_code == 404


async def test_a_frame_gets_the_scripts_of_a_subpackage_like_its_own(world: World):
    dev = await sign_in(world, "dev@example.org")
    app_id, digest = await shown(dev, APART_FILES)
    script = await world.client.get(f"http://{app_id}.localhost:8000/{digest}/goods/logic.js")

    assert (script.content, script.headers["content-type"]) == (APART_FILES["goods/logic.js"], "text/javascript; charset=utf-8")
    assert "immutable" in script.headers["cache-control"]
    assert "sandbox allow-scripts" in script.headers["content-security-policy"]


async def test_files_that_were_changed_in_the_database_are_not_served(world: World):
    dev = await sign_in(world, "dev@example.org")
    app_id, digest = await shown(dev)
    at = f"http://{app_id}.localhost:8000/{digest}"
    await world.db.pool.execute("UPDATE mini_file SET bytes = 'evil' WHERE bytes = $1", FILES["logic.js"])
    assert (await world.client.get(f"{at}/logic.js")).status_code == 404
    await world.db.pool.execute('UPDATE mini_package SET files = files || \'{"view.js": "00"}\'::jsonb')
    assert (await world.client.get(f"{at}/view.js")).status_code == 404
    assert (await world.client.get(f"{at}/images/tea.png")).status_code == 404


async def test_a_developer_who_is_gone_leaves_no_program(world: World):
    dev = await sign_in(world, "dev@example.org")
    app_id, digest = await shown(dev)
    erasure = await dev("POST", "/api/me/erase", {})
    assert erasure.is_success, erasure.text
    await world.settle()

    assert (await world.client.post(f"/api/mini/{app_id}/openings")).status_code == 404
    assert (await world.client.get(f"http://{app_id}.localhost:8000/{digest}/logic.js")).status_code == 404


def test_without_a_domain_there_are_frames_below_localhost_and_nowhere_else():
    assert frames.sources(Settings(public_url="http://127.0.0.1:8000")) == "http://*.localhost:8000"
    assert frames.sources(Settings(public_url="https://help.example.org")) == "'none'"
    wild = "https://{app_id}.apps.example.org"
    assert frames.sources(Settings(public_url="https://help.example.org", mini_url=wild)) == "https://*.apps.example.org"


def test_the_frames_policy_is_the_one_that_developers_try_their_programs_under():
    text = POLICY_OF_DEVELOPERS.read_text("utf-8")
    body = text[text.index("frameHeaders") : text.index("holderHeaders")]
    theirs = set(re.findall(r'"([a-z-]+(?: [a-z-]+)? ?\'[^"]+|sandbox allow-scripts)"', body))
    ours = frames.policy([], around="https://help.example.org")["Content-Security-Policy"].split("; ")

    assert theirs
    assert theirs - set(ours) == set()


def test_the_page_around_a_web_page_is_the_one_that_developers_try_it_in():
    text = POLICY_OF_DEVELOPERS.read_text("utf-8")
    body = text[text.index("holderHeaders") : text.index("hostHeaders")]
    theirs = set(re.findall(r'"([a-z-]+ \'[^"]+|sandbox [a-z -]+)"', body))
    ours = frames.holder_policy([], around="https://help.example.org")["Content-Security-Policy"].split("; ")
    page = frames.HOLDER_PAGE.format(around="${around}").strip()

    assert theirs
    assert theirs - set(ours) == set()
    assert page in text


def test_the_developers_tool_serves_and_packs_the_same_kinds_of_files_in_the_same_way():
    text = SERVED_BY_DEVELOPERS.read_text("utf-8")
    theirs = dict(re.findall(r'"(\.[a-z0-9]+)": "([a-z]+/[a-z0-9+]+)"', text))
    packed = set(re.findall(r'"(\.[a-z0-9]+)"', text[text.index("export const ASSETS") :].partition(")")[0]))

    assert packed == set(rules.MEDIA_TYPES)
    assert {ending: theirs[ending] for ending in packed} == dict(rules.MEDIA_TYPES)


async def test_nobody_opens_a_program_where_there_is_no_place_for_frames(database_url: str):
    app = made(public_url="https://help.example.org")
    assert frames.Frames(app, app.state.settings, app.state)._host is None
