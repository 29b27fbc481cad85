"""The reference itself, built once for all tests of this folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def build(builder: str, out: Path) -> Path:
    """Build the reference as `make` does: every warning is an error."""
    command = [
        sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-c", str(ROOT),
        "-d", str(out.with_name(f"{out.name}-doctrees")), "-b", builder, str(ROOT / "source"), str(out),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    return out


@pytest.fixture(scope="session")
def build_reference() -> Callable[[str, Path], Path]:
    return build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("html", tmp_path_factory.mktemp("site") / "html")
