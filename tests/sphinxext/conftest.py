"""The small project that the tests of this folder build."""

from __future__ import annotations

from pathlib import Path

import pytest
from garden_project import plant


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    return plant(tmp_path)
