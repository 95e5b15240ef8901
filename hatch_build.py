"""The wheel carries the built web app: it is built here when `web/dist` is not that of these sources."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebAppHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the web app for the source archive and for the wheel, and lets an editable install be."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before anything is packed: `web/dist` is there. An archive brings it along, without the sources that a build needs."""
        if version == "editable":
            return
        root = Path(self.root)
        sources = root / "web" / "package.json"
        if sources.is_file():
            web = runpy.run_path(str(root / "web" / "build.py"))
            if not web["is_fresh"]():
                web["build"]()
        build_data["force_include"][str(root / "web" / "dist")] = "everywhere/web" if self.target_name == "wheel" else "web/dist"
