"""axe-core finds nothing on one page of each kind, light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

KINDS = [
    "index.html",
    "components.html",
    "wide.html",
    "section/index.html",
    "section/leaf.html",
    "genindex.html",
    "search.html",
    "search.html?q=model",
    # of the reference
    "models/index.html",
    "models/open/alibaba/qwen3.html",
    "models/proprietary/anthropic/claude.html",
    "models/proprietary/anthropic/index.html",
    "models/compare.html",
    "models/audit.html",
    "models/licenses.html",
    "models/sample.html",
    "training/scores.html",
    # pages made of data alone
    "models/open/alibaba/qwen1.5.html",
    "models/open/deepseek/deepseek-v2.html",
    "architecture/attention-mechanisms.html",
    "inference/kv-cache.html",
    "training/benchmarks.html",
    "papers/index.html",
    "papers/bibliography.html",
    "guide/formulas.html",
    "guide/directives.html",
    "guide/index.html",
]
"""One page of each kind; those that a site lacks are passed over."""


def _is_there(site, page: str) -> bool:
    return (site.folder / page.partition("?")[0]).is_file()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(site, browser, width: int, scheme: str) -> None:
    pages = [page for page in KINDS if _is_there(site, page)]
    assert len(pages) >= 5
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    found = {}
    try:
        tab = context.new_page()
        for page in pages:
            tab.goto(site.url + page, wait_until="networkidle" if "?" in page else "load")
            for violation in Axe().run(tab).response["violations"]:
                nodes = [node["html"][:200] for node in violation["nodes"]]
                found[page, violation["id"]] = nodes
    finally:
        context.close()
    assert found == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_scrolls_sideways(site, browser, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    try:
        for page in KINDS:
            if _is_there(site, page):
                tab.goto(site.url + page, wait_until="networkidle" if "?" in page else "load")
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, page
    finally:
        tab.close()


def test_each_page_has_one_heading_of_the_first_level(component_site: Path) -> None:
    from bs4 import BeautifulSoup

    pages = sorted(component_site.rglob("*.html"))
    assert len(pages) >= 7
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert len(soup.find_all("h1")) == 1, page
