"""What a reader of the built site meets on every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from lxml import html

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = sorted(
    path.relative_to(ROOT / "source").with_suffix(".html").as_posix()
    for path in (ROOT / "source" / "models").glob("*/*/*.yaml")
)
NOT_CONTENT = ("404.html", "search.html", "genindex.html")
LOADS = (
    "//script/@src | //link[@rel='stylesheet' or contains(@rel, 'icon')]/@href | //img/@src | //iframe/@src | //source/@src"
)
Soup = Callable[[str], BeautifulSoup]


class Page:
    """What the tests of all pages need of one, gathered in one pass and without keeping the page."""

    def __init__(self, path: Path) -> None:
        tree = html.parse(str(path), parser=html.HTMLParser(encoding="utf-8")).getroot()
        self.ids: list[str] = tree.xpath("//@id")
        self.article_ids: list[str] = tree.xpath("//article//@id")
        self.links: list[str] = tree.xpath("//a/@href")
        self.loads: list[str] = tree.xpath(LOADS)
        self.foot = " ".join(tree.xpath("//*[contains(@class, 'llmref-page-foot')]//text()"))
        self.tables = [self._table(table, tree) for table in tree.xpath("//table[contains(@class, 'llmref-table')]")]

    @staticmethod
    def _table(table: html.HtmlElement, tree: html.HtmlElement) -> str:
        """What is wrong with the table; nothing when it is empty."""
        if not "".join(table.xpath("caption//text()")).strip():
            return "no caption"
        if table.xpath(".//th[not(@scope)]"):
            return "a header cell without scope"
        boxes = table.xpath("ancestor::*[contains(@class, 'llmref-table-box')]")
        if not boxes or boxes[0].get("tabindex") != "0":
            return "no box that scrolls by keyboard"
        return "" if tree.xpath("//*[@id=$id]", id=boxes[0].get("aria-labelledby")) else "a box without a name"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {path.relative_to(site).as_posix(): Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_family_has_a_page(pages: dict[str, Page]) -> None:
    assert len(FAMILIES) > 80
    assert set(FAMILIES) <= set(pages)


def _broken(site: Path, pages: dict[str, Page]) -> Iterator[str]:
    ids = {name: set(page.ids) for name, page in pages.items()}
    exists: dict[Path, bool] = {}
    for name, page in pages.items():
        if name in NOT_CONTENT:
            continue
        for link in set(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link in ("#", ""):
                continue
            target = (site / name).parent.joinpath(unquote(parts.path)) if parts.path else site / name
            if target not in exists:
                exists[target] = target.exists()
            other = target.resolve().relative_to(site.resolve()).as_posix() if parts.fragment else ""
            if not exists[target] or (parts.fragment and other in ids and unquote(parts.fragment) not in ids[other]):
                yield f"{name}: {link}"


def test_links_inside_the_site_lead_somewhere(site: Path, pages: dict[str, Page]) -> None:
    assert list(_broken(site, pages)) == []


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, Page]) -> None:
    assert [(name, it) for name, page in pages.items() for it in page.loads if urlsplit(it).netloc] == []


def test_style_sheets_load_nothing_from_elsewhere(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), sheet.name


def test_ids_are_unique_on_a_page(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        ids = page.article_ids
        assert len(ids) == len(set(ids)), (name, {i for i in ids if ids.count(i) > 1})


def test_tables_have_captions_and_scoped_headers(pages: dict[str, Page]) -> None:
    assert [(name, fault) for name, page in pages.items() for fault in page.tables if fault] == []
    assert sum(len(page.tables) for page in pages.values()) > 300


def test_content_pages_say_when_they_were_checked(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        if re.match(r"(models/(open|proprietary)|architecture|inference|training|guide)/", name):
            assert re.search(r"Last checked\s+20\d\d-\d\d-\d\d", page.foot), name


def test_values_in_text_lead_to_the_card(page: Soup) -> None:
    value = next(a for a in page("guide/formulas.html").select("a.llmref-value") if a.text == "671\N{NO-BREAK SPACE}B")
    target, _, anchor = value["href"].partition("#")
    assert (target, anchor) == ("../models/open/deepseek/deepseek-v3.html", "deepseek-v3.parameters_total")
    fact = page("models/open/deepseek/deepseek-v3.html").find(id=anchor)
    assert fact.dt.text == "Parameters" and fact.dd.text.startswith("671")


def test_equations_are_mathml(page: Soup) -> None:
    tree = page("architecture/attention-mechanisms.html")
    assert len(tree.select("div.llmref-math math[display=block]")) >= 6
    annotation = tree.select_one("div.llmref-math annotation").text
    assert r"\operatorname{softmax}" in annotation


def test_bibliography_lists_what_is_cited_with_links_back(page: Soup) -> None:
    entry = page("papers/bibliography.html").find(id="paper-ainslie2023gqa")
    assert "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints" in entry.text
    links = {a["href"] for a in entry.select("a")}
    assert "https://arxiv.org/abs/2305.13245" in links
    assert "../architecture/attention-mechanisms.html" in links
    assert entry.select_one("pre.llmref-bibtex").text.startswith("@")
    cited_by_model = page("papers/bibliography.html").find(id="paper-yang2025qwen3")
    assert "../models/open/alibaba/qwen3.html#qwen3-8b" in {a["href"] for a in cited_by_model.select("a")}


def test_landing_page_shows_the_whole(page: Soup) -> None:
    tree = page("index.html")
    assert tree.select_one("form.llmref-search")
    assert len(tree.select("table.llmref-table tbody tr")) == 7
    assert tree.select_one("figure.llmref-chart svg[role=img]")["aria-label"]
    ways = {a.text for a in tree.select(".llmref-landing-ways a")}
    assert {"Catalogue", "Compare", "Architecture", "Training", "Inference", "Papers"} <= ways


def test_audit_counts_the_catalogue(page: Soup) -> None:
    rows = {row.th.text: row.td.text for row in page("models/audit.html").select("table.llmref-table tbody tr")}
    from llmref import load_catalog

    assert rows["Models in the catalogue"] == f"{len(load_catalog()):,}"
    described = int(rows["Open weights with a disclosed architecture"].replace(",", ""))
    recomputed = int(rows["Recomputed from the architecture"].replace(",", ""))
    # What the project promises of its catalogue.
    assert recomputed >= 0.95 * described
