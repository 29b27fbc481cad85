"""The builder ``bookpdf``: the book printed by headless Chromium."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from sphinx.errors import SphinxError
from sphinx.util.display import progress_message

from llmref.sphinxext.book import BookBuilder

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGE = "chromium-headless-shell"
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
    "--virtual-time-budget=20000",
)
_TIMEOUT = 1800


class PrintError(SphinxError):
    """The book could not be printed."""

    category = "PDF error"


class BookPdfBuilder(BookBuilder):
    """The book as a tagged PDF with bookmarks."""

    name = "bookpdf"
    epilog = "The PDF is in %(outdir)s."

    def init(self) -> None:
        """Find the browser before anything is built."""
        super().init()
        self.browser = find_browser()

    def finish(self) -> None:
        """Print the page."""
        super().finish()
        name = re.sub(r"[^a-z0-9]+", "-", self.config.project.lower()).strip("-")
        with progress_message("printing"):
            print_pdf(self.browser, Path(self.outdir, "index.html"), Path(self.outdir, f"{name}.pdf"))


def find_browser() -> str:
    """Path of the browser that prints.

    Raises:
        PrintError: There is none; the message names the Debian package.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise PrintError(f"no Chromium on PATH; install the Debian package {PACKAGE}")


def print_pdf(browser: str, page: Path, target: Path) -> None:
    """Print ``page``.

    Raises:
        PrintError: The browser failed; the message holds what it said.
    """
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *_FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
        except subprocess.TimeoutExpired:
            raise PrintError(f"{Path(browser).name} did not finish in {_TIMEOUT} seconds") from None
    if done.returncode or not target.is_file():
        raise PrintError(f"{Path(browser).name} failed: {done.stderr.strip()[-1000:]}")
    pack(target)


def pack(target: Path) -> None:
    """Put the small objects of a tagged PDF, a million in a large book, into compressed streams.

    With ``SOURCE_DATE_EPOCH`` the file bears that day, so that one commit gives one file.
    """
    import pikepdf

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    with pikepdf.open(target, allow_overwriting_input=True) as pdf:
        if epoch:
            day = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).strftime("D:%Y%m%d%H%M%SZ")
            for key in ("/CreationDate", "/ModDate"):
                pdf.docinfo[key] = day
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
