"""The builder ``bookpdf``: the book printed by headless Chromium, a volume at a time, and put together."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.util.display import progress_message

from llmref.sphinxext.book import BookBuilder
from llmref.sphinxext.book_volumes import links_elsewhere, split_volumes

if TYPE_CHECKING:
    import pikepdf

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
_TIMEOUT = 900
VOLUME = 1_500_000
"""Characters of HTML from which on a volume ends; some sixty pages."""
_VOLUME_STYLE = (
    # What number a volume begins with is known when those before it are printed.
    "@page { @bottom-center { content: none } } @page wide { @bottom-center { content: none } }"
    # A break before the first chapter of a volume would leave an empty page.
    ":is(main, .llmref-continued) > span:first-child { break-before: auto !important }"
)
_SHEETS = (
    ".llmref-sheet { height: 1px } .llmref-sheet:not(:last-child) { break-after: page } "
    ".llmref-sheet-wide { page: wide }"
)


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
            print_book(self.browser, Path(self.outdir, "index.html"), Path(self.outdir, f"{name}.pdf"))


def find_browser() -> str:
    """Path of the browser that prints.

    Raises:
        PrintError: There is none; the message names the Debian package.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise PrintError(f"no Chromium on PATH; install the Debian package {PACKAGE}")


def print_book(browser: str, page: Path, target: Path, volume: int = VOLUME) -> None:
    """Print ``page`` in volumes of ``volume`` characters, as many at once as there are cores, and put them together.

    Raises:
        PrintError: The browser failed; the message holds what it said.
    """
    # pikepdf is a part of the extra `docs`, and this builder alone needs it. It tells at once that it can log.
    logging.getLogger("pikepdf").setLevel(logging.WARNING)
    from llmref.sphinxext.book_merge import Book, page_numbers
    from llmref.sphinxext.book_structure import fold_volume

    texts = split_volumes(page.read_text(encoding="utf-8"), volume)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contents, *chapters = (_styled(text, _VOLUME_STYLE) for text in texts)
        printed = _print_all(browser, [_listed(contents, {}), *chapters], page.parent, folder)
        # The contents once more, now that it is known on which page a chapter begins.
        listed = _listed(contents, page_numbers(printed))
        printed[0] = _print_all(browser, [listed], page.parent, folder)[0]
        book = Book()
        for part in printed:
            fold_volume(part)
            book.add(part)
        head = texts[0][: texts[0].index("<body>")]
        numbers = _number_pages(head, [_is_wide(sheet) for sheet in book.pdf.pages])
        book.number_pages(_print_all(browser, [numbers], page.parent, folder)[0])
        book.save(target, os.environ.get("SOURCE_DATE_EPOCH"))


def _print_all(browser: str, texts: Sequence[str], beside: Path, folder: Path) -> list[Path]:
    """Print ``texts``, each from a file in ``beside``, where the styles and pictures are that they name."""

    def one(text: str) -> Path:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=beside, prefix=".volume-", suffix=".html"
        ) as source:
            source.write(text)
            source.flush()
            target = folder / f"{Path(source.name).stem}.pdf"
            print_pdf(browser, Path(source.name), target)
        return target

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as lanes:
        return list(lanes.map(one, texts))


def _styled(text: str, style: str) -> str:
    return text.replace("</head>", f"<style>{style}</style></head>", 1)


def _listed(contents: str, numbers: Mapping[str, int]) -> str:
    """``contents`` with page numbers behind its links, of four digits where they are not known."""
    return links_elsewhere(contents, lambda anchor: f'<span class="llmref-page">{numbers.get(anchor, 8888)}</span>')


def _number_pages(head: str, wide: Sequence[bool]) -> str:
    """Empty pages, numbered as the style for print says, wide ones where the book has them."""
    sheets = "".join(f'<div class="llmref-sheet{" llmref-sheet-wide" if is_wide else ""}"></div>' for is_wide in wide)
    return f"{_styled(head, _SHEETS)}<body>{sheets}</body></html>"


def _is_wide(sheet: pikepdf.Page) -> bool:
    left, bottom, right, top = (float(side) for side in sheet.mediabox)
    return right - left > top - bottom


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
