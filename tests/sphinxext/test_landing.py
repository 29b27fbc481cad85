"""The search field and the citation of a first page."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

CONF = """
from llmref.sphinxext.landing import setup_landing
from llmref.sphinxext.theme import setup_theme
project, author = "Reference", "People"
extensions = ["myst_parser"]
def setup(app):
    setup_theme(app)
    setup_landing(app)
"""
PAGE = "# Home\n\n```{search-box}\n```\n\n```{cite-reference}\n```\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "deep").mkdir(parents=True)
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text(PAGE + "\n```{toctree}\ndeep/page\n```\n")
    (folder / "deep" / "page.md").write_text(PAGE)
    return folder


def build(source: Path, builder: str, **settings: object) -> Path:
    app = SphinxTestApp(builder, srcdir=source, confoverrides=settings, warningiserror=True)
    try:
        app.build()
        return Path(app.outdir)
    finally:
        app.cleanup()


def test_field_asks_the_search_page_from_any_depth(source: Path) -> None:
    out = build(source, "html", html_theme="furo", release="2026-11-24")
    for name, action in (("index.html", "search.html"), ("deep/page.html", "../search.html")):
        soup = BeautifulSoup((out / name).read_text(encoding="utf-8"), "html.parser")
        form = soup.select_one("article form.llmref-search")
        assert (form["action"], form["method"]) == (action, "get")
        assert form.input["name"] == "q"
        said = soup.select_one(".llmref-citation")
        assert said.text == "People. Reference, release 2026-11-24."
        assert "Release 2026-11-24. Cite as:" in soup.article.text


def test_no_field_in_an_output_without_search(source: Path) -> None:
    out = build(source, "text")
    text = (out / "index.txt").read_text(encoding="utf-8")
    assert "Search" not in text
    assert "The working tree, not a release." in text
    single = build(source, "singlehtml").joinpath("index.html").read_text(encoding="utf-8")
    assert 'class="llmref-search"' not in single
    assert "llmref-search" not in (build(source, "latex") / "reference.tex").read_text()
