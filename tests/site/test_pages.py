"""What a reader of the built site meets on every page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

FAMILIES = {
    "open/ai21/jamba", "open/alibaba/qwen2.5", "open/alibaba/qwen3", "open/deepseek/deepseek-v3",
    "open/google/gemma-3", "open/meta/llama-2", "open/meta/llama-3", "open/microsoft/phi-4",
    "open/mistral/mistral-7b", "open/moonshot/kimi-k2", "open/openai/gpt-oss", "proprietary/anthropic/claude",
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, BeautifulSoup]:
    found = {}
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        found[path.relative_to(site).as_posix()] = BeautifulSoup(text, "html.parser")
    return found


def test_every_family_has_a_page(pages: dict[str, BeautifulSoup]) -> None:
    assert {f"models/{name}.html" for name in FAMILIES} <= set(pages)


def test_links_inside_the_site_lead_somewhere(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    ids = {name: {tag["id"] for tag in page.select("[id]")} for name, page in pages.items()}
    broken = []
    for name, page in pages.items():
        if name in ("404.html", "search.html", "genindex.html"):
            continue
        for link in page.select("a[href]"):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc or link["href"] in ("#", ""):
                continue
            target = (site / name).parent.joinpath(unquote(parts.path)).resolve() if parts.path else site / name
            other = target.relative_to(site.resolve()).as_posix()
            if not target.exists() or (parts.fragment and other in ids and unquote(parts.fragment) not in ids[other]):
                broken.append(f"{name}: {link['href']}")
    assert not broken


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, BeautifulSoup]) -> None:
    loads = "script[src], link[rel=stylesheet][href], img[src], iframe[src], source[src], link[rel*=icon][href]"
    for name, page in pages.items():
        for tag in page.select(loads):
            address = tag.get("src") or tag.get("href")
            assert not urlsplit(address).netloc, f"{name} loads {address}"


def test_style_sheets_load_nothing_from_elsewhere(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), sheet.name


def test_ids_are_unique_on_a_page(pages: dict[str, BeautifulSoup]) -> None:
    for name, page in pages.items():
        ids = [tag["id"] for tag in page.select("article [id]")]
        assert len(ids) == len(set(ids)), (name, {i for i in ids if ids.count(i) > 1})


def test_tables_have_captions_and_scoped_headers(pages: dict[str, BeautifulSoup]) -> None:
    count = 0
    for name, page in pages.items():
        for table in page.select("table.llmref-table"):
            count += 1
            assert table.caption and table.caption.text.strip(), name
            assert all(th.get("scope") for th in table.select("th")), name
            box = table.find_parent(class_="llmref-table-box")
            assert box["tabindex"] == "0" and page.find(id=box["aria-labelledby"]), name
    assert count > 40


def test_content_pages_say_when_they_were_checked(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    for name in pages:
        if re.match(r"(models/(open|proprietary)|architecture|inference|training|guide)/", name):
            assert "2026-11-24" in pages[name].select_one(".llmref-page-foot").text, name


def test_values_in_text_lead_to_the_card(pages: dict[str, BeautifulSoup]) -> None:
    page = pages["guide/formulas.html"]
    value = next(a for a in page.select("a.llmref-value") if a.text == "671\N{NO-BREAK SPACE}B")
    target, _, anchor = value["href"].partition("#")
    assert (target, anchor) == ("../models/open/deepseek/deepseek-v3.html", "deepseek-v3.parameters_total")
    fact = pages["models/open/deepseek/deepseek-v3.html"].find(id=anchor)
    assert fact.dt.text == "Parameters" and fact.dd.text.startswith("671")


def test_equations_are_mathml(pages: dict[str, BeautifulSoup]) -> None:
    page = pages["architecture/attention-mechanisms.html"]
    assert len(page.select("div.llmref-math math[display=block]")) >= 6
    annotation = page.select_one("div.llmref-math annotation").text
    assert r"\operatorname{softmax}" in annotation


def test_bibliography_lists_what_is_cited_with_links_back(pages: dict[str, BeautifulSoup]) -> None:
    entry = pages["papers/bibliography.html"].find(id="paper-ainslie2023gqa")
    assert "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints" in entry.text
    links = {a["href"] for a in entry.select("a")}
    assert "https://arxiv.org/abs/2305.13245" in links
    assert "../architecture/attention-mechanisms.html" in links
    assert entry.select_one("pre.llmref-bibtex").text.startswith("@")
    cited_by_model = pages["papers/bibliography.html"].find(id="paper-yang2025qwen3")
    assert "../models/open/alibaba/qwen3.html#qwen3-8b" in {a["href"] for a in cited_by_model.select("a")}


def test_landing_page_shows_the_whole(pages: dict[str, BeautifulSoup]) -> None:
    page = pages["index.html"]
    assert page.select_one("form.llmref-search")
    assert len(page.select("table.llmref-table tbody tr")) == 7
    assert page.select_one("figure.llmref-chart svg[role=img]")["aria-label"]
    ways = {a.text for a in page.select(".llmref-landing-ways a")}
    assert {"Catalogue", "Compare", "Architecture", "Training", "Inference", "Papers"} <= ways
