"""Addresses of an older release lead on in a newer one: renamed models, moved pages, values that are gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from garden_project import build, soup

from llmref.library import read_library
from llmref.releases.addresses import lost_addresses
from llmref.releases.comparing import model_places


@pytest.fixture
def old(garden: Path, tmp_path: Path) -> Path:
    out, warnings, _ = build(garden)
    assert warnings == ""
    shutil.copytree(out, tmp_path / "old")
    return tmp_path / "old"


def rename(garden: Path, former: str) -> None:
    spec = garden / "models" / "fern.yaml"
    text = spec.read_text(encoding="utf-8").replace("- id: fern-1b\n", f"- id: fern-one\n{former}")
    spec.write_text(text, encoding="utf-8")
    table = garden / "table.md"
    table.write_text(table.read_text(encoding="utf-8").replace("fern-1b.", "fern-one.").replace("compare} fern-1b", "compare} fern-one"))


def move(garden: Path, matter: str) -> None:
    (garden / "ferns").mkdir()
    text = (garden / "fern.md").read_text(encoding="utf-8")
    (garden / "fern.md").unlink()
    (garden / "ferns" / "all.md").write_text(f"{matter}{text}", encoding="utf-8")
    index = garden / "index.md"
    index.write_text(index.read_text(encoding="utf-8").replace("fern\n", "ferns/all\n"), encoding="utf-8")


def test_nothing_is_lost_when_nothing_changes(garden: Path, old: Path) -> None:
    out, _, _ = build(garden)
    assert list(lost_addresses(old, out)) == []


def test_a_renamed_model_keeps_its_addresses(garden: Path, old: Path) -> None:
    rename(garden, "    former_ids: [fern-1b]\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    assert list(lost_addresses(old, out)) == []
    page = soup(out, "fern")
    assert page.find(id="fern-1b").find_parent("section")["id"] == "fern-one"
    fact = page.find(id="fern-1b.num_hidden_layers").find_parent("div")
    assert fact["id"] == "fern-one.num_hidden_layers" and fact.select_one(".llmref-value").text == "2"
    # {model}`fern-1b` in the page stays a link, and other projects' links through the inventory, too.
    links = [a["href"] for a in soup(out, "table").select("p a.reference") if a.text == "Fern <1B> & co"]
    assert links == ["fern.html#fern-one"]
    assert model_places(out / "objects.inv")["fern-1b"] == "fern.html#fern-one"


def test_a_model_renamed_without_a_word_is_told(garden: Path, old: Path) -> None:
    rename(garden, "")
    table = garden / "table.md"
    table.write_text(table.read_text(encoding="utf-8").replace("; {model}`fern-1b`", ""))
    out, _, _ = build(garden)
    lost = list(lost_addresses(old, out))
    assert "fern#fern-1b" in lost and "fern#fern-1b.num_hidden_layers" in lost


def test_a_former_id_that_somebody_else_has_is_a_mistake(garden: Path) -> None:
    rename(garden, "    former_ids: [fern-2b]\n")
    _, problems = read_library([garden / "models"], [])
    assert [problem.message for problem in problems] == ["'fern-2b' is also an id of fern-2b"]
    assert problems[0].key == "models[fern-one].former_ids" and problems[0].line > 1


def test_a_moved_page_leads_on(garden: Path, old: Path) -> None:
    move(garden, "---\nformer-pages: fern\n---\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    assert list(lost_addresses(old, out)) == []
    stub = soup(out, "fern")
    assert stub.select_one("link[rel=canonical]")["href"] == "ferns/all.html" == stub.select_one("p a")["href"]
    assert json.loads((out / "moved.json").read_text(encoding="utf-8")) == {"fern": "ferns/all"}


def test_a_page_moved_without_a_word_is_told(garden: Path, old: Path) -> None:
    move(garden, "")
    shutil.rmtree(garden / "_build")
    out, _, _ = build(garden)
    assert "fern" in list(lost_addresses(old, out))


@pytest.mark.parametrize("matter", ['former-pages: ["fern", "old/fern"]', "former-pages: fern old/fern"])
def test_several_former_places(garden: Path, matter: str) -> None:
    move(garden, f"---\n{matter}\n---\n")
    out, warnings, _ = build(garden)
    assert warnings == ""
    assert soup(out, "old/fern").select_one("p a")["href"] == "../ferns/all.html"
    assert set(json.loads((out / "moved.json").read_text(encoding="utf-8"))) == {"fern", "old/fern"}


def test_a_former_place_that_exists_is_a_mistake(garden: Path) -> None:
    move(garden, "---\nformer-pages: plain\n---\n")
    out, warnings, _ = build(garden)
    assert "all.md: WARNING: former-pages: there is a page plain" in warnings
    assert "Nothing here" in soup(out, "plain").text


def test_a_value_that_is_gone_leads_to_its_model(garden: Path, old: Path) -> None:
    spec = garden / "models" / "fern.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("    context_length: 4096\n", ""), encoding="utf-8")
    out, _, _ = build(garden)
    assert list(lost_addresses(old, out)) == []


def test_a_value_under_another_name_is_told(garden: Path, old: Path) -> None:
    page = (old / "fern.html").read_text(encoding="utf-8").replace('"fern-1b.context_length"', '"fern-1b.window"')
    (old / "fern.html").write_text(page, encoding="utf-8")
    out, _, _ = build(garden)
    assert list(lost_addresses(old, out)) == ["fern#fern-1b.window"]


def test_another_meaning_is_told(garden: Path, old: Path) -> None:
    page = (old / "fern.html").read_text(encoding="utf-8")
    assert "<dt" in page
    (old / "fern.html").write_text(page.replace(">Context</dt>", ">Depth</dt>"), encoding="utf-8")
    out, _, _ = build(garden)
    assert "fern#fern-1b.context_length: Depth is Context now" in list(lost_addresses(old, out))


def test_pages_are_listed_for_programs(garden: Path) -> None:
    (garden / "plain.md").write_text("# Plain\n\nIt says one thing. And another.\n")
    out, _, _ = build(garden, release="2026-01-01")
    lines = (out / "llms.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Garden" and lines[2] == "> Release 2026-01-01."
    assert "- [Plain](plain.html): It says one thing." in lines
    assert any(line.startswith("- [Ferns](fern.html)") for line in lines)
