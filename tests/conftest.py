"""Fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["sphinx.testing.fixtures"]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def rootdir() -> Path:
    """Folder of the small Sphinx projects; sphinx.testing looks here for ``test-<testroot>``."""
    return ROOT / "tests" / "roots"
