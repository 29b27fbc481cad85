"""What the theme layer puts into pages, and that it leaves other themes and builders alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from llmref.sphinxext.page_citation import cite_page

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "extensions" / "llmref" / "sphinxext" / "static" / "llmref.css"
FURO_PAPER = {"light": "#ffffff", "dark": "#131416"}


def build(source: Path, builder: str = "html", **settings: object) -> Path:
    app = SphinxTestApp(
        builder, srcdir=source, confoverrides=settings, freshenv=True, warningiserror=True
    )
    try:
        app.build(force_all=True)
        return Path(app.outdir)
    finally:
        app.cleanup()


@pytest.fixture(scope="module")
def source(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("theme") / "source"
    shutil.copytree(rootdir / "test-theme", folder)
    shutil.copytree(ROOT / "source" / "_static", folder / "_static")
    return folder


@pytest.fixture(scope="module")
def site(source: Path) -> Path:
    return build(source, html_baseurl="https://reference.example/2026-11-24/")


def page(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")


def test_last_checked_stands_only_where_the_page_says_it(site: Path) -> None:
    checked = page(site, "section/index.html").select_one(".llmref-page-foot time")
    assert checked["datetime"] == checked.text == "2026-11-20"
    assert page(site, "section/leaf.html").select_one(".llmref-page-foot time") is None


def test_page_says_how_it_is_cited(site: Path) -> None:
    foot = page(site, "section/index.html").select_one(".llmref-page-foot details")
    assert foot.p.text == (
        "Theme & contributors. “A section with a {literal} & more”. Theme, release 2026-11-24. "
        "https://reference.example/2026-11-24/section/index.html"
    )
    assert foot.pre.text == (
        "@misc{theme-section-index,\n"
        "  author = {{Theme \\& contributors}},\n"
        "  title = {{A section with a \\{literal\\} \\& more}},\n"
        "  howpublished = {Theme},\n"
        "  edition = {Release 2026-11-24},\n"
        "  year = {2026},\n"
        "  url = {https://reference.example/2026-11-24/section/index.html}\n}"
    )


def test_generated_pages_have_no_foot(site: Path) -> None:
    assert page(site, "search.html").select_one(".llmref-page-foot") is None
    assert page(site, "genindex.html").select_one(".llmref-page-foot") is None


def test_foot_can_be_switched_off(source: Path) -> None:
    out = build(source, llmref_page_foot=False)
    assert page(out, "section/index.html").select_one(".llmref-page-foot") is None


def test_working_tree_has_no_release_and_no_year(site: Path) -> None:
    from sphinx.config import Config

    config = Config({}, {"project": "P", "author": "A"})
    citation = cite_page(config, "a/b", "T", "")
    assert citation.text == "A. “T”. P."
    assert citation.bibtex == (
        "@misc{p-a-b,\n  author = {{A}},\n  title = {{T}},\n  howpublished = {P}\n}"
    )


def test_landmarks_have_names_of_their_own(site: Path) -> None:
    for name in ("components.html", "section/leaf.html", "search.html", "genindex.html"):
        soup = page(site, name)
        asides = [aside.get("aria-label") for aside in soup.find_all("aside")]
        navigation = [part.get("aria-label") for part in soup.select('[role="navigation"]')]
        assert None not in asides + navigation, name
        assert len(set(asides + navigation)) == len(asides + navigation), name
        assert soup.select_one('[role="main"]') is not None
        for caption in soup.select('[role="heading"]'):
            assert caption["aria-level"] == "2"


def test_search_page_has_a_heading_and_a_form_that_works_offline(site: Path) -> None:
    soup = page(site, "search.html")
    assert soup.h1.text == "Search"
    form = soup.select_one("form.llmref-search")
    assert form["method"] == "get"
    assert form["action"] == "#"
    assert form.select_one("input[name=q]") is not None


def test_styles_and_scripts_are_served_from_the_site(site: Path) -> None:
    soup = page(site, "section/leaf.html")
    for script in ("tables.js", "copy.js"):
        tag = soup.find("script", src=re.compile(rf"\.\./_static/{script}\?"))
        assert tag is not None and tag["defer"] == "defer"
        assert (site / "_static" / script).is_file()
    assert soup.find("link", href=re.compile(r"\.\./_static/llmref\.css\?")) is not None


@pytest.mark.parametrize("theme", ["basic", "alabaster"])
def test_other_themes_keep_their_pages(source: Path, theme: str) -> None:
    out = build(source, html_theme=theme, html_theme_options={})
    leaf = page(out, "section/leaf.html")
    assert leaf.select_one(".sphinxsidebar") is not None
    assert leaf.h1.text.startswith("A leaf")
    assert leaf.select_one(".llmref-page-foot pre").text.startswith("@misc{theme-section-leaf,")
    assert page(out, "search.html").find("input", {"name": "q"}) is not None


def test_one_page_output_has_neither_scripts_nor_feet(source: Path) -> None:
    out = build(source, "singlehtml")
    soup = page(out, "index.html")
    assert soup.find("script", src=re.compile("tables.js")) is None
    assert soup.select_one(".llmref-page-foot") is None
    assert "A leaf" in soup.text


def variables(scheme: str) -> dict[str, str]:
    """Return the colours that llmref.css defines for ``light`` or ``dark``."""
    text = STYLES.read_text(encoding="utf-8")
    selector = {"light": r"^body", "dark": r'body\[data-theme="dark"\]'}[scheme]
    block = re.search(selector + r" \{(.*?)\}", text, re.S | re.M)
    assert block
    return dict(re.findall(r"(--llmref-[\w-]+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_contrast(scheme: str) -> None:
    colours = variables(scheme)
    for number in range(1, 9):
        assert contrast(colours[f"--llmref-c{number}"], FURO_PAPER[scheme]) >= 3, number
    for name in ("accent", "accent-2", "accent-3"):
        assert contrast(colours[f"--llmref-{name}"], FURO_PAPER[scheme]) >= 4.5, name
    assert contrast(colours["--llmref-line-strong"], FURO_PAPER[scheme]) >= 3


def test_dark_colours_are_the_same_by_choice_and_by_system() -> None:
    text = STYLES.read_text(encoding="utf-8")
    chosen = re.search(r'body\[data-theme="dark"\] \{(.*?)\}', text, re.S)
    system = re.search(r'body:not\(\[data-theme="light"\]\) \{(.*?)\}', text, re.S)
    assert chosen and system
    assert chosen[1].split() == system[1].split()
