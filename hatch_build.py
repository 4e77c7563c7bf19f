"""Puts the built viewer into the wheel: whoever installs microdrama needs no Node."""

import os
import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ViewerHook(BuildHookInterface):
    """Builds frontend/ into src/microdrama/web/app before a wheel or sdist is packed.

    Editable installs are left alone (`make install` builds for them), and so is a build with
    MICRODRAMA_SKIP_VIEWER set. A viewer that cannot be built fails the build: an empty page is worse.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build unless this is an editable install or the viewer is there already."""
        root = Path(self.root)
        built = root / "src/microdrama/web/app/index.html"
        if version == "editable" or built.exists() or os.environ.get("MICRODRAMA_SKIP_VIEWER"):
            return
        runpy.run_path(str(root / "frontend/build.py"), run_name="__main__")
