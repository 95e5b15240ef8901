"""What `everywhere mini pack` makes is what the server takes, and what it refuses the server would refuse too."""

import json
import re
import shutil
from pathlib import Path

import pytest

from everywhere.mini.packages import rules
from support.programs import EVERYWHERE_MINI, TEMPLATES, needs_tool, run

pytestmark = [pytest.mark.once, needs_tool]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES / "shop", tmp_path / "shop"))


def test_a_pack_has_the_servers_digest_and_the_same_bytes_again(shop: Path):
    (shop / "tea.png").write_bytes(b"\x89PNG" + b"\0" * 1000)
    (shop / "notes.md").write_text("not for people", "utf-8")
    said = run("pack", str(shop), str(shop / "one.zip"))
    run("pack", str(shop), str(shop / "two.zip"))

    archive = (shop / "one.zip").read_bytes()
    assert archive == (shop / "two.zip").read_bytes()
    found = rules.unpacked(archive)
    assert sorted(found.files) == ["logic.js", "manifest.json", "tea.png", "view.js"]
    assert rules.pages_of(found.manifest) == ["/pages/shop/index", "/pages/paid/index"]
    assert f"digest {rules.digest_of(rules.hashed(found.files))}" in said
    assert "left out, for no program serves them: notes.md, one.zip" not in said
    assert "left out, for no program serves them: notes.md" in said


def test_a_subpackage_has_scripts_of_its_own_and_is_used_by_nobody_else(shop: Path):
    app = json.loads((shop / "app.json").read_text("utf-8"))
    (shop / "app.json").write_text(json.dumps({**app, "subPackages": [{"root": "more", "pages": ["index"]}]}), "utf-8")
    (shop / "more").mkdir()
    (shop / "more" / "index.axml").write_text("<view>more</view>", "utf-8")
    (shop / "more" / "index.js").write_text("const { SERVER } = require('../config');\nPage({ data: { SERVER } });", "utf-8")
    said = run("pack", str(shop), str(shop / "program.zip"))

    found = rules.unpacked((shop / "program.zip").read_bytes())
    assert sorted(found.files) == ["logic.js", "manifest.json", "more/logic.js", "more/view.js", "view.js"]
    assert b'"/more/index.js"' in found.files["more/logic.js"]
    assert b'"/more/index.js"' not in found.files["logic.js"]
    assert f"digest {rules.digest_of(rules.hashed(found.files))}" in said
    assert re.search(r"the main package: \d+ KB\n +more: \d+ KB\n", said)

    (shop / "pages" / "paid" / "index.js").write_text("\nconst more = require('../../more/index');\nPage({});", "utf-8")
    refused = run("check", str(shop), expect=1)
    assert "/pages/paid/index.js:2:23 error package_apart: ../../more/index is in the subpackage more" in refused


def test_what_is_too_large_is_named_and_not_written(shop: Path):
    (shop / "film.mp4").write_bytes(b"\0" * (2 * 1024 * 1024))
    said = run("pack", str(shop), str(shop / "program.zip"), expect=1)
    assert re.search(r"\d+ bytes in the main package; a package has at most 2097152", said)
    assert not (shop / "program.zip").exists()


def test_check_names_what_a_phone_does_otherwise_by_file_and_line(shop: Path):
    source = shop / "pages" / "paid" / "index.js"
    source.write_text(
        "Page({\n  data: { list: [] },\n  onLoad() {\n    this.data.list.push(1);\n    this.setData({ order: undefined });\n  },\n});\n",
        "utf-8",
    )
    said = run("check", str(shop))
    assert "/pages/paid/index.js:4:5 warning data_in_place: push of what is in the data is changed in place" in said
    assert "/pages/paid/index.js:5:20 warning set_data_undefined: " in said
    assert "0 errors, 2 warnings" in said
    assert "0 warnings" in run("check", str(shop), "--no-strict")


def test_a_program_is_written_from_a_template_and_over_no_other(tmp_path: Path):
    shop = tmp_path / "shop"
    assert "next: everywhere mini dev" in run("create", str(shop), "--template", "shop", command=EVERYWHERE_MINI)
    assert "is there already; nothing was written" in run("create", str(shop), expect=1)
    assert "there is no template cinema" in run("create", str(shop / "new"), "--template", "cinema", expect=2)
