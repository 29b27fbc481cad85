"""A built site on a local server, and Debian's Chromium to look at it.

``LLMREF_SITE`` may name a folder with a built site; its pages are then tested as well.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from sphinx.testing.util import SphinxTestApp

ROOT = Path(__file__).resolve().parents[2]


class Site(NamedTuple):
    """A built site and where it is served."""

    folder: Path
    url: str  # ends with a slash


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def built_sites() -> list[str]:
    """Names of the sites under test: the components' own, the reference, the folder in ``LLMREF_SITE``."""
    return ["components", "reference", *filter(None, [os.environ.get("LLMREF_SITE")])]


@pytest.fixture(scope="session")
def component_site(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build tests/roots/test-theme once, with the reference's own static files."""
    folder = tmp_path_factory.mktemp("component-site")
    source = folder / "source"
    shutil.copytree(rootdir / "test-theme", source)
    shutil.copytree(ROOT / "source" / "_static", source / "_static")
    app = SphinxTestApp("html", srcdir=source, warningiserror=True)
    try:
        app.build()
        assert app.warning.getvalue() == ""
    finally:
        app.cleanup()
    return Path(app.outdir)


def _reference(folder: Path) -> Path:
    """Build the reference as `make html` does, unless `make test` has done so."""
    if (already := os.environ.get("LLMREF_BUILT")) is not None:
        return ROOT / already / "html"
    command = [
        sys.executable, "-m", "sphinx", "-n", "-W", "-q", "-c", str(ROOT), "-d", str(folder / "doctrees"),
        str(ROOT / "source"), str(folder / "html"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=1800)
    return folder / "html"


@pytest.fixture(scope="session", params=built_sites())
def site(
    request: pytest.FixtureRequest, component_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Each site under test, served locally."""
    if request.param == "components":
        folder = component_site
    elif request.param == "reference":
        folder = _reference(tmp_path_factory.mktemp("reference"))
    else:
        folder = Path(request.param).resolve()
    handler = functools.partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    server.server_close()
