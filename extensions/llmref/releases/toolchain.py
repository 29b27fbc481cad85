"""What a version is built with: HTML of one Sphinx differs from that of the next."""

from __future__ import annotations

import platform
import re
import sys
from functools import cache
from pathlib import Path

_INSTALLED = re.compile(r"(?P<name>[A-Za-z0-9._-]+?)-(?P<version>\d[^-]*)(?:-py[\d.]+)?\.(?:dist|egg)-info$")


@cache
def toolchain() -> dict[str, str]:
    """Version of Python and of every installed distribution, by name; llmref itself left out.

    It is left out because a release brings its own. Names and versions are those of the folders that
    installers write: reading the metadata of each takes a hundred times as long.
    """
    found: dict[str, str] = {}
    for entry in reversed(sys.path):
        folder = Path(entry or ".")
        if folder.is_dir():
            matches = (_INSTALLED.match(path.name) for path in folder.iterdir())
            found |= {match["name"].lower().replace("_", "-"): match["version"] for match in matches if match}
    found.pop("llmref", None)
    return {"python": platform.python_version(), **dict(sorted(found.items()))}
