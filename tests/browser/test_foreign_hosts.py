"""Nothing in a built page comes from another host."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

LOADING = ("src", "srcset", "poster", "data", "background", "xlink:href", "action", "formaction")
"""Attributes that load something, on any element; ``href`` does on all but the ones below."""

LINKS = {"a", "area"}
CSS_ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")
NAMES_ONLY = {"canonical", "author", "license", "index", "next", "prev", "search", "alternate"}
"""``rel`` of links that a browser does not load."""


def foreign(address: str) -> bool:
    """Whether `address` is on a host: relative addresses and ``data:`` are not."""
    return bool(urlsplit(address.strip()).netloc)


def loaded_by_page(html: str) -> list[str]:
    """Return each address that a browser loads for this page."""
    soup = BeautifulSoup(html, "html.parser")
    found = []
    for element in soup.find_all(True):
        for name in LOADING:
            if value := element.get(name):
                found += re.split(r",\s+|\s+", value) if name == "srcset" else [value]
        rel = set(element.get("rel") or [])
        if "href" in element.attrs and element.name not in LINKS and not rel & NAMES_ONLY:
            found.append(element["href"])
        if style := element.get("style"):
            found += CSS_ADDRESS.findall(style)
        if element.name == "style":
            found += CSS_ADDRESS.findall(element.get_text())
        if element.name == "script" and not element.get("src"):
            found += re.findall(r"""["'`]((?:https?:)?//[^"'`\s]+)""", element.get_text())
    return found


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        '<img src="x.png" srcset="x.png 1x, https://cdn.example/x.png 2x">',
        '<p style="background: url(https://cdn.example/x.png)">',
        "<style>@import 'https://cdn.example/x.css';</style>",
        '<svg><use href="https://cdn.example/x.svg#a"></use></svg>',
        '<link rel="preconnect" href="https://cdn.example">',
        "<script>import('https://cdn.example/x.js')</script>",
    ],
)
def test_what_loads_from_elsewhere_is_seen(html: str) -> None:
    assert [address for address in loaded_by_page(html) if foreign(address)]


def test_a_plain_link_is_no_load() -> None:
    assert loaded_by_page('<a href="https://example.org/">x</a>') == []


def test_pages_name_no_other_host(site) -> None:
    pages = sorted(site.folder.rglob("*.html"))
    assert len(pages) >= 5
    found = {
        (str(page.relative_to(site.folder)), address)
        for page in pages
        for address in loaded_by_page(page.read_text(encoding="utf-8"))
        if foreign(address)
    }
    assert found == set()


def test_styles_name_no_other_host(site) -> None:
    styles = sorted(site.folder.rglob("*.css"))
    assert any(style.name == "llmref.css" for style in styles)
    found = {
        (style.name, address)
        for style in styles
        for address in CSS_ADDRESS.findall(style.read_text(encoding="utf-8"))
        if foreign(address)
    }
    assert found == set()


def test_neither_opensearch_nor_mathjax(site) -> None:
    assert not list(site.folder.rglob("opensearch.xml"))
    for page in sorted(site.folder.rglob("*.html")):
        assert not re.search(r"<script[^>]*mathjax", page.read_text(encoding="utf-8"), re.I), page


def test_browser_asks_the_local_server_only(site, browser) -> None:
    asked: list[str] = []
    context = browser.new_context()
    try:
        context.on("request", lambda request: asked.append(request.url))
        tab = context.new_page()
        for page in _one_of_each_folder(site.folder):
            tab.goto(site.url + page, wait_until="networkidle")
        tab.goto(site.url + "search.html?q=intersphinx", wait_until="networkidle")
    finally:
        context.close()
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith((site.url, "data:", "blob:"))] == []


def _one_of_each_folder(folder: Path) -> list[str]:
    """Folders of developers, of which there are hundreds, count as one for each kind of models."""
    first: dict[tuple[str, ...], str] = {}
    for page in sorted(folder.rglob("*.html")):
        place = page.relative_to(folder)
        first.setdefault(place.parent.parts[:2], str(place))
    return list(first.values())
