"""The reference itself, built once: by `make test` into the folder that ``LLMREF_BUILT`` names, else here."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"html": "html", "epub": "epub", "bookpdf": "pdf"}


def build(builder: str, out: Path) -> Path:
    """Build the reference as `make` does: every warning is an error."""
    if (already := os.environ.get("LLMREF_BUILT")) is not None:
        folder = ROOT / already / FOLDERS[builder]
        assert folder.is_dir(), f"LLMREF_BUILT has no {folder}"
        return folder
    command = [
        sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-c", str(ROOT),
        "-d", str(out.with_name(f"{out.name}-doctrees")), "-b", builder, str(ROOT / "source"), str(out),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stderr[-3000:]
    return out


@pytest.fixture(scope="session")
def build_reference() -> Callable[[str, Path], Path]:
    return build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("html", tmp_path_factory.mktemp("site") / "html")


@pytest.fixture(scope="session")
def page(site: Path) -> Callable[[str], BeautifulSoup]:
    """One page of the site, parsed."""
    parsed: dict[str, BeautifulSoup] = {}

    def parse(name: str) -> BeautifulSoup:
        if name not in parsed:
            parsed[name] = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        return parsed[name]

    return parse
