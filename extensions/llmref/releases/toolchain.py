"""What a version is built with: HTML of one Sphinx differs from that of the next."""

from __future__ import annotations

import importlib.metadata
import platform
from functools import cache


@cache
def toolchain() -> dict[str, str]:
    """Version of Python and of every installed distribution, by name; llmref itself left out.

    It is left out because a release brings its own.
    """
    found = {
        distribution.name.lower(): distribution.version
        for distribution in importlib.metadata.distributions()
        if distribution.name
    }
    found.pop("llmref", None)
    return {"python": platform.python_version(), **dict(sorted(found.items()))}
