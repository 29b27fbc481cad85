"""Which release a build is."""

from __future__ import annotations

import os

VERSION_VARIABLE = "LLMREF_VERSION"
"""Set by a build of the versioned site: a date, or ``dev``. Releases read it for ever."""

WORKING_TREE = "dev"
"""Name of what is not a release."""


def current_release() -> str:
    """``2026-11-24`` when a release is being built, ``dev`` otherwise: for ``release`` in conf.py.

    A release cannot find its name in its own tree (its manifest row and its tag come after the
    commit, and sphinx-multiversion reads conf.py in a copy without git), so the build says it.
    """
    name = os.environ.get(VERSION_VARIABLE) or os.environ.get("SPHINX_MULTIVERSION_NAME")
    return name or WORKING_TREE
